// clang-tidy over src/ and apps/, only where something changed: a translation unit that passed is remembered by a hash of
// its text, of every header of ours it includes, of its compile command and of .clang-tidy. Wants the release build.
import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const build = path.join(root, "build/release");
const passed = path.join(root, "build/tidy");
const tool = "clang-tidy-19";
mkdirSync(passed, { recursive: true });

const sha = (text) => createHash("sha256").update(text).digest("hex");
const rules = sha(readFileSync(path.join(root, ".clang-tidy")) + execFileSync(tool, ["--version"]));
const units = JSON.parse(readFileSync(path.join(build, "compile_commands.json"), "utf8")).filter(({ file }) =>
  /^(src|apps)\//.test(path.relative(root, file)),
);

const known = new Map(); // file -> {hash, includes}
function look(file) {
  if (!known.has(file)) {
    const text = readFileSync(file, "utf8");
    const includes = [...text.matchAll(/^\s*#\s*include\s+"([^"]+)"/gm)].map((found) => found[1]);
    known.set(file, { hash: sha(text), includes });
  }
  return known.get(file);
}

// Every file of ours that this one includes, however deep.
function closure(file) {
  const seen = new Set([file]);
  for (const next of seen) {
    for (const name of look(next).includes) {
      const places = [path.dirname(next), path.join(root, "src"), path.join(build, "src/generated")];
      const found = places.map((place) => path.resolve(place, name)).find((each) => existsSync(each));
      if (found) seen.add(found);
    }
  }
  return [...seen].sort();
}

const keyOf = ({ file, command }) => sha([rules, command, ...closure(file).map((each) => each + look(each).hash)].join("\n"));

const wanted = units.map((unit) => ({ ...unit, key: keyOf(unit) }));
const keys = new Set(wanted.map(({ key }) => key));
for (const old of readdirSync(passed)) if (!keys.has(old)) rmSync(path.join(passed, old)); // of texts that are gone
const queue = wanted.filter(({ key }) => !existsSync(path.join(passed, key)));
const toRun = queue.length;
const complaints = [];

async function worker() {
  for (let unit = queue.shift(); unit; unit = queue.shift()) {
    const name = path.relative(root, unit.file);
    const began = performance.now();
    const { error, out } = await new Promise((resolve) => {
      const args = ["-p", build, "--quiet", unit.file];
      execFile(tool, args, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => resolve({ error, out: stdout + stderr }));
    });
    console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s  ${name}${error ? "  COMPLAINT" : ""}`);
    if (error) complaints.push(`${name}\n${out}`);
    else writeFileSync(path.join(passed, unit.key), name + "\n");
  }
}

await Promise.all(Array.from({ length: availableParallelism?.() ?? cpus().length }, worker));
for (const each of complaints) console.log(`\n${each}`);
console.log(`tidy: ${wanted.length} files, ${toRun} checked, ${complaints.length} with complaints`);
process.exitCode = complaints.length || !wanted.length ? 1 : 0;
