// What several parts of the page read from the chat state.
import type { Channel } from "@/api/types";
import type { ChatState } from "./model";

export function titleOf(channel: Channel): string {
  return channel.kind === "direct" ? (channel.other?.display_name ?? "Notes to yourself") : channel.name;
}

export function sortedChannels(entries: ChatState["entries"]): { rooms: Channel[]; directs: Channel[] } {
  const all = Object.values(entries).map((entry) => entry.channel);
  const byName = (a: Channel, b: Channel) => titleOf(a).localeCompare(titleOf(b));
  return {
    rooms: all.filter((channel) => channel.kind !== "direct").sort(byName),
    directs: all.filter((channel) => channel.kind === "direct").sort(byName),
  };
}

export function totalUnread(entries: ChatState["entries"]): number {
  let sum = 0;
  for (const entry of Object.values(entries)) sum += entry.channel.unread;
  return sum;
}

/** Active people besides these, for choosing one. */
export function othersThan(users: ChatState["users"], known: readonly string[]) {
  return Object.values(users)
    .filter((user) => user.active && !known.includes(user.id))
    .sort((a, b) => a.display_name.localeCompare(b.display_name))
    .map((user) => ({ id: user.id, name: user.display_name, hint: `@${user.username}` }));
}
