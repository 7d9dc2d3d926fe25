// docs/configuration.md lists every key that the server reads, under its variable's name, and none besides.
import assert from "node:assert/strict";
import { test } from "node:test";
import { read, rows, texts } from "./tree.mjs";

const sources = () => read("src/server/settings.cpp") + read("src/server/kms_settings.cpp");

// The members of a described struct, each a setting of its own.
function membersOf(struct) {
  const [, list] = read("src/kms/provider.h").match(new RegExp(`BOOST_DESCRIBE_STRUCT\\(${struct}, \\(\\),\\s*\\(([^)]*)\\)`));
  return list.split(",").map((name) => name.trim().replace(/_$/, ""));
}

function keysRead() {
  const keys = new Set();
  for (const [, kind, key] of sources().matchAll(/\bconfig\.(text|number|flag|list|secret)\(\s*"([^"]+)"/g)) {
    keys.add(key);
    if (kind === "secret") keys.add(`${key}_file`);
  }
  for (const [, key] of sources().matchAll(/read_field\(config, "([^"]+)"/g)) keys.add(key);
  for (const [, struct, prefix] of sources().matchAll(/read_spec<kms::(\w+)>\(config, "([^"]+)"\)/g))
    for (const member of membersOf(struct)) keys.add(`${prefix}.${member}`);
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
  const numbers = sources().matchAll(/config\.number\(\s*"([^"]+)",\s*([\d']+),\s*([\d']+),\s*([\d']+)\)/g);
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

// A way round a check that is only there while one develops is there for an attacker, too.
test("nothing but the documented settings decides what the server does: no other variable, no kind of build", () => {
  const programs = texts.filter((name) => /^(src|apps)\/.*\.(h|cpp|c)$/.test(name));
  const holding = (pattern) => programs.filter((name) => pattern.test(read(name)));
  assert.ok(programs.length > 200);
  assert.deepEqual(holding(/getenv|\benviron\b/), ["src/base/config.cpp", "src/base/config.h"]);
  const conditions = programs.flatMap((name) =>
    read(name)
      .split("\n")
      .filter((line) => /^\s*#\s*(if|ifdef|ifndef|elif)\b/.test(line))
      .map((line) => line.trim()),
  );
  // The processor, and sanitizers that cannot lock memory or replace the heap.
  const known =
    /^#if (defined\(__x86_64__\)|defined\(__has_feature\)|__has_feature\(\w+_sanitizer\)( \|\| __has_feature\(\w+_sanitizer\))?)$|^#ifndef WARDROOM_(LEAKS_ARE_LOOKED_FOR|SANITIZER_OWNS_THE_HEAP)\b/;
  assert.deepEqual(conditions.filter((line) => !known.test(line)), []);
});
