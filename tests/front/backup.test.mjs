// Backups: made while the server serves, tried, restored on another machine; what was deleted since opens in none of
// them any more, once its time is over.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { archives, makeRecoveryKey, nameIn, newFolder, settingsFor, withKey } from "./backup.mjs";
import { Person, Server, closeAgents, login, setUp, startServer, wait, wardroomctl } from "./harness.mjs";

const folder = newFolder();
const server = await startServer(after, { env: settingsFor(folder, { WARDROOM_BACKUP_KEEP: "100" }) });
const owner = await setUp(server, "acme", { link: server.setupLink });
const other = await setUp(server, "other");
const channel = await owner.channel("private", "plans");
const said = await owner.say(channel, "the quokka sleeps at noon");
const others = [];
after(async () => {
  for (const one of others) await one.discard();
  rmSync(path.dirname(folder), { recursive: true, force: true });
});
let key;
let first;

async function signedIn(at, slug = "acme") {
  closeAgents();
  const { status, json } = await login(at, slug, "olga");
  assert.equal(status, 200, JSON.stringify(json));
  return new Person(at, json);
}
const texts = async (person, where) => (await person.get(`/channels/${where.id}/messages`)).items.map(({ text }) => text);

// A machine on which nothing is, but the folder of backups.
function machine(backups = folder) {
  const one = new Server({ env: settingsFor(backups) });
  others.push(one);
  return one;
}

test("without a recovery key none is made, and it says why", async () => {
  const { code, out } = await server.ctl("backup", "create");
  assert.equal(code, 1);
  assert.match(out, /recovery create/);
  assert.match((await server.ctl("backup", "list")).out, /no backups yet/);
  key = await makeRecoveryKey(server);
});

test("one is made while people write, and nothing in its files can be read", async () => {
  const writing = { on: true, count: 0 };
  const writer = (async () => {
    while (writing.on) await owner.say(channel, `meanwhile ${++writing.count}`);
  })();
  const { code, out } = await server.ctl("backup", "create");
  writing.on = false;
  await writer;
  assert.equal(code, 0, out);
  assert.match(out, /3 databases/);
  first = nameIn(out);
  assert.deepEqual(archives(folder), [first]);
  assert.deepEqual(readdirSync(folder).sort(), ["keys.age", "lock", first].sort());
  for (const file of [first, "keys.age"]) {
    assert.equal(statSync(path.join(folder, file)).mode & 0o777, 0o600);
    const bytes = readFileSync(path.join(folder, file), "latin1");
    assert.ok(bytes.startsWith("age-encryption.org/v1\n-> X25519 "));
    for (const word of ["quokka", "acme", "SQLite", "AGE-SECRET"]) assert.ok(!bytes.includes(word), word);
  }
});

test("a drill restores everything by the recovery key, opens it all, and leaves nothing behind", async () => {
  const before = readdirSync(server.home).sort();
  const { code, out } = await withKey(server, key, "drill");
  assert.equal(code, 0, out);
  for (const slug of ["platform", "acme", "other"]) {
    assert.match(out, new RegExp(`^  ${slug}: opens, its audit logs of \\d+ entries hold, \\d+ values open, 0 do not$`, "m"));
  }
  assert.deepEqual(readdirSync(server.home).sort(), before);
  assert.match((await server.ctl("backup", "list")).out, /tried 20/);
  assert.equal((await server.ctl("backup", "drill", "--server-key")).code, 0);
});

test("restored on a machine where nothing is, everything is there, and the search finds it", async () => {
  const there = machine();
  const { code, out } = await withKey(there, key, "restore", first);
  assert.equal(code, 0, out);
  await there.start();
  const person = await signedIn(there);
  assert.ok((await texts(person, channel)).includes("the quokka sleeps at noon"));
  for (let n = 0; n < 100 && (await person.get("/search?q=quokka")).items.length === 0; ++n) await wait(100);
  assert.equal((await person.get("/search?q=quokka")).items.length, 1);
  await person.say(channel, "written after the restore");
  assert.ok((await person.audit("backup.restored")).length === 1, "its own log says that it was restored");
  assert.equal((await there.ctl("audit", "verify")).code, 0);
  assert.deepEqual(there.readCa(), server.ca, "who trusted the server trusts it still");
  assert.match((await withKey(there, key, "restore", first)).out, /another Wardroom runs/);
  await there.stop();
});

test("rolled back on the same machine by the server's own keys; what was there is kept aside", async () => {
  await owner.say(channel, "after the backup, and gone after the roll back");
  await server.stop();
  const { code, out } = await server.ctl("backup", "restore", first, "--server-key");
  assert.equal(code, 0, out);
  const aside = out.match(/What was there is in (\S+):/)[1];
  assert.ok(existsSync(path.join(aside, "keyring")));
  await server.start();
  const person = await signedIn(server);
  const now = await texts(person, channel);
  assert.ok(now.includes("the quokka sleeps at noon") && !now.includes("after the backup, and gone after the roll back"));
  await person.say(channel, "goes on after it");
  // And forward again: nothing was lost.
  await server.stop();
  rmSync(server.data, { recursive: true });
  cpSync(aside, server.data, { recursive: true });
  rmSync(aside, { recursive: true });
  await server.start();
  assert.ok((await texts(await signedIn(server), channel)).includes("after the backup, and gone after the roll back"));
});

