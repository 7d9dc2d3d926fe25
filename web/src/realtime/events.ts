// The frames of the realtime protocol.
import type { Message, User } from "@/api/types";

interface Durable {
  channel: string;
  seq: number;
  at: string;
  /** Who did it. */
  actor?: string;
}

export interface ChannelInfo {
  id: string;
  kind: "public" | "private" | "direct";
  name: string;
  topic: string;
}

/** Takes a place in its channel's log: what came after N can be asked for again. */
export type DurableEvent = Durable &
  (
    | { event: "message.posted" | "message.edited" | "message.deleted"; message: Message }
    | { event: "member.joined" | "member.left"; user: string | User }
    | { event: "channel.created" | "channel.updated"; channel_info: ChannelInfo }
    | { event: "channel.deleted" }
  );

export type PresenceStatus = "online" | "away" | "offline";

export type PassingEvent =
  | { event: "typing"; channel: string; user: string }
  | { event: "presence"; user: string; status: PresenceStatus }
  | { event: "read"; channel: string; last_read_seq: number }
  | { event: "channel.added" | "channel.removed"; channel: string }
  | { event: "user.updated"; user: User }
  | { event: "groups.changed" }
  | { event: "overflow"; channel?: string };

export interface Hello {
  event: "hello";
  user: string;
  session: string;
  server: string;
  heartbeat: number;
}

export type ServerEvent = DurableEvent | PassingEvent;

export function isDurable(event: ServerEvent): event is DurableEvent {
  return "seq" in event && typeof event.seq === "number";
}

export const idOf = (user: string | User): string => (typeof user === "string" ? user : user.id);
