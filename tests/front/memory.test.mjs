// What keeps keys in the server's memory: locked pages, no core dumps, no other process of the same user. Where the
// tests run as root the server runs as nobody here, for root is let in anyway.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { wardroomd } from "./harness.mjs";

const nobody = 65534;
const root = process.getuid() === 0;
const user = root ? nobody : process.getuid();
const home = mkdtempSync(path.join(tmpdir(), "wardroom-memory-"));
after(() => rmSync(home, { recursive: true, force: true }));
if (root) chownSync(home, nobody, nobody);
chmodSync(home, 0o700);

const unprivileged = root ? ["setpriv", `--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups"] : [];
const limited = (bytes) => (bytes ? ["prlimit", `--memlock=${bytes}`] : []);
const command = (bytes, program, args) => [...limited(bytes), ...unprivileged, program, ...args];
let number = 0;
const arguments_ = () => ["--data", path.join(home, `data${++number}`), "--listen", "127.0.0.1:0"];
const env = { PATH: process.env.PATH };

// {process, log()}, once it is ready.
async function started(bytes) {
  const [program, ...args] = command(bytes, wardroomd, arguments_());
  const server = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  after(() => server.kill("SIGKILL"));
  let log = "";
  server.stderr.on("data", (part) => (log += part));
  await new Promise((resolve, reject) => {
    server.stdout.on("data", (part) => /^ready/m.test(part) && resolve());
    server.once("exit", (code) => reject(new Error(`ended with ${code}: ${log}`)));
  });
  return { pid: server.pid, log: () => log, end: () => server.kill("SIGKILL") };
}

test("the server makes no core dumps and its memory is closed to other processes of its user", async () => {
  const server = await started();
  assert.match(readFileSync(`/proc/${server.pid}/limits`, "utf8"), /^Max core file size +0 +0 /m);
  const [program, ...args] = [...unprivileged, "sleep", "60"];
  const bystander = spawn(program, args);
  after(() => bystander.kill());
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(statSync(`/proc/${bystander.pid}/environ`).uid, user, "an ordinary process belongs to its user");
  assert.equal(statSync(`/proc/${server.pid}/environ`).uid, 0, "this one to nobody but root");
  const readable = (pid) => {
    const [cat, ...rest] = [...unprivileged, "cat", `/proc/${pid}/environ`];
    return spawnSync(cat, rest).status === 0;
  };
  assert.ok(readable(bystander.pid));
  assert.ok(!readable(server.pid));
  server.end();
});

test("keys are in locked pages", async () => {
  const server = await started();
  const locked = Number(readFileSync(`/proc/${server.pid}/status`, "utf8").match(/^VmLck:\s+(\d+) kB/m)[1]);
  assert.ok(locked > 0, `${locked} KiB`);
  server.end();
});

test("too small a limit of locked memory is told, with what to set", async () => {
  const server = await started(1 << 20);
  assert.match(server.log(), /"level":"warning".*only 1024 KiB of memory may be locked.*LimitMEMLOCK=infinity/);
  server.end();
});

test("memory.require_lock refuses to start with too small a limit", () => {
  const [program, ...args] = command(1 << 20, wardroomd, arguments_());
  const { status, stderr } = spawnSync(program, args, { env: { ...env, WARDROOM_MEMORY_REQUIRE_LOCK: "on" }, encoding: "utf8" });
  assert.equal(status, 1);
  assert.match(stderr, /memory\.require_lock: only 1024 KiB of memory may be locked/);
});
