// Somebody with the data and its key changes an entry of an audit log in the database, while the server runs: it is found,
// said, and stands in nobody's way.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { makeRecoveryKey, nameIn, newFolder, settingsFor, withKey } from "./backup.mjs";
import { Person, Server, closeAgents, login, setUp, startServer, wait } from "./harness.mjs";

const folder = newFolder();
const server = await startServer(after, { env: settingsFor(folder) });
const owner = await setUp(server, "acme", { link: server.setupLink });
const other = await setUp(server, "other");
const channel = await owner.channel("public", "plans");
const elsewhere = new Server({ env: settingsFor(folder) });
after(async () => {
  await elsewhere.discard();
  rmSync(path.dirname(folder), { recursive: true, force: true });
});
const key = await makeRecoveryKey(server);
let made;
const verified = (person, log) => person.get(`/audit/verify?log=${log}`);

test("an entry that was changed under the running server is found, and where", async () => {
  assert.equal((await verified(owner, "security")).ok, true);
  await server.forge(owner.workspace, 1, 2);
  const { ok, problem, entries } = await verified(owner, "security");
  assert.deepEqual([ok, problem], [false, "entry 2 does not match its chain value"]);
  assert.equal(entries, 2);
  const exported = await server.ctl("audit", "export", path.join(server.home, "forged.jsonl"), "--workspace", "acme");
  assert.equal(exported.code, 1);
  assert.match(exported.out, /entry 2 does not match its chain value/);
});

test("the other log, and other workspaces' logs, hold as before", async () => {
  assert.equal((await verified(owner, "compliance")).ok, true);
  for (const log of ["security", "compliance"]) assert.equal((await verified(other, log)).ok, true);
});

test("it raises an alert", async () => {
  let raised = [];
  for (let tries = 0; !raised.length && tries < 100; ++tries, await wait(50)) {
    raised = (await owner.get("/alerts")).items.filter(({ rule }) => rule === "log_broken");
  }
  assert.equal(raised.length, 1);
});

test("chat goes on, and what is done from now on is recorded and chained to what is there", async () => {
  await owner.say(channel, "as before");
  const before = (await owner.audit("channel.created", "compliance")).length;
  await owner.channel("public", "more");
  assert.equal((await owner.audit("channel.created", "compliance")).length, before + 1);
  assert.equal((await verified(owner, "security")).problem, "entry 2 does not match its chain value");
});

test("an entry of the compliance log is found in that log", async () => {
  await server.forge(other.workspace, 2, 1);
  assert.equal((await verified(other, "security")).ok, true);
  assert.equal((await verified(other, "compliance")).problem, "entry 1 does not match its chain value");
});

test("a backup of it is made; its drill says what does not hold, and fails", async () => {
  const created = await server.ctl("backup", "create");
  assert.equal(created.code, 0, created.out);
  made = created.out;
  const { code, out } = await withKey(server, key, "drill");
  assert.equal(code, 1, out);
  assert.match(out, /acme: .*its audit log wardroom\/audit\/\S+ does not hold: entry 2/);
  assert.match(out, /other: .*its audit log wardroom\/compliance\/\S+ does not hold: entry 1/);
  assert.match(out, /platform: opens, its audit logs of \d+ entries hold/);
});

test("it is restored all the same, and said; everything is there, and so is what gives the forger away", async () => {
  const { code, out } = await withKey(elsewhere, key, "restore", nameIn(made));
  assert.equal(code, 1, out);
  assert.match(out, /does not hold: entry 2/);
  await elsewhere.start();
  closeAgents();
  const again = new Person(elsewhere, (await login(elsewhere, "acme", "olga")).json);
  assert.deepEqual((await again.get(`/channels/${channel.id}/messages`)).items.map(({ text }) => text), ["as before"]);
  assert.equal((await verified(again, "security")).problem, "entry 2 does not match its chain value");
});
