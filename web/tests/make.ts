// Values for the tests: whole, valid, and with what matters to the test given.
import type { Channel, Message, User } from "@/api/types";
import type { DurableEvent } from "@/realtime/events";
import { emptyState, type Action, type ChatState } from "@/state/model";
import { reduce } from "@/state/reducer";
import { insert } from "@/state/timeline";

export const ME = "usr_me";
export const OTHER = "usr_other";
export const ROOM = "chn_room";

const clock = Date.UTC(2026, 2, 10, 9, 0, 0);
export const at = (seconds: number) => new Date(clock + seconds * 1000).toISOString();

export function user(id: string, given: Partial<User> = {}): User {
  return { id, username: id, display_name: id, tier: "member", active: true, created_at: at(0), ...given };
}

export function channel(given: Partial<Channel> = {}): Channel {
  return {
    id: ROOM,
    kind: "public",
    name: "room",
    topic: "",
    created_at: at(0),
    last_seq: 0,
    member: true,
    last_read_seq: 0,
    unread: 0,
    other: null,
    ...given,
  };
}

export function message(seq: number, given: Partial<Message> = {}): Message {
  return {
    id: `msg_${seq}`,
    channel: ROOM,
    seq,
    author: OTHER,
    text: `message ${seq}`,
    nonce: null,
    created_at: at(seq),
    edited_at: null,
    bot: null,
    deleted: false,
    ...given,
  };
}

export function posted(seq: number, given: Partial<Message> = {}): DurableEvent {
  return { event: "message.posted", channel: ROOM, seq, at: at(seq), message: message(seq, given) };
}

export function edited(seq: number, of: Message, text: string): DurableEvent {
  return { event: "message.edited", channel: ROOM, seq, at: at(seq), message: { ...of, text, edited_at: at(seq) } };
}

export function deleted(seq: number, of: Message): DurableEvent {
  return { event: "message.deleted", channel: ROOM, seq, at: at(seq), message: { ...of, text: "", deleted: true } };
}

export const run = (state: ChatState, ...actions: Action[]) => actions.reduce(reduce, state);
export const event = (event: DurableEvent): Action => ({ type: "event", event });

/** A chat with one channel open, whose timeline holds the messages given. */
export function chatWith(messages: readonly Message[] = [], given: Partial<Channel> & { more?: boolean } = {}): ChatState {
  const { more = false, ...rest } = given;
  const last = messages[messages.length - 1]?.seq ?? 0;
  return run(
    emptyState(ME),
    { type: "channels.loaded", channels: [channel({ last_seq: last, last_read_seq: last, ...rest })] },
    { type: "timeline.loading", channel: ROOM },
    { type: "timeline.latest", channel: ROOM, items: messages.reduce(insert, [] as readonly Message[]), more },
  );
}

export const room = (state: ChatState) => {
  const entry = state.entries[ROOM];
  if (!entry) throw new Error("the room is gone");
  return entry;
};
export const texts = (state: ChatState) => state.timelines[ROOM]?.items.map((item) => item.text) ?? [];

/** A pseudo-random sequence that is the same in every run: xorshift32. */
export function randomOf(seed: number): () => number {
  let x = seed * 2654435761 || 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
}

export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}
