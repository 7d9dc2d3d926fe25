// Messages on their way: in order, again after every failure that may pass, and shown once whatever happens.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Message } from "@/api/types";
import type { Action, ChatState } from "@/state/model";
import { Outbox } from "@/state/outbox";
import { reduce } from "@/state/reducer";
import { buildRows } from "@/state/rows";
import { Store } from "@/state/store";
import { type FarEnd, type Frame, makeLine } from "./line";
import { chatWith, ME, message, posted, ROOM } from "./make";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server that stores a nonce once, and that can be told to lose answers or to refuse. */
function makeServer() {
  const stored: Message[] = [];
  const server = {
    stored,
    tries: 0,
    mode: "well" as "well" | "silent" | "hangs up after storing" | { status: number },
    serve(frame: Frame, end: FarEnd) {
      if (frame.op !== "message.post") return end.say({ id: frame.id, ok: {} });
      server.tries++;
      if (server.mode === "silent") return;
      if (typeof server.mode === "object")
        return end.say({ id: frame.id, problem: { ...server.mode, code: "refused", detail: "Refused." } });
      const { nonce, text } = frame.args as { nonce: string; text: string };
      let there = stored.find((each) => each.nonce === nonce);
      if (!there) stored.push((there = message(stored.length + 1, { nonce, text, author: ME })));
      if (server.mode === "hangs up after storing") return end.hangUp();
      end.say({ id: frame.id, ok: there });
    },
  };
  return server;
}

async function makeOutbox() {
  const server = makeServer();
  const line = makeLine(server.serve);
  const store = new Store<ChatState, Action>(chatWith(), reduce);
  const outbox = new Outbox(store, line.client);
  await line.up();
  const waiting = () => store.get().outbox[ROOM] ?? [];
  const settle = () => vi.advanceTimersByTimeAsync(0);
  /** What the person sees, as the message list makes it. */
  const shown = () => {
    const { timelines } = store.get();
    const rows = buildRows({ items: timelines[ROOM]?.items ?? [], outbox: waiting(), more: true, me: ME, newAfter: null });
    return rows.map((row) => (row.kind === "message" ? row.message.text : row.kind === "outgoing" ? `${row.item.text} (${row.item.state})` : ""));
  };
  const back = async () => {
    line.client.reconnectNow();
    await settle();
    line.end().hello();
    outbox.flush();
    await settle();
  };
  return { server, line, store, outbox, waiting, shown, settle, back };
}

test("a message is shown at once, and as sent when the server has it", async () => {
  const { outbox, shown, settle, waiting } = await makeOutbox();
  outbox.post(ROOM, "hello");
  expect(shown()).toEqual(["hello (sending)"]);
  expect(outbox.unsent).toBe(true);
  await settle();
  expect(shown()).toEqual(["hello"]);
  expect(waiting()).toEqual([]);
  expect(outbox.unsent).toBe(false);
});

test("messages go out one at a time and in the order they were written", async () => {
  const { outbox, server, line, shown, settle } = await makeOutbox();
  server.mode = "silent";
  for (const text of ["one", "two", "three"]) outbox.post(ROOM, text);
  await settle();
  expect(server.tries).toBe(1);
  expect(shown()).toEqual(["one (sending)", "two (queued)", "three (queued)"]);
  server.mode = "well";
  server.serve(line.end().sent.at(-1)!, line.end());
  await settle();
  expect(server.stored.map((each) => each.text)).toEqual(["one", "two", "three"]);
});

test("without a line messages wait, and go when it is back", async () => {
  const { outbox, server, line, shown, settle, back } = await makeOutbox();
  line.end().hangUp();
  outbox.post(ROOM, "later");
  await settle();
  expect(server.tries).toBe(0);
  expect(shown()).toEqual(["later (queued)"]);
  await back();
  expect(shown()).toEqual(["later"]);
});

test("a message whose answer was lost is sent again under its nonce: stored once, shown once", async () => {
  const { outbox, server, shown, settle, back } = await makeOutbox();
  server.mode = "hangs up after storing";
  outbox.post(ROOM, "once");
  await settle();
  expect(shown()).toEqual(["once (queued)"]);
  server.mode = "well";
  await back();
  expect(server.tries).toBe(2);
  expect(server.stored).toHaveLength(1);
  expect(shown()).toEqual(["once"]);
});

test("an event that comes before the answer settles the message, and the answer adds nothing", async () => {
  const { outbox, server, line, store, shown, settle, waiting } = await makeOutbox();
  server.mode = "silent";
  outbox.post(ROOM, "once");
  await settle();
  const nonce = waiting()[0]!.nonce;
  store.dispatch({ type: "event", event: posted(1, { nonce, text: "once", author: ME }) });
  expect(shown()).toEqual(["once"]);
  expect(waiting()).toEqual([]);
  line.end().say({ id: line.end().sent.at(-1)!.id, ok: message(1, { nonce, text: "once", author: ME }) });
  await settle();
  expect(shown()).toEqual(["once"]);
});

test("a message that the history already holds is not shown a second time as on its way", async () => {
  const { outbox, server, store, shown, settle, waiting } = await makeOutbox();
  server.mode = "silent";
  outbox.post(ROOM, "once");
  await settle();
  const items = [message(1, { nonce: waiting()[0]!.nonce, text: "once", author: ME })];
  store.dispatch({ type: "timeline.latest", channel: ROOM, items, more: false });
  expect(shown()).toEqual(["once"]);
});

test("somebody else's message with the same nonce settles nothing of mine", async () => {
  const { outbox, server, store, settle, waiting } = await makeOutbox();
  server.mode = "silent";
  outbox.post(ROOM, "mine");
  await settle();
  store.dispatch({ type: "event", event: posted(1, { nonce: waiting()[0]!.nonce, text: "theirs" }) });
  expect(waiting()).toHaveLength(1);
});

test("a refusal is final until the person retries, says why, and does not hold up what follows", async () => {
  const { outbox, server, shown, settle, waiting } = await makeOutbox();
  server.mode = { status: 422 };
  outbox.post(ROOM, "bad");
  await settle();
  expect(waiting()).toMatchObject([{ state: "failed", error: "Refused." }]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.tries).toBe(1);
  server.mode = "well";
  outbox.post(ROOM, "good");
  await settle();
  expect(shown()).toEqual(["good", "bad (failed)"]);
  outbox.retry(ROOM, waiting()[0]!.nonce);
  await settle();
  expect(shown()).toEqual(["good", "bad"]);
});

test("a discarded message is gone and is not sent", async () => {
  const { outbox, server, shown, settle, waiting } = await makeOutbox();
  server.mode = { status: 403 };
  outbox.post(ROOM, "bad");
  await settle();
  outbox.discard(ROOM, waiting()[0]!.nonce);
  outbox.flush();
  await settle();
  expect(shown()).toEqual([]);
  expect(server.tries).toBe(1);
});

test.each([429, 500, 503])("a busy server (%i) is tried again by itself", async (status) => {
  const { outbox, server, shown, settle } = await makeOutbox();
  server.mode = { status };
  outbox.post(ROOM, "patient");
  await settle();
  expect(shown()).toEqual(["patient (queued)"]);
  server.mode = "well";
  await vi.advanceTimersByTimeAsync(2_000);
  expect(shown()).toEqual(["patient"]);
});

test("a retry of something that is no longer there does nothing", async () => {
  const { outbox, server } = await makeOutbox();
  outbox.retry(ROOM, "unknown");
  expect(server.tries).toBe(0);
});
