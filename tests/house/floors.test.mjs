// Rooms stand on floors: src/CMakeLists.txt says what each may use, docs/architecture.md says why, #include does it.
// The three must agree.
import assert from "node:assert/strict";
import { test } from "node:test";
import { exists, files, read, rows } from "./tree.mjs";

const declared = new Map(); // room -> rooms it names in DEPENDS
for (const [, room, rest] of read("src/CMakeLists.txt").matchAll(/^wardroom_room\((\w+)([^)]*)\)/gm))
  declared.set(room, (rest.match(/DEPENDS ([a-z0-9_ ]*)/)?.[1] ?? "").trim().split(/\s+/).filter(Boolean));

function below(room, seen = new Set()) {
  for (const next of declared.get(room) ?? [])
    if (!seen.has(next)) below(next, seen.add(next));
  return seen;
}

test("every folder of src is a declared room, lowest floor first", () => {
  const folders = new Set(files.map((name) => name.match(/^src\/([^/]+)\//)?.[1]).filter(Boolean));
  assert.deepEqual([...folders].filter((folder) => !declared.has(folder)), []);
  const seen = new Set();
  for (const [room, uses] of declared) {
    for (const use of uses) assert.ok(seen.has(use), `${room} uses ${use}, which is not declared above it`);
    seen.add(room);
  }
});

test("a room includes only what its DEPENDS reach", () => {
  const wrong = [];
  let looked = 0;
  for (const name of files.filter((each) => /^src\/.*\.(h|cpp)$/.test(each))) {
    const room = name.split("/")[1];
    const allowed = below(room);
    for (const [, included] of read(name).matchAll(/^\s*#\s*include\s+"([^"]+)"/gm)) {
      const other = included.split("/")[0];
      ++looked;
      if (!included.includes("/") || included.startsWith(".")) wrong.push(`${name}: "${included}" is not from a room's name on`);
      else if (!declared.has(other)) wrong.push(`${name}: "${included}" is of no room`);
      else if (other !== room && !allowed.has(other)) wrong.push(`${name}: ${room} may not use ${other}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(looked > 100, "no includes found: has the source moved?");
});

test("docs/architecture.md draws the floors that the build has", (context) => {
  if (!exists("docs/architecture.md")) return context.skip("docs/architecture.md is not written yet");
  const table = rows(read("docs/architecture.md")).filter(({ cells }) => "floor" in cells && "room" in cells);
  const names = (cell) => (cell ?? "").match(/[a-z][a-z0-9_]*/g) ?? [];
  const drawn = new Map(table.map(({ cells }) => [names(cells.room)[0], cells]));
  assert.deepEqual([...drawn.keys()].sort(), [...declared.keys()].sort());
  const floorOf = (cells) => Number(cells.floor.match(/^\d+/)?.[0] ?? NaN);
  const wrong = [];
  for (const [room, uses] of declared) {
    const mine = drawn.get(room);
    const also = names(mine["may also use"]);
    for (const use of uses) {
      const lower = floorOf(drawn.get(use)) < floorOf(mine);
      if (!lower && !also.includes(use) && !also.includes("everything")) wrong.push(`${room} uses ${use}: not drawn`);
    }
    for (const use of also) {
      if (declared.has(use) && !below(room).has(use)) wrong.push(`${room} may use ${use}, says the drawing: not in DEPENDS`);
    }
  }
  assert.deepEqual(wrong, []);
});
