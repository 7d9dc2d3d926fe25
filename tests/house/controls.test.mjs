// docs/controls.md: every promise names the tests that prove it, and those exist. A test is named in backticks:
// `Suite.Name` of googletest, `CompileFail.snippet`, or the exact title of a test in a .mjs or .ts file.
import assert from "node:assert/strict";
import { test } from "node:test";
import { exists, files, read, rows } from "./tree.mjs";

const cpp = new Set();
for (const name of files.filter((each) => /^tests\/.*\.(cpp|h)$/.test(each)))
  for (const [, suite, title] of read(name).matchAll(/^(?:TEST(?:_F|_P)?|RC_GTEST(?:_FIXTURE)?_PROP)\(\s*(\w+)\s*,\s*(\w+)\s*[,)]/gm)) cpp.add(`${suite}.${title}`);
for (const name of files)
  if (/^tests\/compile_fail\/\w+\.cpp$/.test(name)) cpp.add(`CompileFail.${name.split("/")[2].replace(/\.cpp$/, "")}`);

// Titles stand in any quotes; a template's ${…} stands for anything.
const scripts = [];
for (const name of files.filter((each) => /^(tests|web)\/.*\.(mjs|ts|tsx)$/.test(each) && each !== "tests/house/controls.test.mjs"))
  for (const [, , title] of read(name).matchAll(/\b(?:test|it|describe)\(\s*(["'`])((?:\\.|(?!\1)[^\\])*)\1/g)) {
    const pattern = title.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.*+?^$()|[\]{}\\]/g, "\\$&")).join(".+");
    scripts.push(new RegExp(`^${pattern}$`));
  }

test("every row of docs/controls.md names tests, and each of them exists", (context) => {
  if (!exists("docs/controls.md")) return context.skip("docs/controls.md is not written yet");
  const table = rows(read("docs/controls.md")).filter(({ cells }) => Object.keys(cells).some((heading) => /^tests?\b/.test(heading)));
  assert.ok(table.length, "no table with a column of tests");
  const wrong = [];
  for (const { line, cells } of table) {
    const cell = cells[Object.keys(cells).find((heading) => /^tests?\b/.test(heading))] ?? "";
    const named = [...cell.matchAll(/`([^`]+)`/g)].map((found) => found[1]);
    if (!named.length) wrong.push(`line ${line}: no test`);
    for (const each of named) {
      if (files.includes(each)) continue; // the file of the test, beside its name
      if (!cpp.has(each) && !scripts.some((title) => title.test(each))) wrong.push(`line ${line}: there is no test "${each}"`);
    }
    if (named.length && named.every((each) => files.includes(each))) wrong.push(`line ${line}: a file, but no test in it`);
  }
  assert.deepEqual(wrong, []);
});
