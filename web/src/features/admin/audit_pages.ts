// The audit log newest first, over an interface that goes oldest first: its entries are numbered without gaps, so a page
// that ends at a given entry can be asked for by number, and the newest is found by halving.
import type { AuditEntry, Page } from "@/api/types";

export const PAGE = 50;
const FIRST_LOOK = 200;

export type Fetch = (after: number, limit: number) => Promise<Page<AuditEntry>>;

const lastOf = (page: Page<AuditEntry>, none: number) => page.items[page.items.length - 1]?.seq ?? none;

/** The number of the newest entry, 0 if there is none. Asks about twice as often as the number has binary digits. */
export async function newestEntry(fetch: Fetch): Promise<number> {
  const first = await fetch(0, FIRST_LOOK);
  let low = lastOf(first, 0);
  if (first.next === null) return low;
  let high = low;
  for (let step = 256; high === low; step *= 4) {
    const page = await fetch(low + step, 1);
    if (page.items.length) low = high = lastOf(page, low);
    else high = low + step;
  }
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const page = await fetch(middle, 1);
    if (page.items.length) low = lastOf(page, low);
    else high = middle;
  }
  return low;
}

/** Entries up to and with `last`, newest first. */
export async function pageUpTo(fetch: Fetch, last: number): Promise<AuditEntry[]> {
  if (last <= 0) return [];
  const page = await fetch(Math.max(0, last - PAGE), PAGE);
  return page.items.filter((entry) => entry.seq <= last).reverse();
}
