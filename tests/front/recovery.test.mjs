// The recovery key: made once, tried, and the way back when the root key is lost.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { later } from "./faketime.mjs";
import { Person, closeAgents, login, setUp, startServer, wait, wardroomctl } from "./harness.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const channel = (await owner.get("/channels")).items[0];
await owner.say(channel, "said before the loss");
const copy = path.join(server.data, "keyring.recovery");
let key;

// wardroomctl with the recovery key on its standard input.
function withKey(text, ...args) {
  const done = spawnSync(wardroomctl, ["--data", server.data, "recovery", ...args], { env: server.env, input: `${text}\n` });
  return { code: done.status, out: `${done.stdout}${done.stderr}` };
}

async function signedIn() {
  closeAgents();
  const { status, json } = await login(server, "acme", "olga");
  assert.equal(status, 200);
  return new Person(server, json);
}

test("without a recovery key the status says so, and there is no copy", async () => {
  const { code, out } = await server.ctl("recovery", "status");
  assert.equal(code, 1);
  assert.match(out, /recovery create/);
  assert.ok(!existsSync(copy));
});

test("a recovery key is shown once and is in no file", async () => {
  const { code, out } = await server.ctl("recovery", "create");
  assert.equal(code, 0, out);
  key = out.match(/^wardroom-recovery(-[0-9a-f]{8}){9}$/m)[0];
  assert.equal(statSync(copy).mode & 0o777, 0o600);
  const digits = key.replaceAll("-", "").replace("wardroomrecovery", "");
  for (const file of [copy, path.join(server.data, "keyring")]) {
    const bytes = readFileSync(file);
    assert.ok(!bytes.includes(Buffer.from(digits.slice(0, 64), "hex")) && !bytes.includes(digits));
  }
  assert.match((await server.ctl("recovery", "status")).out, /never tried/);
});

test("another one is made only when it is said, and then the first opens nothing", async () => {
  const refused = await server.ctl("recovery", "create");
  assert.equal(refused.code, 1);
  assert.match(refused.out, /--replace/);
  const { out } = await server.ctl("recovery", "create", "--replace");
  const next = out.match(/^wardroom-recovery.*$/m)[0];
  assert.match(withKey(key, "drill").out, /not the recovery key of this server/);
  key = next;
});

test("a key with a typing error is refused for that, before anything is tried", () => {
  const at = key.length - 20;
  const wrong = key.slice(0, at) + (key[at] === "0" ? "1" : "0") + key.slice(at + 1);
  const { code, out } = withKey(wrong, "drill");
  assert.equal(code, 1);
  assert.match(out, /typing error/);
  assert.match(withKey("hello", "drill").out, /9 groups of 8/);
});

test("a drill opens every root in use; the copy follows a rotation and a retired epoch by itself", async () => {
  assert.match(withKey(key.toUpperCase().replaceAll("-", " "), "drill").out, /^2 roots open, 0 do not$/m);
  await owner.post("/keys/rotate", { key: "workspace" });
  const before = readFileSync(copy);
  for (let n = 0; n < 100 && readFileSync(copy).equals(before); ++n) await wait(100);
  assert.ok(!readFileSync(copy).equals(before), "the running server did not bring the copy up to date");
  assert.match(withKey(key, "drill").out, /^3 roots open, 0 do not$/m);
  assert.match((await server.ctl("recovery", "status")).out, /^tried /m);
  await owner.post("/keys/reencrypt");
  while ((await owner.get("/keys/status")).state === "running") await wait(50);
  const size = statSync(copy).size;
  await owner.post("/keys/retire");
  for (let n = 0; n < 100 && statSync(copy).size === size; ++n) await wait(100);
  assert.match(withKey(key, "drill").out, /^2 roots open, 0 do not$/m);
});

test("when nobody tried the key for half a year, the server's log and the status say so", async () => {
  assert.equal((await server.ctl("recovery", "status")).code, 0);
  assert.ok(!server.log.includes("recovery key was last tried"));
  const env = { ...server.env };
  await later(server, "+190d");
  while (!/the recovery key was last tried on \d{4}-\d\d-\d\d/.test(server.log)) await wait(50);
  const { code, out } = await server.ctl("recovery", "status");
  assert.equal(code, 1);
  assert.match(out, /the recovery key was last tried on .*: run `wardroomctl recovery drill`/);
  await server.stop();
  server.env = env;
  await server.start();
  closeAgents();
});

test("where nothing is lost, nothing is restored", async () => {
  assert.match(withKey(key, "restore").out, /another Wardroom runs/);
  await server.stop();
  const { code, out } = withKey(key, "restore");
  assert.equal(code, 1);
  assert.match(out, /nothing is lost/);
});

test("a damaged copy and a wrong key change nothing", async () => {
  const root = path.join(server.data, "root.kms");
  renameSync(root, `${root}.lost`);
  copyFileSync(copy, `${copy}.good`);
  const keyring = readFileSync(path.join(server.data, "keyring"));
  writeFileSync(copy, readFileSync(copy).subarray(0, -5));
  assert.match(withKey(key, "restore").out, /is damaged/);
  copyFileSync(`${copy}.good`, copy);
  const other = `wardroom-recovery-${"00000000-".repeat(8)}66687aad`; // a well-formed one
  assert.match(withKey(other, "restore").out, /not the one that the copy was made for/);
  assert.ok(!existsSync(root));
  assert.deepEqual(readFileSync(path.join(server.data, "keyring")), keyring);
});

test("with root key and key file gone, the recovery key brings everything back under a new root key", async () => {
  rmSync(`${server.data}.key`);
  const { code, out } = withKey(key, "restore");
  assert.equal(code, 0, out);
  assert.match(out, /2 roots of 2 tenants/);
  await server.start();
  const olga = await signedIn();
  const { items } = await olga.get(`/channels/${channel.id}/messages`);
  assert.ok(items.some(({ text }) => text === "said before the loss"));
  const verified = await server.ctl("keys", "verify");
  assert.equal(verified.code, 0, verified.out);
  assert.match(withKey(key, "drill").out, /^2 roots open, 0 do not$/m);
});

test("the platform's log tells of the key, the drills and the restoring", async () => {
  const file = path.join(server.home, "platform.jsonl");
  await server.ctl("audit", "export", file, "--workspace", "platform");
  const events = existsSync(file) ? readFileSync(file, "utf8") : "";
  for (const event of ["keys.recovery_created", "keys.recovery_drilled", "keys.recovery_restored"]) {
    assert.ok(events.includes(event), event);
  }
});

test("a keyring that is lost as well comes back from the copy alone", async () => {
  await server.stop();
  for (const file of ["keyring", "keyring.previous", "root.kms"]) {
    if (existsSync(path.join(server.data, file))) cpSync(path.join(server.data, file), path.join(server.home, file));
    rmSync(path.join(server.data, file), { force: true });
  }
  const { code, out } = withKey(key, "restore");
  assert.equal(code, 0, out);
  await server.start();
  await signedIn();
});