test("with the key file lost it says so, and what to do; that brings everything back under a new one", async () => {
  const there = machine();
  assert.equal((await withKey(there, key, "restore", first)).code, 0);
  rmSync(`${there.data}.key`);
  const { code, out } = await withKey(there, key, "restore", first);
  assert.equal(code, 1);
  assert.match(out, /does not exist/);
  const [, from, to] = out.match(/run `mv (\S+) (\S+)`/);
  assert.ok(existsSync(path.join(from, "keyring")) && !existsSync(`${there.data}.restoring`));
  renameSync(from, to);
  assert.equal((await withKey(there, key, "restore", first)).code, 0);
  assert.ok(existsSync(`${there.data}.key`));
  await there.start();
  assert.ok((await texts(await signedIn(there), channel)).includes("the quokka sleeps at noon"));
  await there.stop();
});

test("whatever is wrong with the files or the key is said, and nothing is changed", async () => {
  const there = machine(path.join(server.home, "wrong"));
  const wrong = path.join(server.home, "wrong");
  const archive = readFileSync(path.join(folder, first));
  const keys = readFileSync(path.join(folder, "keys.age"));
  const another = await startServer(after);
  const foreign = await makeRecoveryKey(another);
  for (const [content, keyFile, recovery, expected] of [
    [archive, keys, foreign, /keys\.age does not open: .*another key/],
    [archive, keys, "hello", /9 groups of 8/],
    [archive, Buffer.from("nothing"), key, /keys\.age does not open: .*header is cut off/],
    [archive, keys.subarray(0, keys.length - 40), key, /keys\.age does not open: .*cut off/],
    [archive.subarray(0, archive.length - 5000), keys, key, /cut off/],
    [Buffer.from(archive).fill(0x41, archive.length >> 1, (archive.length >> 1) + 1), keys, key, /changed, or cut off/],
    [Buffer.from("something else\n"), keys, key, /no age file/],
  ]) {
    rmSync(wrong, { recursive: true, force: true });
    mkdirSync(wrong);
    writeFileSync(path.join(wrong, first), content);
    writeFileSync(path.join(wrong, "keys.age"), keyFile);
    const { code, out } = await withKey(there, recovery, "restore", first);
    assert.equal(code, 1, out);
    assert.match(out, expected);
    assert.ok(!existsSync(path.join(there.data, "keyring")) && !existsSync(`${there.data}.restoring`));
  }
  copyFileSync(path.join(folder, first), path.join(wrong, "wardroom-20200101T000000Z.age"));
  writeFileSync(path.join(wrong, "keys.age"), keys);
  assert.match((await withKey(there, key, "restore", "wardroom-20200101T000000Z.age")).out, /not in keys\.age/);
  rmSync(path.join(wrong, first), { force: true });
  assert.match((await withKey(there, key, "restore", first)).out, /cannot open .*No such file/);
  assert.match((await withKey(there, key, "restore", "somewhere.age")).out, /is no backup/);
});

test("the public age tool opens them with the recovery key", async () => {
  const identity = (await withKey(server, key, "identity")).out.match(/^AGE-SECRET-KEY-1\w+$/m)[0];
  const file = path.join(server.home, "identity");
  writeFileSync(file, `${identity}\n`, { mode: 0o600 });
  const lines = execFileSync("age", ["-d", "-i", file, path.join(folder, "keys.age")], { encoding: "utf8" });
  const own = JSON.parse(lines.match(/^archive (\{.*\})$/m)[1]);
  assert.equal(own.name, first);
  writeFileSync(file, `${own.identity}\n`);
  const inside = execFileSync("age", ["-d", "-i", file, path.join(folder, first)], { maxBuffer: 1 << 28 });
  assert.ok(inside.subarray(0, 100).toString().startsWith('wardroom-backup {"format":1'));
  assert.ok(!inside.includes("quokka") && !inside.includes("SQLite format"), "the databases in it are encrypted still");
});

test("two servers do not share a folder, and a lost keys.age is not made anew over the backups", async () => {
  const another = await startServer(after, { env: settingsFor(folder) });
  await makeRecoveryKey(another);
  assert.match((await another.ctl("backup", "create")).out, /keys\.age does not open: .*another key/);
  const kept = path.join(server.home, "keys.age");
  copyFileSync(path.join(folder, "keys.age"), kept);
  rmSync(path.join(folder, "keys.age"));
  assert.match((await server.ctl("backup", "create")).out, /keys\.age is gone/);
  assert.deepEqual(archives(folder), [first]);
  copyFileSync(kept, path.join(folder, "keys.age"));
  assert.equal((await server.ctl("backup", "list")).code, 0);
});

test("killed at any moment it leaves the backups there are, and the next try makes one", async () => {
  let killed = 0;
  for (let delay = 10; delay < 400; delay += 13) {
    const code = await new Promise((resolve) => {
      const child = spawn(wardroomctl, ["--data", server.data, "backup", "create"], { env: server.env, stdio: "ignore" });
      const timer = setTimeout(() => child.kill("SIGKILL"), delay);
      child.once("exit", (exit) => (clearTimeout(timer), resolve(exit)));
    });
    if (code === null) ++killed;
    const listed = JSON.parse((await server.ctl("backup", "list", "--json")).out);
    assert.ok(listed.some(({ name, here }) => name === first && here));
  }
  assert.ok(killed >= 3, `${killed}`);
  const { code, out } = await server.ctl("backup", "create");
  assert.equal(code, 0, out);
  const listed = JSON.parse((await server.ctl("backup", "list", "--json")).out);
  assert.ok(listed.every(({ here }) => here), "none that is not there is listed");
  assert.deepEqual(listed.map(({ name }) => name), archives(folder));
  assert.equal((await withKey(server, key, "drill")).code, 0);
});
