// Owners bring a key service of their own through the API.
import assert from "node:assert/strict";
import { hkdfSync } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { CustomerVault } from "./customer-vault.mjs";
import { invite, setUp, startServer, wait } from "./harness.mjs";
import { readableImage, searchImage } from "./memory-image.mjs";

const vault = await new CustomerVault().start();
after(() => vault.discard());
const env = {
  WARDROOM_KMS_CHECK_SECONDS: "1",
  WARDROOM_KMS_GRACE_SECONDS: "8",
  WARDROOM_KMS_TENANTS_PRIVATE_ADDRESSES: "on",
};
const server = await startServer(after, { env });
const acme = await setUp(server, "acme", { link: server.setupLink });
const other = await setUp(server, "globex");
const channel = await acme.channel();
await acme.say(channel, "before");

const status = async (person) => (await person.call("GET", "/me")).status;
async function until(what, holds, seconds = 40) {
  const begun = Date.now();
  while (!(await holds())) {
    if (Date.now() - begun > seconds * 1000) throw new Error(`not in ${seconds} s: ${what}\n${server.log.slice(-3000)}`);
    await wait(100);
  }
  return (Date.now() - begun) / 1000;
}
const auditOf = async (person) => (await person.get("/audit?limit=200")).items;

test("only those who may manage encryption see or change it", async () => {
  const admin = await invite(acme, "admin");
  await admin.refused(403, "permission_denied", "GET", "/keys/provider");
  await admin.refused(403, "permission_denied", "PUT", "/keys/provider", vault.spec());
  await admin.refused(403, "permission_denied", "DELETE", "/keys/provider");
});

test("a key service with wrong credentials is refused, nothing changes, and the attempt is recorded", async () => {
  const problem = await acme.refused(422, "provider_refused", "PUT", "/keys/provider", vault.spec({ token: "wr0ng-token" }));
  assert.ok(!JSON.stringify(problem).includes("wr0ng-token"));
  assert.equal((await acme.get("/keys/provider")).provider, "platform");
  const entry = (await auditOf(acme)).at(-1);
  assert.deepEqual([entry.event, entry.outcome, entry.actor], ["keys.provider_refused", "failed", acme.id]);
  assert.ok(!JSON.stringify(entry).includes("wr0ng-token"));
});

test("an owner moves the workspace's keys under their own; its credentials are never told", async () => {
  const answer = await acme.call("PUT", "/keys/provider", vault.spec());
  assert.equal(answer.status, 200, answer.text);
  const read = await acme.call("GET", "/keys/provider");
  for (const { text, json } of [answer, read]) {
    assert.equal(json.provider, "vault");
    assert.equal(json.chosen_by, "workspace");
    assert.equal(json.settings["vault.url"], vault.url);
    assert.deepEqual(json.secrets_set, ["vault.token"]);
    assert.ok(!text.includes(vault.token));
  }
  const entry = (await auditOf(acme)).at(-1);
  assert.deepEqual([entry.event, entry.outcome, entry.actor], ["keys.provider_changed", "ok", acme.id]);
  assert.equal(entry.target, acme.workspace.id);
  assert.ok(!JSON.stringify(entry).includes(vault.token));
  assert.equal((await acme.get(`/channels/${channel.id}/messages`)).items[0].text, "before");
});

test("the credentials are in no file of the server and in no line of its log", async () => {
  for (const name of readdirSync(server.data, { recursive: true, withFileTypes: true })) {
    if (!name.isFile()) continue;
    const content = readFileSync(path.join(name.parentPath ?? name.path, name.name));
    assert.ok(!content.includes(vault.token), name.name);
  }
  assert.ok(!server.log.includes(vault.token));
});

test("a workspace under its own key service is not written to an archive, and nobody is cut off for it", async () => {
  const { out: recipient } = await server.ctl("workspace", "receive");
  const file = path.join(server.home, "acme.age");
  const { code, out, err } = await server.ctl("workspace", "export", "acme", "--to", file, "--recipient", recipient.trim());
  assert.equal(code, 1);
  assert.match(`${out}${err ?? ""}`, /held by a key service of its owners/);
  assert.ok(!existsSync(file));
  assert.equal(await status(acme), 200);
});

