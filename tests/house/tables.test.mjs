// Every table of src/*/*schema.sql belongs to a tenant, and docs/crypto.md says of each column that is not sealed why.
import assert from "node:assert/strict";
import { test } from "node:test";
import { exists, files, read, rows } from "./tree.mjs";

// Splits at commas outside parentheses.
function parts(text) {
  const out = [""];
  let depth = 0;
  for (const c of text) {
    depth += c === "(" ? 1 : c === ")" ? -1 : 0;
    if (c === "," && depth === 0) out.push("");
    else out[out.length - 1] += c;
  }
  return out.map((part) => part.trim().replace(/\s+/g, " ")).filter(Boolean);
}

const tables = new Map(); // table -> {file, columns: [[name, declaration]], key}
const indexes = []; // {name, table, first column}
for (const file of files.filter((name) => /^src\/\w+\/\w*schema\.sql$/.test(name))) {
  const sql = read(file).replace(/--.*$/gm, "");
  for (const [, name, body] of sql.matchAll(/CREATE TABLE (\w+) \(([^;]*)\)/g)) {
    const declared = parts(body);
    const columns = declared.filter((part) => !/^(PRIMARY|UNIQUE|FOREIGN|CHECK|CONSTRAINT)\b/.test(part));
    const key = declared.map((part) => part.match(/^PRIMARY KEY \((\w+)/)?.[1]).find(Boolean);
    tables.set(name, { file, key, columns: columns.map((part) => [part.split(" ")[0], part]) });
  }
  for (const [, name, table, first] of sql.matchAll(/CREATE (?:UNIQUE )?INDEX (\w+) ON (\w+) \((\w+)/g))
    indexes.push({ name, table, first });
}

test("every table begins with tenant_id, and so do its key and its indexes", () => {
  assert.ok(tables.size > 10, "no tables found: has the schema moved?");
  const wrong = [];
  for (const [name, { file, key, columns }] of tables) {
    if (columns[0]?.[1] !== "tenant_id BLOB NOT NULL") wrong.push(`${file}: ${name} does not begin with tenant_id BLOB NOT NULL`);
    if (key !== "tenant_id") wrong.push(`${file}: the key of ${name} does not begin with tenant_id`);
  }
  for (const { name, table, first } of indexes)
    if (first !== "tenant_id") wrong.push(`index ${name} of ${table} does not begin with tenant_id`);
  assert.deepEqual(wrong, []);
});

test("docs/crypto.md lists the columns that are not sealed, each with its reason, and no others", (context) => {
  if (!exists("docs/crypto.md")) return context.skip("docs/crypto.md is not written yet");
  const listed = new Set();
  for (const { line, cells } of rows(read("docs/crypto.md")).filter(({ cells }) => "readable columns" in cells)) {
    assert.ok(cells.why, `docs/crypto.md:${line}: no reason`);
    const [table] = cells.table.match(/\w+/) ?? [];
    for (const [column] of cells["readable columns"].matchAll(/\w+/g)) listed.add(`${table}.${column}`);
  }
  const plain = new Set();
  for (const [name, { columns }] of tables)
    for (const [column] of columns) if (column !== "tenant_id" && !column.endsWith("_sealed")) plain.add(`${name}.${column}`);
  assert.deepEqual([...plain].filter((each) => !listed.has(each)).sort(), [], "not sealed, and not listed");
  assert.deepEqual([...listed].filter((each) => !plain.has(each)).sort(), [], "listed, but not there");
});
