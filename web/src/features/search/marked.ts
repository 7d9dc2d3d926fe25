// A found message as a line: what is around the first match, cut into plain and marked parts.
import type { Highlight } from "@/api/types";

export interface Part {
  text: string;
  marked: boolean;
}

const BEFORE = 60; // code points kept before the first match
const LENGTH = 240;

/** Highlights count code points, in order and without overlaps. */
export function markedParts(text: string, highlights: readonly Highlight[]): Part[] {
  const letters = Array.from(text);
  const first = highlights[0]?.from ?? 0;
  const start = first > BEFORE ? first - BEFORE : 0;
  const end = Math.min(letters.length, start + LENGTH);
  const parts: Part[] = [];
  const add = (from: number, to: number, marked: boolean) => {
    if (to > from) parts.push({ text: letters.slice(from, to).join(""), marked });
  };
  let at = start;
  for (const { from, to } of highlights) {
    if (from >= end) break;
    add(at, from, false);
    add(from, Math.min(to, end), true);
    at = Math.min(to, end);
  }
  add(at, end, false);
  if (start > 0) parts.unshift({ text: "…", marked: false });
  if (end < letters.length) parts.push({ text: "…", marked: false });
  return parts;
}