test("the grant is proven again and again by a real unwrap", async () => {
  const before = vault.asked;
  await until("asked", () => vault.asked >= before + 3);
  assert.ok((await acme.get("/keys/provider")).proven_at);
});

test("chat with its keys in memory never waits for a key service that hangs, and the grace time ends it", async () => {
  const socket = await acme.connect();
  vault.mood = "hangs";
  await until("silent", async () => (await acme.get("/keys/provider")).state === "silent", 60);
  for (let n = 0; n < 20; ++n) {
    const begun = Date.now();
    await acme.say(channel, `while it hangs ${n}`);
    await other.get("/me");
    assert.ok(Date.now() - begun < 1000, "a message waited for the key service");
  }
  assert.match(server.log, /alarm: the key service of ws_\w+ does not answer/);
  await until("dark", async () => (await status(acme)) === 503, 90);
  const problem = await acme.refused(503, "tenant_dark", "GET", "/me");
  assert.match(problem.detail, /does not answer.*reachable again/);
  assert.equal((await socket.closed).code, 4503);
  assert.equal(await status(other), 200);

  vault.mood = "grants";
  await until("back", async () => (await status(acme)) === 200, 90);
});

test("a key that is withdrawn darkens the workspace, and granting it again brings it back", async () => {
  vault.mood = "refuses";
  const seconds = await until("dark", async () => (await status(acme)) === 503);
  assert.ok(seconds < 15, `${seconds} s`);
  assert.match((await acme.refused(503, "tenant_dark", "GET", "/me")).detail, /refuses its key/);
  vault.mood = "grants";
  await until("back", async () => (await status(acme)) === 200, 90);
  assert.ok((await auditOf(acme)).some(({ event }) => event === "keys.restored"));
});

// 26 characters of a TypeID (Crockford's base32 of 128 bits).
function bytesOf(id) {
  let number = 0n;
  for (const letter of id.split("_")[1]) number = number * 32n + BigInt("0123456789abcdefghjkmnpqrstvwxyz".indexOf(letter));
  return Buffer.from(number.toString(16).padStart(32, "0"), "hex");
}
const purposeKey = (root, name) =>
  Buffer.from(hkdfSync("sha256", root, bytesOf(acme.workspace.id), `wardroom/v1/${name}/1`, 32));

test("a memory image of the server holds the keys while the workspace is open, and none once it is dark", async (context) => {
  if (!readableImage(server.process.pid)) return context.skip("only root may read the server's memory");
  await acme.say(channel, "in use");
  const root = vault.given.subarray(0, 32);
  const keys = Object.fromEntries(["content", "database", "audit-detail"].map((name) => [name, purposeKey(root, name)]));
  const open = searchImage(server.process.pid, { ...keys, root });
  for (const name of Object.keys(keys)) assert.ok(open[name] > 0, `${name} is not found: the search finds nothing`);

  vault.mood = "refuses";
  await until("dark", async () => (await status(acme)) === 503);
  await wait(500);
  const all = { ...keys, root, "root in base64": Buffer.from(vault.given.toString("base64")) };
  const { bytes, ...left } = searchImage(server.process.pid, all);
  assert.ok(bytes > 8 << 20, `${bytes} bytes read`);
  assert.deepEqual(left, Object.fromEntries(Object.keys(all).map((name) => [name, 0])));
  vault.mood = "grants";
  await until("back", async () => (await status(acme)) === 200, 90);
});

test("credentials are replaced without the old ones working any more", async () => {
  vault.token = "hvs.second-credentials";
  const answer = await acme.call("PUT", "/keys/provider", vault.spec());
  assert.equal(answer.status, 200, answer.text);
  assert.ok(!answer.text.includes(vault.token));
  await acme.get("/me");
});

test("going back to the platform's key service leaves the own one out of it", async () => {
  await acme.delete("/keys/provider");
  const before = vault.asked;
  vault.mood = "refuses";
  await wait(4000);
  assert.equal(vault.asked, before);
  assert.equal(await status(acme), 200);
});
