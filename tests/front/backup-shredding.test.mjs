// What is destroyed on the server is destroyed in its backups: messages, whole workspaces, epochs, and the backups
// themselves; at once when it is said, else after some days.
import assert from "node:assert/strict";
import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { archives, makeRecoveryKey, nameIn, newFolder, settingsFor, withKey } from "./backup.mjs";
import { Person, Server, closeAgents, login, setUp, startServer, wait } from "./harness.mjs";

const folder = newFolder();
const server = await startServer(after, { env: settingsFor(folder, { WARDROOM_BACKUP_KEEP: "3" }) });
const owner = await setUp(server, "acme", { link: server.setupLink });
const wiped = await setUp(server, "wiped");
const channel = await owner.channel("private", "Gone soon");
const stays = await owner.channel("private", "Stays");
await owner.say(channel, "what was said in the channel that is gone");
await owner.say(stays, "what stays");
const key = await makeRecoveryKey(server);
const made = await server.ctl("backup", "create");
const first = nameIn(made.out);
const before = path.join(server.home, "before"); // the whole folder, copied elsewhere when it was made
cpSync(folder, before, { recursive: true });
const machines = [];
after(async () => {
  for (const one of machines) await one.discard();
  rmSync(path.dirname(folder), { recursive: true, force: true });
});

async function restored(from, name, keys) {
  const there = new Server({ env: settingsFor(from) });
  machines.push(there);
  const done = await withKey(there, key, "restore", name, ...(keys ? ["--keys", keys] : []));
  return { there, ...done };
}
async function textsAfter(from, name, keys, where) {
  const { there, code, out } = await restored(from, name, keys);
  assert.equal(code, 0, out);
  await there.start();
  closeAgents();
  const person = new Person(there, (await login(there, "acme", "olga")).json);
  const page = (await person.get(`/channels/${where.id}/messages`)).items;
  await person.say(where, "and it can be written in");
  await there.stop();
  return page;
}
const todaysKeys = path.join(folder, "keys.age");

test("a channel that was deleted by mistake comes back, while its time is not over", async () => {
  await owner.delete(`/channels/${channel.id}`);
  assert.equal((await server.ctl("backup", "create")).code, 0); // brings the keys up to date
  const page = await textsAfter(folder, first, undefined, channel);
  assert.equal(page[0].text, "what was said in the channel that is gone");
});

test("shredded, no archive opens it, with the recovery key and everything else of today", async () => {
  const { code, out } = await server.ctl("backup", "shred");
  assert.equal(code, 0, out);
  assert.match(out, /^[1-9]\d* keys were destroyed/);
  const page = await textsAfter(before, first, todaysKeys, channel);
  assert.equal(page.length, 1);
  assert.equal(page[0].deleted, true, "it is a deleted message now");
  assert.equal(page[0].text, "");
  assert.equal((await textsAfter(before, first, todaysKeys, stays))[0].text, "what stays");
  assert.match((await server.ctl("backup", "shred")).out, /^0 keys/);
});

test("with the keys of its time the copy opens: so the test before could fail", async () => {
  const page = await textsAfter(before, first, path.join(before, "keys.age"), channel);
  assert.equal(page[0].text, "what was said in the channel that is gone");
});

test("a workspace that was wiped is in no backup any more", async () => {
  await server.ctl("workspace", "suspend", "wiped", "--reason", "it ends");
  await wait(31_000);
  assert.equal((await server.ctl("workspace", "wipe", "wiped", "--confirm", "wiped")).code, 0);
  assert.equal((await server.ctl("backup", "shred")).code, 0);
  const { there, code, out } = await restored(before, first, todaysKeys);
  assert.equal(code, 0, out);
  assert.match(out, /wiped: its keys were destroyed/);
  assert.ok(!(await there.ctl("workspaces")).out.includes("wiped"));
  assert.match(out, /acme: opens/);
});

test("after a rotation old backups open while its time is not over, and not after", async () => {
  await owner.post("/keys/rotate", { key: "workspace" });
  await owner.post("/keys/reencrypt");
  while ((await owner.get("/keys/status")).state === "running") await wait(50);
  await owner.post("/keys/retire");
  const made = await server.ctl("backup", "create");
  assert.equal(made.code, 0, made.out);
  const second = nameIn(made.out);
  assert.equal((await textsAfter(folder, first, undefined, stays))[0].text, "what stays");
  assert.match((await server.ctl("backup", "shred")).out, /^[1-9]\d* keys were destroyed/);
  const { code, out } = await restored(folder, first);
  assert.equal(code, 1, "its database is under a key that is gone");
  assert.match(out, /acme: is NOT in it: the keys it opens with were retired/);
  assert.equal((await textsAfter(folder, second, undefined, stays))[0].text, "what stays");
});

test("a backup that is removed opens nowhere, wherever it was copied", async () => {
  const copied = path.join(server.home, "copied");
  cpSync(folder, copied, { recursive: true });
  const last = archives(folder).at(-1);
  const { code, out } = await server.ctl("backup", "delete", last);
  assert.equal(code, 0, out);
  assert.ok(!existsSync(path.join(folder, last)));
  assert.match((await restored(copied, last, todaysKeys)).out, /not in keys\.age/);
  assert.match((await server.ctl("backup", "delete", last)).out, /there is no backup/);
});

test("the oldest go when there are more than are to be kept", async () => {
  for (let n = 0; n < 4; ++n) assert.equal((await server.ctl("backup", "create")).code, 0);
  assert.equal(archives(folder).length, 3);
  assert.ok(!archives(folder).includes(first));
});

test("another recovery key opens them, and the one before does not any more", async () => {
  const { out } = await server.ctl("recovery", "create", "--replace");
  const next = out.match(/^wardroom-recovery.*$/m)[0];
  await server.ctl("backup", "shred");
  assert.match((await withKey(server, key, "drill")).out, /another key/);
  assert.equal((await withKey(server, next, "drill")).code, 0);
});

test("the platform's log tells of all of it", async () => {
  const file = path.join(server.home, "platform.log");
  assert.equal((await server.ctl("audit", "export", file, "--workspace", "platform")).code, 0);
  const log = readFileSync(file, "utf8");
  for (const event of ["backup.created", "backup.keys_destroyed", "backup.deleted", "backup.drilled"]) {
    assert.ok(log.includes(`"${event}"`), event);
  }
});
