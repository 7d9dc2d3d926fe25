// What shredding promises of copies from before (docs/keys.md): after the channel is deleted, everything re-encrypted,
// the old epoch retired and the root key rotated, such a copy does not open with the keys of today.
import assert from "node:assert/strict";
import { cpSync, copyFileSync, rmSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { Person, Server, closeAgents, login, setUp, startServer } from "./harness.mjs";

const secret = "what was said in the channel that is gone";
const server = await startServer(after);
const before = path.join(server.home, "before"); // the copy
const others = [];
after(async () => {
  for (const other of others) await other.discard();
});

async function ownerOf(at) {
  closeAgents();
  const { status, json } = await login(at, "acme", "olga");
  assert.equal(status, 200);
  return new Person(at, json);
}

// A server on a copy of the data directory from before, with this root key and the key file.
function onCopy(root) {
  const other = new Server();
  others.push(other);
  cpSync(before, other.data, { recursive: true });
  if (root) {
    rmSync(path.join(other.data, "root.kms"));
    copyFileSync(root, path.join(other.data, "root.kms"));
  }
  copyFileSync(`${server.data}.key`, `${other.data}.key`);
  return other;
}

let channel;

test("a channel is written in, and the data directory copied", async () => {
  const owner = await setUp(server, "acme", { link: server.setupLink });
  channel = await owner.post("/channels", { name: "Gone soon", kind: "private" });
  await owner.say(channel, secret);
  await server.stop();
  cpSync(server.data, before, { recursive: true });
});

test("the channel is deleted and its keys are destroyed, the root key's successor too", async () => {
  await server.start();
  const owner = await ownerOf(server);
  await owner.delete(`/channels/${channel.id}`);
  await server.stop();
  for (const args of [["rotate"], ["reencrypt"], ["retire"], ["rotate", "--root"]]) {
    const { code, out } = await server.ctl("keys", ...args);
    assert.equal(code, 0, out);
  }
});

test("the copy with the root key of its time opens: so the next test could fail", async () => {
  const other = onCopy();
  await other.start();
  const owner = await ownerOf(other);
  const { items } = await owner.get(`/channels/${channel.id}/messages`);
  assert.deepEqual(items.map(({ text }) => text), [secret]);
});

test("the copy with the root key of today opens nothing", async () => {
  const thief = onCopy(path.join(server.data, "root.kms"));
  await assert.rejects(thief.start(), /the platform's keys do not open/);
  const listed = await thief.ctl("keys", "inventory");
  assert.notEqual(listed.code, 0, listed.out);
  assert.ok(!listed.out.includes("acme"));
  rmSync(others.pop().home, { recursive: true }); // it ended as it should: badly
});

test("what was not shredded goes on, and its channel is not there", async () => {
  await server.start();
  const owner = await ownerOf(server);
  assert.ok((await owner.get("/channels")).items.some(({ name }) => name === "general"));
  await owner.refused(404, "channel_not_found", "GET", `/channels/${channel.id}/messages`);
});
