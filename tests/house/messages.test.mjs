// docs/operations.md explains messages: each of them is one that the programs can write.
import assert from "node:assert/strict";
import { test } from "node:test";
import { files, read, rows } from "./tree.mjs";

// The string literals of a source text as they come out: neighbours joined, what is filled in shown as a gap.
const gap = "\u0001";
const written = (source) =>
  source
    .replace(/"\s*\n\s*"/g, "")
    .replace(/"\s*\+[^";]*\+\s*"/g, gap)
    .replace(/\{\d*\}/g, gap);

test("every message that docs/operations.md explains is in the source", () => {
  const source = files
    .filter((name) => /^(src|apps)\/.*\.(cpp|h)$/.test(name))
    .map((name) => written(read(name)))
    .join("\n");
  const table = rows(read("docs/operations.md")).filter(({ cells }) => "message" in cells);
  assert.ok(table.length > 10, "no table of messages");
  const wrong = [];
  for (const { line, cells } of table) {
    const [message] = cells.message.match(/(?<=`)[^`]+(?=`)/) ?? [""];
    // What follows a gap in the page may follow another one in the source, or stand directly behind the words.
    for (const part of message.split("…").map((each) => each.trim()))
      if (part.length > 3 && !source.includes(part)) wrong.push(`line ${line}: "${part}"`);
    if (message.replace(/…/g, "").trim().length < 8) wrong.push(`line ${line}: too little to look for`);
  }
  assert.deepEqual(wrong, []);
});
