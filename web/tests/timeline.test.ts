import { expect, test } from "vitest";
import { insert, lowerBound, merge, newer, newTimeline, remember, replace, revised } from "@/state/timeline";
import { at, message, randomOf, shuffled } from "./make";

const seqs = (items: readonly { seq: number }[]) => items.map((item) => item.seq);

test("messages stand in order of seq, in whatever order they come", () => {
  const random = randomOf(7);
  for (let round = 0; round < 20; round++) {
    const items = shuffled([1, 2, 4, 7, 8, 20], random).reduce((all, seq) => insert(all, message(seq)), merge([], []));
    expect(seqs(items)).toEqual([1, 2, 4, 7, 8, 20]);
  }
});

test("a message that comes twice stands once, and the list stays the same value", () => {
  const items = insert([], message(3));
  expect(insert(items, items[0]!)).toBe(items);
  expect(seqs(insert(items, message(3)))).toEqual([3]);
});

test("of two versions the later edit counts, whichever came first", () => {
  const first = message(1, { text: "a", edited_at: at(5) });
  const second = message(1, { text: "b", edited_at: at(6) });
  expect(newer(first, second).text).toBe("b");
  expect(newer(second, first).text).toBe("b");
  expect(newer(message(1), first).text).toBe("a");
});

test("a deletion is final: no edit brings a message back", () => {
  const gone = message(1, { text: "", deleted: true });
  const edit = message(1, { text: "back", edited_at: at(99) });
  expect(newer(gone, edit).deleted).toBe(true);
  expect(newer(edit, gone).deleted).toBe(true);
});

test("pages that overlap merge without a double and without a hole", () => {
  const newest = [3, 4, 5, 6].map((seq) => message(seq));
  const older = [1, 2, 3, 4].map((seq) => message(seq));
  expect(seqs(merge(newest, older))).toEqual([1, 2, 3, 4, 5, 6]);
});

test("a page does not undo an edit that came before it", () => {
  const shown = [message(2, { text: "edited", edited_at: at(9) })];
  expect(merge(shown, [message(1), message(2)]).map((m) => m.text)).toEqual(["message 1", "edited"]);
});

test("an empty page changes nothing", () => {
  const items = [message(1)];
  expect(merge(items, [])).toBe(items);
});

test("replacing touches only a message that is there", () => {
  const items = [message(1), message(5)];
  expect(replace(items, message(3, { text: "new" }))).toBe(items);
  expect(replace(items, message(5, { text: "new", edited_at: at(9) })).map((m) => m.text)).toEqual(["message 1", "new"]);
});

test("the lower bound is the first seq that is not below", () => {
  const items = [2, 4, 6].map((seq) => message(seq));
  expect([1, 2, 3, 6, 7].map((seq) => lowerBound(items, seq))).toEqual([0, 0, 1, 2, 3]);
});

test("a page still under way gets the edits and deletions that overtook it", () => {
  let timeline = remember(newTimeline, message(1, { text: "edited", edited_at: at(9) }));
  timeline = remember(timeline, message(2, { text: "", deleted: true }));
  const page = revised(timeline, [message(1), message(2), message(3)]);
  expect(page.map((m) => m.text)).toEqual(["edited", "", "message 3"]);
  expect(page[1]?.deleted).toBe(true);
});

test("what is remembered for such pages stays bounded, and the latest is kept", () => {
  let timeline = newTimeline;
  for (let seq = 1; seq <= 1000; seq++) timeline = remember(timeline, message(seq, { deleted: true }));
  expect(Object.keys(timeline.revisions).length).toBeLessThanOrEqual(200);
  expect(timeline.revisions["msg_1000"]).toBeDefined();
});
