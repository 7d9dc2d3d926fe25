// The repository as the house rules see it: what git knows or would take in, not what is built or ignored.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const exists = (name) => existsSync(path.join(root, name));
export const read = (name) => readFileSync(path.join(root, name), "utf8");

function listed() {
  const options = { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 };
  try {
    return execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], options).split("\0");
  } catch {
    // A tarball: no git. Leave out what .gitignore names.
    const skipped = ["build", "data", "node_modules", "web/dist"].flatMap((name) => ["-path", `*/${name}`, "-prune", "-o"]);
    return execFileSync("find", [".", ...skipped, "-type", "f", "-print0"], options).split("\0").map((name) => name.slice(2));
  }
}

export const files = [...new Set(listed())].filter((name) => name && exists(name)).sort();
const binary = /\.(png|jpe?g|gif|ico|webp|woff2?|ttf|pdf|bin|db|mp3|ogg|wasm)$/i;
export const texts = files.filter((name) => !binary.test(name) && !name.startsWith("tests/fuzz/seeds/"));

// The tables of a Markdown text: [{line, cells: {heading: cell}}, …] of every row. `\|` is a bar inside a cell.
export function rows(markdown) {
  const cut = (line) => line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim());
  const out = [];
  let headings = null;
  markdown.split("\n").forEach((line, at, all) => {
    if (!line.trim().startsWith("|")) headings = null;
    else if (/^\s*\|[\s:|-]+\|\s*$/.test(line)) headings = cut(all[at - 1]).map((heading) => heading.toLowerCase());
    else if (headings) out.push({ line: at + 1, cells: Object.fromEntries(cut(line).map((cell, n) => [headings[n], cell])) });
  });
  return out;
}
