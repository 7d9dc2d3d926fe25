// The server makes backups by itself, says when it cannot, and lets keys go when their time is over.
import assert from "node:assert/strict";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { archives, makeRecoveryKey, newFolder, settingsFor, withKey } from "./backup.mjs";
import { later } from "./faketime.mjs";
import { Person, Server, login, setUp, startServer, wait } from "./harness.mjs";

const folder = newFolder();
const server = await startServer(after, { env: settingsFor(folder, { WARDROOM_BACKUP_EVERY_HOURS: "24", WARDROOM_BACKUP_KEEP: "3" }) });
const owner = await setUp(server, "acme", { link: server.setupLink });
const channel = await owner.channel("private", "plans");
await owner.say(channel, "what is said here");
after(() => rmSync(path.dirname(folder), { recursive: true, force: true }));
let key;

async function until(what, holds, seconds = 40) {
  for (const begun = Date.now(); !(await holds()); await wait(200)) {
    if (Date.now() - begun > seconds * 1000) throw new Error(`not in ${seconds} s: ${what}\n${server.log.slice(-3000)}`);
  }
}
const count = () => archives(folder).length;
async function platformLog() {
  const file = path.join(server.home, `platform-${Math.random()}.log`);
  await server.ctl("audit", "export", file, "--workspace", "platform");
  return readFileSync(file, "utf8");
}

test("without a recovery key it says that there are no backups", async () => {
  await until("a reminder", () => /no backups are made: there is no recovery key/.test(server.log));
});

test("with one it makes the first by itself, and the next a day later", async () => {
  key = await makeRecoveryKey(server);
  await server.stop();
  await server.start();
  await until("the first", () => count() === 1);
  await until("its name in the log", () => /the backup wardroom-\S+ was made: 2 databases/.test(server.log));
  await later(server, "+23h");
  await wait(8_000);
  assert.equal(count(), 1, "not before it is due");
  await later(server, "+25h");
  await until("the second", () => count() === 2);
  assert.equal((await withKey(server, key, "drill")).code, 0);
});

test("a workspace that is suspended is in it, too", async () => {
  await server.ctl("workspace", "suspend", "acme", "--reason", "a while");
  await later(server, "+50h");
  await until("the third", () => count() === 3);
  const listed = JSON.parse((await server.ctl("backup", "list", "--json")).out);
  assert.deepEqual(listed.map(({ databases, missing }) => [databases, missing]), [[2, 0], [2, 0], [2, 0]]);
  await server.ctl("workspace", "resume", "acme");
});

test("keys of what was deleted leave the backups after a week, by themselves", async () => {
  await until("service", async () => (await login(server, "acme", "olga")).status === 200);
  const again = new Person(server, (await login(server, "acme", "olga")).json);
  await again.delete(`/channels/${channel.id}`);
  await later(server, "+51h");
  await wait(7_000); // the deletion is noticed
  assert.ok(!(await platformLog()).includes('"backup.keys_destroyed"'));
  await later(server, `+${51 + 24 * 8}h`);
  await until("the keys' end", async () => (await platformLog()).includes('"backup.keys_destroyed"'));
});

test("a clock that was put back removes nothing that is new, and holds nothing up", async () => {
  const [oldest] = archives(folder);
  await later(server, "-400d"); // the local authority's certificate is not valid yet: nobody is asked over TLS
  const findNew = () => archives(folder).find((name) => name < oldest); // named by the time it was
  await until("another one", findNew);
  const added = findNew();
  await until("an older one's end", () => count() === 3);
  const listed = JSON.parse((await server.ctl("backup", "list", "--json")).out);
  assert.ok(listed.some(({ name, here }) => name === added && here));
});

test("a folder that cannot be written is said, recorded, and keeps nothing else from working", async () => {
  const aside = `${folder}.aside`;
  renameSync(folder, aside);
  writeFileSync(folder, "a file in its place");
  await later(server, `+${51 + 24 * 10}h`);
  await until("the failure", () => /no backup was made: /.test(server.log));
  assert.ok((await platformLog()).includes('"backup.failed"'));
  assert.equal((await login(server, "acme", "olga")).status, 200);
  rmSync(folder);
  renameSync(aside, folder);
});

test("settings that would not do are refused at the start, with what to do", async () => {
  const wrong = new Server({ env: settingsFor("data/backups") });
  wrong.env.WARDROOM_BACKUP_FOLDER = path.join(wrong.data, "backups");
  after(() => wrong.discard());
  const { code, out } = await wrong.ctl("config", "check");
  assert.equal(code, 1);
  assert.match(out, /backup\.folder: choose one outside of the data directory/);
  const none = new Server({ env: { WARDROOM_BACKUP_FOLDER: "" } });
  after(() => none.discard());
  assert.match((await none.ctl("backup", "create")).out, /backup\.folder: say where backups go/);
  const tooMany = new Server({ env: settingsFor("/tmp/x", { WARDROOM_BACKUP_KEEP: "0" }) });
  after(() => tooMany.discard());
  assert.match((await tooMany.ctl("config", "check")).out, /backup\.keep/);
});
