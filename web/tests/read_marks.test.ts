import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Api } from "@/api/api";
import type { Action, ChatState } from "@/state/model";
import { ReadMarks } from "@/state/read_marks";
import { reduce } from "@/state/reducer";
import { Store } from "@/state/store";
import { type Frame, makeLine } from "./line";
import { chatWith, event, message, posted, ROOM, room, run } from "./make";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function makeMarks() {
  const told: Frame["args"][] = [];
  let refuse = false;
  const line = makeLine((frame, end) => {
    if (frame.op === "channel.read") told.push(frame.args);
    end.say(refuse ? { id: frame.id, problem: { status: 503, code: "busy", detail: "Busy." } } : { id: frame.id, ok: {} });
  });
  const markRead = vi.fn(async () => ({ last_read_seq: 0 }));
  const start = run(chatWith([message(1)]), event(posted(2)), event(posted(3)), event(posted(4)));
  const store = new Store<ChatState, Action>(start, reduce);
  const marks = new ReadMarks(store, line.client, { markRead } as unknown as Api);
  const unread = () => room(store.get()).channel.unread;
  return { line, told, marks, store, markRead, unread, refusing: (on: boolean) => void (refuse = on) };
}

test("the screen shows it at once; the server is told once, of the furthest", async () => {
  const { line, told, marks, unread } = await makeMarks();
  await line.up();
  for (const seq of [2, 3, 4]) marks.mark(ROOM, seq);
  expect(unread()).toBe(0);
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(400);
  expect(told).toEqual([{ channel: ROOM, seq: 4 }]);
});

test("what is read already is not told again", async () => {
  const { line, told, marks } = await makeMarks();
  await line.up();
  marks.mark(ROOM, 4);
  await vi.advanceTimersByTimeAsync(400);
  marks.mark(ROOM, 4);
  marks.mark(ROOM, 2);
  marks.mark("chn_unknown", 9);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(told).toHaveLength(1);
});

test("without a realtime line the mark goes by HTTP", async () => {
  const { marks, markRead } = await makeMarks();
  marks.mark(ROOM, 3);
  await vi.advanceTimersByTimeAsync(400);
  expect(markRead).toHaveBeenCalledWith(ROOM, 3);
});

test("a mark that could not be told is kept for the next time, with whatever came meanwhile", async () => {
  const { line, told, marks, refusing } = await makeMarks();
  await line.up();
  refusing(true);
  marks.mark(ROOM, 3);
  await vi.advanceTimersByTimeAsync(400);
  refusing(false);
  marks.mark(ROOM, 4);
  marks.flush();
  await vi.advanceTimersByTimeAsync(0);
  expect(told.at(-1)).toEqual({ channel: ROOM, seq: 4 });
  marks.flush();
  await vi.advanceTimersByTimeAsync(0);
  expect(told).toHaveLength(2);
});
