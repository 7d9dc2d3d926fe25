// What a message list shows, row by row: messages grouped by author, then those on their way. A day's heading and the
// "new" mark belong to the row below them, so that a row keeps its place and key while older pages come in above.
import type { Message } from "@/api/types";
import { isOwn, voiceOf } from "./authorship";
import type { Outgoing } from "./model";

interface Placed {
  key: string;
  /** A time on the day that begins with this row. */
  day: string | null;
  /** The first row that is new to the reader. */
  fresh: boolean;
  /** Continues the row above: same author, shortly after. */
  grouped: boolean;
}

export type Row =
  | { kind: "start"; key: "start" }
  | ({ kind: "message"; message: Message } & Placed)
  | ({ kind: "outgoing"; item: Outgoing } & Placed);

const GROUP_MS = 5 * 60_000;

export interface RowsInput {
  items: readonly Message[];
  outbox: readonly Outgoing[];
  more: boolean;
  me: string;
  /** The first message after this one by somebody else is marked as new. */
  newAfter: number | null;
}

export function buildRows({ items, outbox, more, me, newAfter }: RowsInput): Row[] {
  const rows: Row[] = more ? [] : [{ kind: "start", key: "start" }];
  const posted = new Set<string>();
  let marked = newAfter === null;
  let last: { author: string; at: string; deleted: boolean } | null = null;
  let lastDay = "";

  const place = (key: string, author: string, at: string, fresh: boolean): Placed => {
    const day = dayOf(at);
    const begins = day !== lastDay;
    lastDay = day;
    const near = last !== null && Date.parse(at) - Date.parse(last.at) < GROUP_MS;
    const grouped = !begins && !fresh && near && last?.author === author && !last.deleted;
    return { key, day: begins ? at : null, fresh, grouped };
  };

  for (const message of items) {
    const own = isOwn(message, me);
    if (message.nonce && own) posted.add(message.nonce);
    const fresh = !marked && message.seq > (newAfter as number) && !own;
    if (fresh) marked = true;
    // A message keeps its key from "on its way" to "there", so that its row is not made anew.
    const key = message.nonce && own ? `n-${message.nonce}` : message.id;
    rows.push({ kind: "message", message, ...place(key, voiceOf(message), message.created_at, fresh) });
    last = { author: voiceOf(message), at: message.created_at, deleted: message.deleted };
  }
  for (const item of outbox) {
    if (posted.has(item.nonce)) continue;
    rows.push({ kind: "outgoing", item, ...place(`n-${item.nonce}`, me, item.at, false) });
    last = { author: me, at: item.at, deleted: false };
  }
  return rows;
}

function dayOf(at: string): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}
