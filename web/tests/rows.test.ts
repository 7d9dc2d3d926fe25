import { expect, test } from "vitest";
import { buildRows, type Row, type RowsInput } from "@/state/rows";
import { at, ME, message } from "./make";

const rowsOf = (given: Partial<RowsInput>) =>
  buildRows({ items: [], outbox: [], more: true, me: ME, newAfter: null, ...given });
const placed = (rows: readonly Row[]) => rows.flatMap((row) => (row.kind === "start" ? [] : [row]));
const waiting = (nonce: string) => ({ nonce, text: "x", at: at(10), state: "queued" as const, error: null });

test("the beginning of a channel is shown only once all of it is loaded", () => {
  expect(rowsOf({ more: false })).toEqual([{ kind: "start", key: "start" }]);
  expect(rowsOf({ more: true })).toEqual([]);
});

test("messages of one author shortly after each other are grouped", () => {
  const items = [message(1), message(2), message(3, { author: ME }), message(4), message(5, { created_at: at(4 + 301) })];
  expect(placed(rowsOf({ items })).map((row) => row.grouped)).toEqual([false, true, false, false, false]);
});

test("what a program says stands apart from its maker's own words, and is new to them, too", () => {
  const bot = { id: "bot_1", name: "Monitoring" };
  const items = [message(1, { author: ME }), message(2, { author: ME, bot }), message(3, { author: ME, bot }), message(4, { author: ME })];
  const rows = placed(rowsOf({ items, newAfter: 1 }));
  expect(rows.map((row) => row.grouped)).toEqual([false, false, true, false]);
  expect(rows.map((row) => row.fresh)).toEqual([false, true, false, false]);
});

test("nothing is grouped with a deleted message above it", () => {
  const rows = placed(rowsOf({ items: [message(1, { deleted: true }), message(2)] }));
  expect(rows.map((row) => row.grouped)).toEqual([false, false]);
});

test("each day begins with the first message of that day", () => {
  const day = 86_400;
  const items = [message(1), message(2), message(3, { created_at: at(day) }), message(4, { created_at: at(day + 1) })];
  expect(placed(rowsOf({ items })).map((row) => row.day)).toEqual([at(1), null, at(day), null]);
});

test("a new day is not grouped with the one before, however near", () => {
  const midnight = Date.UTC(2026, 2, 11);
  const items = [-1000, 1000].map((ms, n) => message(n + 1, { created_at: new Date(midnight + ms).toISOString() }));
  expect(placed(rowsOf({ items })).map((row) => row.grouped)).toEqual([false, false]);
});

test("the new mark stands once, at the first message of somebody else after the read mark", () => {
  const items = [message(1), message(2), message(3, { author: ME }), message(4), message(5)];
  expect(placed(rowsOf({ items, newAfter: 2 })).map((row) => row.fresh)).toEqual([false, false, false, true, false]);
  expect(placed(rowsOf({ items, newAfter: null })).some((row) => row.fresh)).toBe(false);
});

test("a message keeps its key from on its way to there, and is not shown twice meanwhile", () => {
  const before = placed(rowsOf({ outbox: [waiting("a")] }));
  const there = message(1, { nonce: "a", author: ME });
  const both = placed(rowsOf({ items: [there], outbox: [waiting("a"), waiting("b")] }));
  expect(before.map((row) => row.key)).toEqual(["n-a"]);
  expect(both.map((row) => [row.kind, row.key])).toEqual([["message", "n-a"], ["outgoing", "n-b"]]);
});

test("a nonce of somebody else hides nothing of mine", () => {
  const rows = placed(rowsOf({ items: [message(1, { nonce: "a" })], outbox: [waiting("a")] }));
  expect(rows.map((row) => row.kind)).toEqual(["message", "outgoing"]);
  expect(new Set(rows.map((row) => row.key)).size).toBe(2);
});

test("older pages that come in above leave the keys below as they were", () => {
  const newer = [message(3), message(4, { author: ME, nonce: "n" })];
  const keys = (rows: readonly Row[]) => rows.map((row) => row.key);
  const before = keys(rowsOf({ items: newer }));
  expect(keys(rowsOf({ items: [message(1), message(2), ...newer] })).slice(2)).toEqual(before);
});
