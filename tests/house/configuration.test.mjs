// docs/configuration.md lists every key that the server reads, under its variable's name, and none besides.
import assert from "node:assert/strict";
import { test } from "node:test";
import { read, rows } from "./tree.mjs";

function keysRead() {
  const keys = new Set();
  for (const [, kind, key] of read("src/server/settings.cpp").matchAll(/\bconfig\.(text|number|flag|list|secret)\(\s*"([^"]+)"/g)) {
    keys.add(key);
    if (kind === "secret") keys.add(`${key}_file`);
  }
  return keys;
}
const variableOf = (key) => `WARDROOM_${key.replace(/[.-]/g, "_").toUpperCase()}`;
const bare = (cell) => (cell ?? "").replace(/`/g, "");

test("docs/configuration.md lists every key that is read, and none besides", () => {
  const keys = [...keysRead()].sort();
  assert.ok(keys.length > 10, "no keys found: are settings read elsewhere?");
  const table = rows(read("docs/configuration.md")).filter(({ cells }) => "key" in cells && "variable" in cells);
  assert.deepEqual(table.map(({ cells }) => bare(cells.key)).sort(), keys);
  for (const { line, cells } of table) {
    assert.equal(bare(cells.variable), variableOf(bare(cells.key)), `line ${line}`);
    assert.ok(cells.default && cells["meaning and limits"], `line ${line}: no default or no meaning`);
  }
});

test("the limits of numbers are those that are enforced", () => {
  const text = read("docs/configuration.md");
  const numbers = read("src/server/settings.cpp").matchAll(/config\.number\(\s*"([^"]+)",\s*([\d']+),\s*([\d']+),\s*([\d']+)\)/g);
  let seen = 0;
  for (const [, key, ...given] of numbers) {
    ++seen;
    const [otherwise, min, max] = given.map((each) => each.replace(/'/g, ""));
    const line = text.split("\n").find((each) => each.startsWith(`| \`${key}\` `));
    assert.ok(line?.includes(`| \`${otherwise}\``), `${key}: the default is ${otherwise}`);
    assert.ok(line.includes(`${min} to ${max}`), `${key}: ${min} to ${max}`);
  }
  assert.ok(seen >= 5);
});
