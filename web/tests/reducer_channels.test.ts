// Channels as they are loaded, counted, read, renamed and lost.
import { expect, test } from "vitest";
import { emptyState } from "@/state/model";
import { sortedChannels, titleOf, totalUnread } from "@/state/select";
import { channel, chatWith, event, ME, message, OTHER, posted, ROOM, room, run, texts, user } from "./make";

const loaded = (given: Parameters<typeof channel>[0]) => ({ type: "channel.loaded" as const, channel: channel(given) });

test("messages of others count as unread, and the own ones mean that all is read", () => {
  const two = run(chatWith(), event(posted(1)), event(posted(2)));
  expect(room(two).channel.unread).toBe(2);
  const answered = run(two, event(posted(3, { author: ME })));
  expect(room(answered).channel).toMatchObject({ unread: 0, last_read_seq: 3 });
});

test("an event already in the count that came with the channel is not counted again", () => {
  const start = run(chatWith(), loaded({ last_seq: 2, unread: 2 }));
  const state = run(start, event(posted(1)), event(posted(2)), event(posted(3)));
  expect(texts(state)).toHaveLength(3);
  expect(room(state).channel.unread).toBe(3);
});

test("a channel that events have overtaken keeps the newer count and the further read mark", () => {
  const ahead = run(chatWith(), event(posted(1)), event(posted(2)), { type: "read", channel: ROOM, seq: 1 });
  const state = run(ahead, loaded({ last_seq: 1, last_read_seq: 0, unread: 1, name: "renamed" }));
  expect(room(state).channel).toMatchObject({ last_seq: 2, last_read_seq: 1, unread: 1, name: "renamed" });
});

test("a channel asked for after a long absence replays what its timeline missed", () => {
  const away = chatWith([message(1)]);
  const back = run(away, loaded({ last_seq: 3, last_read_seq: 1, unread: 2 }));
  expect(room(back).cursor).toBe(1);
  expect(texts(run(back, event(posted(2)), event(posted(3))))).toEqual(["message 1", "message 2", "message 3"]);
});

test("a channel started afresh forgets what was held and goes on from now", () => {
  const gap = run(chatWith([message(1)]), event(posted(2000)));
  const state = run(gap, { type: "channel.loaded", channel: channel({ last_seq: 2000, unread: 5 }), restart: true });
  expect(room(state)).toMatchObject({ cursor: 2000, held: [] });
  expect(room(state).channel.unread).toBe(5);
});

test("reading to the end leaves nothing unread, and a read mark never goes back", () => {
  const state = run(chatWith(), event(posted(1)), event(posted(2)), { type: "read", channel: ROOM, seq: 2 });
  expect(room(state).channel).toMatchObject({ unread: 0, last_read_seq: 2 });
  expect(run(state, { type: "read", channel: ROOM, seq: 1 })).toBe(state);
});

test("reading half of what is loaded counts the other half", () => {
  const three = run(chatWith(), event(posted(1)), event(posted(2)), event(posted(3)));
  expect(room(run(three, { type: "read", channel: ROOM, seq: 1 })).channel.unread).toBe(2);
});

test("a read mark set elsewhere, where we cannot count, asks for the count again", () => {
  const start = run(emptyState(ME), { type: "channels.loaded", channels: [channel({ last_seq: 50, unread: 50 })] });
  const stale = run(start, { type: "read", channel: ROOM, seq: 10 });
  expect(room(stale).stale).toBe(true);
  const fresh = run(stale, loaded({ last_seq: 50, last_read_seq: 10, unread: 40 }));
  expect(room(fresh)).toMatchObject({ stale: false, channel: { unread: 40 } });
});

test("leaving, being removed or losing the channel takes everything of it away", () => {
  const outgoing = { nonce: "n", text: "x", at: "", state: "queued" as const, error: null };
  const full = run(
    chatWith([message(1)]),
    { type: "outbox.put", channel: ROOM, item: outgoing },
    { type: "typing", channel: ROOM, user: OTHER, until: 10 },
  );
  const losses = [
    event({ event: "member.left", channel: ROOM, seq: 2, at: "", user: ME }),
    event({ event: "member.left", channel: ROOM, seq: 2, at: "", user: user(ME) }),
    event({ event: "channel.deleted", channel: ROOM, seq: 2, at: "" }),
    { type: "channel.gone" as const, channel: ROOM },
  ];
  for (const loss of losses)
    expect(run(full, loss)).toMatchObject({ entries: {}, timelines: {}, outbox: {}, typing: {} });
});

test("somebody else leaving changes no more than the list of members", () => {
  const state = run(chatWith(), event({ event: "member.left", channel: ROOM, seq: 1, at: "", user: OTHER }));
  expect(room(state).cursor).toBe(1);
  expect(state.memberChanges).toEqual({ [ROOM]: 1 });
});

test("a list of channels without one of ours takes that one away", () => {
  const state = run(chatWith([message(1)]), { type: "channels.loaded", channels: [channel({ id: "chn_new" })] });
  expect(Object.keys(state.entries)).toEqual(["chn_new"]);
  expect(state.timelines).toEqual({});
});

test("a change of name and topic shows", () => {
  const channel_info = { id: ROOM, kind: "public" as const, name: "bridge", topic: "steering" };
  const state = run(chatWith(), event({ event: "channel.updated", channel: ROOM, seq: 1, at: "", channel_info }));
  expect(room(state).channel).toMatchObject({ name: "bridge", topic: "steering" });
});

test("channels are sorted by title, direct ones apart, and titled by the other person", () => {
  const state = run(emptyState(ME), {
    type: "channels.loaded",
    channels: [
      channel({ id: "b", name: "beta", unread: 2, last_seq: 2 }),
      channel({ id: "a", name: "Alpha" }),
      channel({ id: "d", kind: "direct", name: "", other: user(OTHER, { display_name: "Zoë" }), unread: 1, last_seq: 1 }),
      channel({ id: "n", kind: "direct", name: "" }),
    ],
  });
  const { rooms, directs } = sortedChannels(state.entries);
  expect(rooms.map(titleOf)).toEqual(["Alpha", "beta"]);
  expect(directs.map(titleOf)).toEqual(["Notes to yourself", "Zoë"]);
  expect(totalUnread(state.entries)).toBe(3);
});

test("a start that fails is said; later failures do not take a chat away that is there", () => {
  const failed = run(emptyState(ME), { type: "boot.failed", error: "no line" });
  expect(failed).toMatchObject({ boot: "failed", bootError: "no line" });
  expect(run(failed, { type: "boot.retried" })).toMatchObject({ boot: "loading", bootError: null });
  const ready = chatWith();
  expect(run(ready, { type: "boot.failed", error: "no line" })).toBe(ready);
});
