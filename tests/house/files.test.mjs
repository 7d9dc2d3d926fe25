// What may stand in the tree: files of a readable length, no secrets, nothing of the machine it was written on, no dead links.
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { exists, read, texts } from "./tree.mjs";

const lengthLimit = 500;
const generated = /(^|\/)package-lock\.json$|^LICENSE$/;

// Lines of long-files.txt: "path: reason".
function excused() {
  const lines = read("tests/house/long-files.txt").split("\n").filter((line) => line.trim() && !line.startsWith("#"));
  return new Map(lines.map((line) => line.split(/:\s+/, 2)));
}

test("a file over 500 lines says why in long-files.txt", () => {
  const reasons = excused();
  const long = texts.filter((name) => !generated.test(name) && read(name).split("\n").length > lengthLimit + 1);
  assert.deepEqual(long.filter((name) => !reasons.get(name)), []);
  assert.deepEqual([...reasons.keys()].filter((name) => !long.includes(name)), [], "excused, but not long");
});

function found(pattern, but = () => false) {
  const out = [];
  for (const name of texts) {
    if (name === "tests/house/files.test.mjs" || but(name)) continue;
    read(name).split("\n").forEach((line, at) => {
      if (pattern.test(line)) out.push(`${name}:${at + 1}: ${line.trim().slice(0, 120)}`);
    });
  }
  return out;
}

test("no path of a machine it was written on", () => {
  assert.deepEqual(found(/(?<![\w.-])\/(work\/|tmp\/wr\b|home\/[a-z]|root\/|Users\/[a-z]+\/)/), []);
});

test("no registry host: packages come from wherever npm and apt are set to look", () => {
  assert.deepEqual(found(/registry\.(npmjs|yarnpkg)|"resolved":\s*"http|\b(deb|ftp)\.debian\.org|artifactory|nexus\./i), []);
});

test("no private key and no password of a running thing", () => {
  assert.deepEqual(found(/-----BEGIN [A-Z ]*PRIVATE KEY-----\s*$|\bAKIA[0-9A-Z]{16}\b|\bghp_\w{30,}|AGE-SECRET-KEY-1\w{20,}/), []);
});

test("relative links of every Markdown file lead somewhere", () => {
  const dead = [];
  for (const name of texts.filter((each) => each.endsWith(".md"))) {
    const prose = read(name).replace(/^```[^]*?^```/gm, "").replace(/`[^`\n]*`/g, "");
    for (const [, target] of prose.matchAll(/\]\(\s*<?([^)>\s]+)>?[^)]*\)/g)) {
      if (/^([a-z][a-z0-9+.-]*:|#|\/\/)/i.test(target)) continue;
      const file = path.join(path.dirname(name), decodeURI(target.split("#")[0]));
      if (!exists(file)) dead.push(`${name}: ${target}`);
    }
  }
  assert.deepEqual(dead, []);
});
