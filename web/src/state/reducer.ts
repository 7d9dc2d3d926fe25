// The chat state's only way to change. Pure: no clock, no network, no DOM.
//
// Each channel is a log of events numbered 1, 2, 3… An event is applied once, in order: one at or below the cursor is
// a repeat, the next one is applied, one further on is held until what is missing has been fetched ("repaired").
import type { Channel, Message, User } from "@/api/types";
import { idOf, type DurableEvent } from "@/realtime/events";
import { isOwn } from "./authorship";
import type { Action, ChatState, Entry, Outgoing, Timeline } from "./model";
import { insert, merge, newTimeline, remember, replace, revised } from "./timeline";

export function reduce(state: ChatState, action: Action): ChatState {
  switch (action.type) {
    case "boot.failed":
      return state.boot === "ready" ? state : { ...state, boot: "failed", bootError: action.error };
    case "boot.retried":
      return { ...state, boot: "loading", bootError: null };
    case "channels.loaded":
      return channelsLoaded(state, action.channels);
    case "channel.loaded":
      return withUsers(
        withEntry(state, loadedEntry(state.entries[action.channel.id], action.channel, action.restart ?? false, state)),
        action.channel.other ? [action.channel.other] : [],
      );
    case "channel.gone":
      return channelGone(state, action.channel);
    case "users.loaded":
      return withUsers(state, action.users);
    case "timeline.loading":
      return withTimeline(state, action.channel, newTimeline);
    case "timeline.failed":
      return mapTimeline(state, action.channel, (t) => ({ ...t, status: "failed", error: action.error }));
    case "timeline.latest":
      return mapTimeline(state, action.channel, (t) => {
        const items = merge(t.items, revised(t, action.items));
        return { ...t, status: "ready", error: null, items, more: action.more };
      });
    case "timeline.loadingOlder":
      return mapTimeline(state, action.channel, (t) => ({ ...t, loadingOlder: action.on }));
    case "timeline.older":
      return mapTimeline(state, action.channel, (t) => {
        const items = merge(t.items, revised(t, action.items));
        return { ...t, items, more: action.more, loadingOlder: false };
      });
    case "event":
      return receive(state, action.event);
    case "repaired":
      return repaired(state, action.channel, action.events);
    case "message.known":
      return settleOutgoing(upsertMessage(state, action.message), action.message);
    case "outbox.put":
      return putOutgoing(state, action.channel, action.item);
    case "outbox.dropped":
      return dropOutgoing(state, action.channel, action.nonce);
    case "read":
      return markRead(state, action.channel, action.seq);
    case "presence":
      return { ...state, presence: { ...state.presence, [action.user]: action.status } };
    case "presence.listed":
      return { ...state, presence: Object.fromEntries(action.present.map((p) => [p.user, p.status])) };
    case "typing":
      return setTyping(state, action.channel, action.user, action.until);
    case "typing.expired":
      return expireTyping(state, action.now);
  }
}

/** Where to resume each channel's log from. */
export function cursors(state: ChatState): Record<string, number> {
  return Object.fromEntries(Object.values(state.entries).map((entry) => [entry.channel.id, entry.cursor]));
}

export function gaps(state: ChatState): string[] {
  return Object.values(state.entries)
    .filter((entry) => entry.held.length > 0)
    .map((entry) => entry.channel.id);
}

// ---- channels

function channelsLoaded(state: ChatState, channels: readonly Channel[]): ChatState {
  const entries: Record<string, Entry> = {};
  for (const channel of channels) entries[channel.id] = loadedEntry(state.entries[channel.id], channel, false, state);
  const timelines = Object.fromEntries(Object.entries(state.timelines).filter(([id]) => entries[id]));
  const others = channels.flatMap((channel) => (channel.other ? [channel.other] : []));
  return withUsers({ ...state, boot: "ready", bootError: null, entries, timelines }, others);
}

