import { expect, test } from "vitest";
import { markedParts } from "@/features/search/marked";

const shown = (text: string, ...highlights: [number, number][]) =>
  markedParts(text, highlights.map(([from, to]) => ({ from, to })))
    .map(({ text: part, marked }) => (marked ? `[${part}]` : part))
    .join("");

test("matches are marked where they stand, counted in code points", () => {
  expect(shown("𝒳 Tokyo and Oslo", [2, 7], [12, 16])).toBe("𝒳 [Tokyo] and [Oslo]");
  expect(shown("all", [0, 3])).toBe("[all]");
  expect(shown("nothing marked")).toBe("nothing marked");
});

test("a long message shows what is around its first match", () => {
  const text = `${"a ".repeat(200)}needle ${"b ".repeat(400)}`;
  const line = shown(text, [400, 406]);
  expect(line).toMatch(/^…(a ){30}\[needle\] (b )+b?…$/);
  expect(Array.from(line).length).toBeLessThan(250);
});

test("what lies beyond the shown part is not marked", () => {
  expect(shown("x".repeat(300), [0, 1], [290, 300])).toBe(`[x]${"x".repeat(239)}…`);
  expect(shown("x".repeat(300), [0, 300])).toBe(`[${"x".repeat(240)}]…`);
});
