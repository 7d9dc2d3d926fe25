import { expect, test } from "vitest";
import type { KeyEntry, ReencryptionStatus } from "@/api/types";
import { hasOldEpochs, hasWorkLeft, progressOf, shortId, timeLeft } from "@/features/admin/keys/words";

const root = (id: string, state: string, values: number): KeyEntry => ({
  purpose: "workspace root",
  id,
  state,
  created_at: null,
  values,
  users: [],
  kept: null,
});
const file = (state: string): KeyEntry => ({ ...root("1", state, 1), purpose: "database file" });
const status = (given: Partial<ReencryptionStatus>): ReencryptionStatus => ({
  state: "running",
  epoch: 2,
  column: "",
  looked_at: 0,
  resealed: 0,
  broken: 0,
  total: 0,
  per_second: 0,
  began_at: null,
  updated_at: null,
  ...given,
});

test("there is work left while values or the database file are under an old key", () => {
  expect(hasWorkLeft([root("1", "current", 5), file("current")])).toBe(false);
  expect(hasWorkLeft([root("1", "old", 5), root("2", "current", 0), file("current")])).toBe(true);
  expect(hasWorkLeft([root("1", "old", 0), root("2", "current", 5), file("old")])).toBe(true);
  expect(hasWorkLeft([root("1", "old", 0), root("2", "current", 5), file("current")])).toBe(false);
});

test("an old key can be destroyed as long as there is one", () => {
  expect(hasOldEpochs([root("1", "current", 5), file("old")])).toBe(false);
  expect(hasOldEpochs([root("1", "old", 0), root("2", "current", 5)])).toBe(true);
});

test("progress never passes its end, and nothing of nothing is nothing", () => {
  expect(progressOf(status({}))).toBe(0);
  expect(progressOf(status({ looked_at: 50, total: 200 }))).toBe(25);
  expect(progressOf(status({ looked_at: 300, total: 200 }))).toBe(100);
});

test("the time left is told when there is a rate to tell it by", () => {
  expect(timeLeft(status({ looked_at: 1, total: 100 }))).toBeNull();
  expect(timeLeft(status({ looked_at: 0, total: 100, per_second: 10 }))).toBe("less than a minute left");
  expect(timeLeft(status({ looked_at: 0, total: 6_000, per_second: 10 }))).toBe("about 10 minutes left");
  expect(timeLeft(status({ looked_at: 0, total: 108_000, per_second: 10 }))).toBe("about 3 hours left");
  expect(timeLeft(status({ looked_at: 100, total: 100, per_second: 10 }))).toBeNull();
});

test("long names of keys are cut", () => {
  expect(shortId("12")).toBe("12");
  expect(shortId("0123456789abcdef0123456789abcdef")).toBe("0123456789abcdef…");
});