function loadedEntry(known: Entry | undefined, channel: Channel, restart: boolean, state: ChatState): Entry {
  if (!known) return { channel, cursor: channel.last_seq, counted: channel.last_seq, held: [], stale: false };
  // What was asked for may have been overtaken by events that came meanwhile.
  const overtaken = known.counted > channel.last_seq;
  const merged: Channel = {
    ...channel,
    last_seq: Math.max(channel.last_seq, known.counted),
    last_read_seq: Math.max(channel.last_read_seq, known.channel.last_read_seq),
    unread: overtaken && !known.stale ? known.channel.unread : channel.unread,
  };
  if (merged.last_read_seq >= merged.last_seq) merged.unread = 0;
  // A loaded timeline still has to see the events it missed; without one there is nothing to replay.
  const replay = state.timelines[channel.id] !== undefined && !restart;
  const cursor = replay ? known.cursor : Math.max(known.cursor, channel.last_seq);
  const held = known.held.filter((event) => event.seq > cursor);
  return { channel: merged, cursor, counted: merged.last_seq, held, stale: false };
}

function channelGone(state: ChatState, id: string): ChatState {
  const without = <T>(map: Readonly<Record<string, T>>): Record<string, T> => {
    const { [id]: _, ...rest } = map;
    return rest;
  };
  return {
    ...state,
    entries: without(state.entries),
    timelines: without(state.timelines),
    outbox: without(state.outbox),
    typing: without(state.typing),
  };
}

// ---- the log

function receive(state: ChatState, event: DurableEvent): ChatState {
  const entry = state.entries[event.channel];
  if (!entry || event.seq <= entry.cursor) return state;
  if (event.seq > entry.cursor + 1) return withEntry(state, { ...entry, held: hold(entry.held, event) });
  return drain(apply(state, entry, event), event.channel);
}

function hold(held: readonly DurableEvent[], event: DurableEvent): readonly DurableEvent[] {
  if (held.some((other) => other.seq === event.seq)) return held;
  return [...held, event].sort((a, b) => a.seq - b.seq);
}

function drain(state: ChatState, channel: string): ChatState {
  for (;;) {
    const entry = state.entries[channel];
    const next = entry?.held[0];
    if (!entry || !next || next.seq > entry.cursor + 1) return state;
    const rest = { ...entry, held: entry.held.slice(1) };
    state = next.seq <= entry.cursor ? withEntry(state, rest) : apply(state, rest, next);
  }
}

/** The server was asked for everything after the cursor; what it did not send does not exist for us. */
function repaired(state: ChatState, channel: string, events: readonly DurableEvent[]): ChatState {
  const entry = state.entries[channel];
  if (!entry) return state;
  const all = events.reduce(hold, entry.held).filter((event) => event.seq > entry.cursor);
  state = withEntry(state, { ...entry, held: [] });
  for (const event of all) {
    const current = state.entries[channel];
    if (!current) return state;
    if (event.seq > current.cursor) state = apply(state, current, event);
  }
  return state;
}

function apply(state: ChatState, entry: Entry, event: DurableEvent): ChatState {
  const fresh = event.seq > entry.counted;
  const channel = { ...entry.channel, last_seq: Math.max(entry.channel.last_seq, event.seq) };
  if (fresh && event.event === "message.posted") {
    if (isOwn(event.message, state.me)) {
      channel.last_read_seq = Math.max(channel.last_read_seq, event.seq);
      channel.unread = 0;
    } else if (event.seq > channel.last_read_seq) {
      channel.unread += 1;
    }
  }
  if (event.event === "channel.updated" || event.event === "channel.created") {
    channel.name = event.channel_info.name;
    channel.topic = event.channel_info.topic;
  }
  state = withEntry(state, { ...entry, channel, cursor: event.seq, counted: Math.max(entry.counted, event.seq) });

  switch (event.event) {
    case "message.posted":
      if (!event.message.bot) state = stopTyping(state, event.channel, event.message.author);
      return settleOutgoing(upsertMessage(state, event.message), event.message);
    case "message.edited":
    case "message.deleted":
      return mapTimeline(state, event.channel, (t) =>
        remember({ ...t, items: replace(t.items, event.message) }, event.message),
      );
    case "member.left":
      if (idOf(event.user) === state.me) return channelGone(state, event.channel);
      return memberChanged(state, event);
    case "member.joined":
      return memberChanged(state, event);
    case "channel.deleted":
      return channelGone(state, event.channel);
    default:
      return state;
  }
}

function memberChanged(state: ChatState, event: DurableEvent & { user: string | User }): ChatState {
  if (typeof event.user !== "string") state = withUsers(state, [event.user]);
  return { ...state, memberChanges: { ...state.memberChanges, [event.channel]: event.seq } };
}

// ---- messages

