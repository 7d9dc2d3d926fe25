import { expect, test } from "vitest";
import { backoff, FIRST_MS, LONGEST_MS } from "@/realtime/backoff";

test("waits double from the first to the longest", () => {
  const longest = [0, 1, 2, 3, 10, 1000].map((attempt) => backoff(attempt, () => 1));
  expect(longest).toEqual([FIRST_MS, 2 * FIRST_MS, 4 * FIRST_MS, 8 * FIRST_MS, LONGEST_MS, LONGEST_MS]);
});

test("jitter takes off up to half, and never all", () => {
  for (let attempt = 0; attempt < 12; attempt++) {
    const [low, high] = [backoff(attempt, () => 0), backoff(attempt, () => 1)];
    expect(low).toBe(high / 2);
    const any = backoff(attempt);
    expect(any).toBeGreaterThanOrEqual(low);
    expect(any).toBeLessThanOrEqual(high);
  }
});
