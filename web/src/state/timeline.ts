// Message lists as values: ordered by seq, each message once, the newest version of each.
import type { Message } from "@/api/types";
import type { Timeline } from "./model";

export const newTimeline: Timeline = {
  status: "loading",
  error: null,
  items: [],
  more: true,
  loadingOlder: false,
  revisions: {},
};

const KEPT_REVISIONS = 200;

/** Of two versions of one message the later: a deletion is final, then the later edit counts. */
export function newer(a: Message, b: Message): Message {
  if (a.deleted !== b.deleted) return a.deleted ? a : b;
  return (b.edited_at ?? "") >= (a.edited_at ?? "") ? b : a;
}

/** Index of the first item whose seq is not below the given one. */
export function lowerBound(items: readonly Message[], seq: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle] as Message).seq < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function insert(items: readonly Message[], message: Message): readonly Message[] {
  const index = lowerBound(items, message.seq);
  const there = items[index];
  if (there && there.id === message.id) {
    const winner = newer(there, message);
    return winner === there ? items : items.with(index, winner);
  }
  return items.toSpliced(index, 0, message);
}

export function replace(items: readonly Message[], message: Message): readonly Message[] {
  const index = lowerBound(items, message.seq);
  return items[index]?.id === message.id ? insert(items, message) : items;
}

export function merge(a: readonly Message[], b: readonly Message[]): readonly Message[] {
  if (!b.length) return a;
  const byId = new Map<string, Message>();
  for (const message of a) byId.set(message.id, message);
  for (const message of b) {
    const there = byId.get(message.id);
    byId.set(message.id, there ? newer(there, message) : message);
  }
  return [...byId.values()].sort((x, y) => x.seq - y.seq);
}

export function remember(timeline: Timeline, message: Message): Timeline {
  const there = timeline.revisions[message.id];
  let revisions: Record<string, Message> = {
    ...timeline.revisions,
    [message.id]: there ? newer(there, message) : message,
  };
  const ids = Object.keys(revisions);
  if (ids.length > KEPT_REVISIONS) {
    revisions = Object.fromEntries(ids.slice(-KEPT_REVISIONS / 2).map((id) => [id, revisions[id] as Message]));
  }
  return { ...timeline, revisions };
}

export function revised(timeline: Timeline, items: readonly Message[]): readonly Message[] {
  return items.map((message) => {
    const known = timeline.revisions[message.id];
    return known ? newer(message, known) : message;
  });
}