function upsertMessage(state: ChatState, message: Message): ChatState {
  return mapTimeline(state, message.channel, (timeline) => {
    const oldest = timeline.items[0];
    // Older than what is loaded: it will come with its page. Putting it in now would leave a hole behind it.
    if (timeline.more && oldest && message.seq < oldest.seq) return timeline;
    const known = timeline.revisions[message.id];
    return { ...timeline, items: insert(timeline.items, known ? revised(timeline, [message])[0] ?? message : message) };
  });
}

function settleOutgoing(state: ChatState, message: Message): ChatState {
  if (!message.nonce || message.author !== state.me) return state;
  return dropOutgoing(state, message.channel, message.nonce);
}

function putOutgoing(state: ChatState, channel: string, item: Outgoing): ChatState {
  const list = state.outbox[channel] ?? [];
  const index = list.findIndex((other) => other.nonce === item.nonce);
  const next = index < 0 ? [...list, item] : list.with(index, item);
  return { ...state, outbox: { ...state.outbox, [channel]: next } };
}

function dropOutgoing(state: ChatState, channel: string, nonce: string): ChatState {
  const list = state.outbox[channel];
  if (!list?.some((item) => item.nonce === nonce)) return state;
  return { ...state, outbox: { ...state.outbox, [channel]: list.filter((item) => item.nonce !== nonce) } };
}

function markRead(state: ChatState, id: string, seq: number): ChatState {
  const entry = state.entries[id];
  if (!entry || seq <= entry.channel.last_read_seq) return state;
  const channel = { ...entry.channel, last_read_seq: seq };
  let stale = false;
  if (seq >= channel.last_seq || channel.unread === 0) {
    channel.unread = 0;
  } else {
    const timeline = state.timelines[id];
    const oldest = timeline?.items[0];
    if (timeline?.status === "ready" && (!timeline.more || (oldest && oldest.seq <= seq + 1))) {
      channel.unread = timeline.items.filter((m) => m.seq > seq && !isOwn(m, state.me) && !m.deleted).length;
    } else {
      stale = true;
    }
  }
  return withEntry(state, { ...entry, channel, stale: entry.stale || stale });
}

// ---- people

function withUsers(state: ChatState, users: readonly User[]): ChatState {
  if (!users.length) return state;
  const next = { ...state.users };
  for (const user of users) next[user.id] = user;
  const changed = new Map(users.map((user) => [user.id, user]));
  let entries = state.entries;
  for (const entry of Object.values(state.entries)) {
    const other = entry.channel.other && changed.get(entry.channel.other.id);
    if (other && other !== entry.channel.other) {
      entries = { ...entries, [entry.channel.id]: { ...entry, channel: { ...entry.channel, other } } };
    }
  }
  return { ...state, users: next, entries };
}

function setTyping(state: ChatState, channel: string, user: string, until: number): ChatState {
  if (user === state.me) return state;
  return { ...state, typing: { ...state.typing, [channel]: { ...state.typing[channel], [user]: until } } };
}

function stopTyping(state: ChatState, channel: string, user: string): ChatState {
  const there = state.typing[channel];
  if (!there || !(user in there)) return state;
  const { [user]: _, ...rest } = there;
  return { ...state, typing: { ...state.typing, [channel]: rest } };
}

function expireTyping(state: ChatState, now: number): ChatState {
  let changed = false;
  const typing: Record<string, Readonly<Record<string, number>>> = {};
  for (const [channel, who] of Object.entries(state.typing)) {
    const live = Object.entries(who).filter(([, until]) => until > now);
    if (live.length !== Object.keys(who).length) changed = true;
    if (live.length) typing[channel] = Object.fromEntries(live);
  }
  return changed ? { ...state, typing } : state;
}

// ---- small tools

function withEntry(state: ChatState, entry: Entry): ChatState {
  return { ...state, entries: { ...state.entries, [entry.channel.id]: entry } };
}

function withTimeline(state: ChatState, channel: string, timeline: Timeline): ChatState {
  return { ...state, timelines: { ...state.timelines, [channel]: timeline } };
}

function mapTimeline(state: ChatState, channel: string, change: (timeline: Timeline) => Timeline): ChatState {
  const timeline = state.timelines[channel];
  if (!timeline) return state;
  const next = change(timeline);
  return next === timeline ? state : withTimeline(state, channel, next);
}
