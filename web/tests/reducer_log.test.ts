// Each channel is a log: an event counts once, in order, whatever the line did to it on the way.
import { expect, test } from "vitest";
import type { DurableEvent } from "@/realtime/events";
import { cursors, gaps } from "@/state/reducer";
import type { ChatState } from "@/state/model";
import { chatWith, deleted, edited, event, ME, message, OTHER, posted, randomOf, ROOM, room, run, shuffled, texts } from "./make";

test("events are applied in order and move the cursor", () => {
  const state = run(chatWith(), event(posted(1)), event(posted(2)));
  expect(texts(state)).toEqual(["message 1", "message 2"]);
  expect(cursors(state)).toEqual({ [ROOM]: 2 });
});

test("an event that comes twice counts once", () => {
  const once = run(chatWith(), event(posted(1)));
  expect(run(once, event(posted(1)))).toBe(once);
  expect(room(once).channel.unread).toBe(1);
});

test("an event beyond a gap is held until what is missing has come", () => {
  const ahead = run(chatWith(), event(posted(3)), event(posted(2)));
  expect(texts(ahead)).toEqual([]);
  expect(gaps(ahead)).toEqual([ROOM]);
  expect(cursors(ahead)).toEqual({ [ROOM]: 0 });
  const whole = run(ahead, event(posted(1)));
  expect(texts(whole)).toEqual(["message 1", "message 2", "message 3"]);
  expect(gaps(whole)).toEqual([]);
  expect(room(whole).channel.unread).toBe(3);
});

test("what a program of mine says is unread, and leaves my read mark where it was", () => {
  const bot = { id: "bot_1", name: "Monitoring" };
  const state = run(chatWith(), event(posted(1, { author: ME, bot })));
  expect(room(state).channel).toMatchObject({ unread: 1, last_read_seq: 0 });
  expect(room(run(chatWith(), event(posted(1, { author: ME })))).channel).toMatchObject({ unread: 0, last_read_seq: 1 });
});

test("an event held twice is applied once", () => {
  const state = run(chatWith(), event(posted(2)), event(posted(2)), event(posted(1)));
  expect(texts(state)).toEqual(["message 1", "message 2"]);
  expect(room(state).channel.unread).toBe(2);
});

test("a repair brings what was missing, and then what was held", () => {
  const ahead = run(chatWith(), event(posted(4)));
  const state = run(ahead, { type: "repaired", channel: ROOM, events: [posted(1), posted(2), posted(3)] });
  expect(texts(state)).toEqual(["message 1", "message 2", "message 3", "message 4"]);
  expect(gaps(state)).toEqual([]);
  expect(cursors(state)).toEqual({ [ROOM]: 4 });
});

test("what a repair does not bring does not exist for us: the held event is shown all the same", () => {
  const state = run(chatWith(), event(posted(4)), { type: "repaired", channel: ROOM, events: [posted(2)] });
  expect(texts(state)).toEqual(["message 2", "message 4"]);
  expect(gaps(state)).toEqual([]);
});

test("a repair that comes too late changes nothing", () => {
  const state = run(chatWith(), event(posted(1)), event(posted(2)));
  expect(texts(run(state, { type: "repaired", channel: ROOM, events: [posted(1), posted(2)] }))).toEqual(texts(state));
});

test("an event of a channel we are not in changes nothing", () => {
  const state = chatWith();
  expect(run(state, event({ ...posted(1), channel: "chn_elsewhere" }))).toBe(state);
});

test("an edit shows, and a deletion leaves a tombstone", () => {
  const state = run(chatWith(), event(posted(1)), event(posted(2)), event(edited(3, message(1), "better")), event(deleted(4, message(2))));
  expect(texts(state)).toEqual(["better", ""]);
  expect(state.timelines[ROOM]?.items[1]?.deleted).toBe(true);
});

test("an edit that overtakes the page with its message is not undone by the page", () => {
  let state = chatWith([message(10)], { more: true });
  state = run(state, { type: "timeline.loadingOlder", channel: ROOM, on: true }, event(edited(11, message(3), "better")));
  expect(texts(state)).toEqual(["message 10"]);
  const items = [message(2), message(3)];
  state = run(state, { type: "timeline.older", channel: ROOM, items, more: false });
  expect(texts(state)).toEqual(["message 2", "better", "message 10"]);
  expect(state.timelines[ROOM]).toMatchObject({ more: false, loadingOlder: false });
});

test("a message older than the loaded pages waits for its page, so that no hole is left behind it", () => {
  const state = chatWith([message(10)], { more: true });
  expect(texts(run(state, { type: "message.known", message: message(4) }))).toEqual(["message 10"]);
});

test("the latest page keeps what came by event while it was under way", () => {
  let state = run(chatWith(), { type: "timeline.loading", channel: ROOM }, event(posted(1)), event(posted(2)));
  state = run(state, { type: "timeline.latest", channel: ROOM, items: [message(1)], more: false });
  expect(texts(state)).toEqual(["message 1", "message 2"]);
});

test("a failed page is said, and what was there stays", () => {
  const state = run(chatWith([message(1)]), { type: "timeline.failed", channel: ROOM, error: "no line" });
  expect(state.timelines[ROOM]).toMatchObject({ status: "failed", error: "no line" });
  expect(texts(state)).toEqual(["message 1"]);
});

/** Forty events as a server would send them: posts, edits and deletions of earlier posts. */
function history(random: () => number): DurableEvent[] {
  const events: DurableEvent[] = [];
  const posts: DurableEvent[] = [];
  for (let seq = 1; seq <= 40; seq++) {
    const target = posts[Math.floor(random() * posts.length)];
    const of = target && "message" in target ? target.message : null;
    const dice = random();
    if (of && dice < 0.2) events.push(edited(seq, of, `edit ${seq}`));
    else if (of && dice < 0.3) events.push(deleted(seq, of));
    else {
      const post = posted(seq, { author: random() < 0.3 ? ME : OTHER });
      posts.push(post);
      events.push(post);
    }
  }
  return events;
}

const essence = (state: ChatState) => ({
  items: state.timelines[ROOM]?.items.map(({ id, text, deleted: gone }) => ({ id, text, gone })),
  cursor: room(state).cursor,
  unread: room(state).channel.unread,
});

test("whatever the line loses, doubles or reorders, a repair ends at the same state", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = randomOf(seed);
    const events = history(random);
    const straight = run(chatWith(), ...events.map(event));
    const delivered = shuffled([...events, ...events.filter(() => random() < 0.5)], random).filter(() => random() < 0.7);
    let state = run(chatWith(), ...delivered.map(event));
    const after = events.filter((each) => each.seq > room(state).cursor);
    state = run(state, { type: "repaired", channel: ROOM, events: after });
    expect(essence(state), `seed ${seed}`).toEqual(essence(straight));
    expect(gaps(state)).toEqual([]);
  }
});
