// What the client knows of the chat. Plain values; changed only by reduce().
import type { Channel, Message, User } from "@/api/types";
import type { DurableEvent, PresenceStatus } from "@/realtime/events";

/** A message on its way to the server. The nonce makes a repeated send harmless. */
export interface Outgoing {
  nonce: string;
  text: string;
  at: string;
  state: "queued" | "sending" | "failed";
  error: string | null;
}

export interface Timeline {
  status: "loading" | "ready" | "failed";
  error: string | null;
  /** Ascending by seq, without holes between the oldest loaded and the newest. */
  items: readonly Message[];
  more: boolean;
  loadingOlder: boolean;
  /** Edits and deletions of messages that a page still under way may bring in an older version. */
  revisions: Readonly<Record<string, Message>>;
}

export interface Entry {
  channel: Channel;
  /** Every event of the channel up to this one has been applied. */
  cursor: number;
  /** Every event up to this one is already in channel.unread. */
  counted: number;
  /** Events beyond a gap, ascending, waiting for what is missing. */
  held: readonly DurableEvent[];
  /** Unread must be asked for again: another session moved the read mark to where this one cannot count. */
  stale: boolean;
}

export interface ChatState {
  me: string;
  boot: "loading" | "ready" | "failed";
  bootError: string | null;
  entries: Readonly<Record<string, Entry>>;
  timelines: Readonly<Record<string, Timeline>>;
  outbox: Readonly<Record<string, readonly Outgoing[]>>;
  users: Readonly<Record<string, User>>;
  presence: Readonly<Record<string, PresenceStatus>>;
  /** Per channel: who types, and until when to believe it (ms). */
  typing: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Membership of a channel changed; lists of members are worth asking for again. */
  memberChanges: Readonly<Record<string, number>>;
}

export function emptyState(me: string): ChatState {
  return {
    me,
    boot: "loading",
    bootError: null,
    entries: {},
    timelines: {},
    outbox: {},
    users: {},
    presence: {},
    typing: {},
    memberChanges: {},
  };
}

export type Action =
  | { type: "boot.failed"; error: string }
  | { type: "boot.retried" }
  | { type: "channels.loaded"; channels: readonly Channel[] }
  | { type: "channel.loaded"; channel: Channel; restart?: boolean }
  | { type: "channel.gone"; channel: string }
  | { type: "users.loaded"; users: readonly User[] }
  | { type: "timeline.loading"; channel: string }
  | { type: "timeline.failed"; channel: string; error: string }
  | { type: "timeline.latest"; channel: string; items: readonly Message[]; more: boolean }
  | { type: "timeline.loadingOlder"; channel: string; on: boolean }
  | { type: "timeline.older"; channel: string; items: readonly Message[]; more: boolean }
  | { type: "event"; event: DurableEvent }
  | { type: "repaired"; channel: string; events: readonly DurableEvent[] }
  | { type: "message.known"; message: Message }
  | { type: "outbox.put"; channel: string; item: Outgoing }
  | { type: "outbox.dropped"; channel: string; nonce: string }
  | { type: "read"; channel: string; seq: number }
  | { type: "presence"; user: string; status: PresenceStatus }
  | { type: "presence.listed"; present: readonly { user: string; status: PresenceStatus }[] }
  | { type: "typing"; channel: string; user: string; until: number }
  | { type: "typing.expired"; now: number };
