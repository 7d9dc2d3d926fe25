// Backups of a workspace whose owners hold its key: they are worth nothing without it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { makeRecoveryKey, nameIn, newFolder, settingsFor, withKey } from "./backup.mjs";
import { CustomerVault } from "./customer-vault.mjs";
import { Person, Server, closeAgents, login, setUp, startServer } from "./harness.mjs";

const folder = newFolder();
const env = settingsFor(folder, { WARDROOM_KMS_TENANTS_PRIVATE_ADDRESSES: "on", WARDROOM_KMS_TOTAL_MS: "2000" });
const vault = await new CustomerVault().start();
const server = await startServer(after, { env });
const acme = await setUp(server, "acme", { link: server.setupLink });
const other = await setUp(server, "other");
const channel = await acme.channel("private", "plans");
await acme.say(channel, "under a key of our own");
const key = await makeRecoveryKey(server);
await server.ctl("backup", "create"); // with the keys as they were before
const machines = [];
after(async () => {
  for (const one of machines) await one.discard();
  await vault.discard();
  rmSync(path.dirname(folder), { recursive: true, force: true });
});
let name;

async function restored() {
  const there = new Server({ env });
  machines.push(there);
  return { there, ...(await withKey(there, key, "restore", name)) };
}

test("once its owners hold the key, no backup has it, not those of before either", async () => {
  assert.equal((await acme.call("PUT", "/keys/provider", vault.spec())).status, 200);
  const made = await server.ctl("backup", "create");
  assert.equal(made.code, 0, made.out);
  name = nameIn(made.out);
  const file = path.join(server.home, "identity");
  writeFileSync(file, (await withKey(server, key, "identity")).out, { mode: 0o600 });
  const lines = execFileSync("age", ["-d", "-i", file, path.join(folder, "keys.age")], { encoding: "utf8" });
  const roots = [...lines.matchAll(/^root (\{.*\})$/gm)].map(([, json]) => JSON.parse(json));
  const of = (person) => roots.filter(({ tenant }) => tenant === person.workspace.id);
  assert.ok(of(acme).length === 1 && of(acme).every(({ root, wrapped }) => root === "" && wrapped.length > 0));
  assert.ok(of(other).every(({ root }) => root.length > 0), "so the check could fail");
});

test("restored, it opens as long as they grant the key", async () => {
  const { there, code, out } = await restored();
  assert.equal(code, 0, out);
  await there.start();
  closeAgents();
  const person = new Person(there, (await login(there, "acme", "olga")).json);
  assert.equal((await person.get(`/channels/${channel.id}/messages`)).items[0].text, "under a key of our own");
});

test("while they do not, it is left out of backups and of what is restored, which is said; the others are there", async () => {
  vault.mood = "refuses";
  const made = await server.ctl("backup", "create");
  assert.equal(made.code, 1);
  assert.match(made.out, /2 databases.*not in it: acme \(/);
  const { there, code, out } = await restored();
  assert.equal(code, 1);
  assert.match(out, /acme: is NOT in it: /);
  assert.match(out, /other: opens/);
  await there.start();
  closeAgents();
  assert.equal((await login(there, "other", "olga")).status, 200);
  assert.equal((await login(there, "acme", "olga")).status, 401);
  vault.mood = "grants";
  const again = await restored();
  assert.equal(again.code, 0, "granted again, the same backup has it");
});
