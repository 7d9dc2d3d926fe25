// clang-tidy over src/ and apps/, only where something changed: a translation unit that passed is remembered by a hash of
// its text, of every header of ours it includes, of its compile command and of .clang-tidy. Wants the release build.
//
// Most of the time goes into headers, so several files are checked in one go, as one unit that includes them. Files of one
// folder whose unnamed namespaces share a name are kept apart; units that do not compile together all the same are halved.
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
).filter(({ file }, at, all) => all.findIndex((each) => each.file === file) === at); // some are built twice

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

// What a file's unnamed namespaces define: named in lines that begin there, which the formatter never indents. Aliases of
// the same thing may stand there twice.
function namesIn(text) {
  const names = new Set();
  for (const [, block] of text.matchAll(/^namespace \{$(.*?)^\}  \/\/ namespace$/gms)) {
    for (const [line] of block.matchAll(/^[A-Za-z].*$/gm)) {
      if (/^(using [\w:]+;|namespace )/.test(line)) continue;
      const definition = line.replace(/^template <.*?>(?= )\s*/, "");
      const type = /^(?:concept|struct|class|enum class|enum|using) (\w+)/.exec(definition);
      const found = type ?? /([A-Za-z_]\w*)(?:\(|\{| =|\[|;)/.exec(definition);
      if (found) names.add(found[1]);
    }
  }
  for (const [, name] of text.matchAll(/^#define (\w+)/gm)) names.add(name);
  return names;
}

const perBatch = 10;

// Batches of files of one language that share no name.
function batches(units) {
  const all = [];
  for (const unit of units) {
    const folder = path.dirname(unit.file);
    const language = path.extname(unit.file);
    const names = [...namesIn(readFileSync(unit.file, "utf8"))].map((name) => `${folder} ${name}`);
    const fits = (batch) =>
      batch.language === language && batch.units.length < perBatch && !names.some((name) => batch.names.has(name));
    let batch = all.find(fits);
    if (!batch) all.push((batch = { language, units: [], names: new Set() }));
    batch.units.push(unit);
    for (const name of names) batch.names.add(name);
  }
  return all.map((each) => each.units).sort((a, b) => b.length - a.length);
}

// What compiles them all: a room's flags have those of the rooms below it.
const flagsFor = (units) => units.map(flagsOf).reduce((most, each) => (each.length > most.length ? each : most));

// The compile command without compiler, input and output; ours have no blanks inside a word.
function flagsOf({ command }) {
  const words = command.replaceAll('\\"', '"').split(" ").filter((word) => word && !word.endsWith("ccache"));
  const out = [];
  for (let i = 1; i < words.length; ++i) {
    if (words[i] === "-o" || words[i] === "-c") ++i;
    else out.push(words[i]);
  }
  return out;
}

let made = 0;
async function check(units) {
  const names = units.map(({ file }) => path.relative(root, file));
  const together = path.join(passed, `unit_${++made}.cpp`);
  if (units.length > 1) writeFileSync(together, units.map(({ file }) => `#include "${file}"  // NOLINT\n`).join(""));
  const began = performance.now();
  const { error, out } = await new Promise((resolve) => {
    const input = units.length > 1 ? together : units[0].file;
    const args = [`--config-file=${path.join(root, ".clang-tidy")}`, `--header-filter=${filter}`, "--quiet", input, "--", ...flagsFor(units)];
    if (units.length > 1) args.push("-Wno-shadow"); // by a name of another file
    const options = { maxBuffer: 1 << 26, cwd: build };
    execFile(tool, args, options, (error, stdout, stderr) => resolve({ error, out: stdout + stderr }));
  });
  rmSync(together, { force: true });
  const took = `${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s`;
  if (error && units.length > 1 && out.includes("[clang-diagnostic-error]")) {
    console.log(`${took}  not together: ${names.join(" ")}`);
    const half = units.length >> 1;
    await check(units.slice(0, half));
    await check(units.slice(half));
    return;
  }
  console.log(`${took}  ${names.join(" ")}${error ? "  COMPLAINT" : ""}`);
  if (error) complaints.push(`${names.join(" ")}\n${out}`);
  else for (const unit of units) writeFileSync(path.join(passed, unit.key), path.relative(root, unit.file) + "\n");
}

const filter = "(src|apps|bench|tests)/.*\\.(h|cpp)$";
const waiting = batches(queue);
async function worker() {
  for (let units = waiting.shift(); units; units = waiting.shift()) await check(units);
}

await Promise.all(Array.from({ length: availableParallelism?.() ?? cpus().length }, worker));
for (const each of complaints) console.log(`\n${each}`);
console.log(`tidy: ${wanted.length} files, ${toRun} checked, ${complaints.length} with complaints`);
process.exitCode = complaints.length || !wanted.length ? 1 : 0;
