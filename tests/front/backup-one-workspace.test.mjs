// One workspace out of a backup of many, while the others go on.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { makeRecoveryKey, nameIn, newFolder, settingsFor, withKey } from "./backup.mjs";
import { Person, login, setUp, startServer, wait } from "./harness.mjs";

const folder = newFolder();
after(() => rmSync(path.dirname(folder), { recursive: true, force: true }));
const server = await startServer(after, { env: settingsFor(folder) });
const acme = await setUp(server, "acme", { link: server.setupLink });
const other = await setUp(server, "other");
const channel = await acme.channel("private", "plans");
const lost = await acme.channel("private", "deleted by mistake");
const elsewhere = await other.channel("private", "elsewhere");
await acme.say(channel, "before the backup");
await acme.say(lost, "what should not have been lost");
const key = await makeRecoveryKey(server);
const backup = nameIn((await server.ctl("backup", "create")).out);
await acme.say(channel, "after the backup");
await acme.delete(`/channels/${lost.id}`);
await other.say(elsewhere, "after the backup, elsewhere");
const late = await setUp(server, "late");
const file = path.join(server.home, "acme.age");

const extract = (...args) => withKey(server, key, "extract", ...args);
const texts = async (person, where) => (await person.get(`/channels/${where.id}/messages`)).items.map(({ text }) => text);

test("a workspace that is not in it, a file that is there, and a wrong key are said, and nothing is written", async () => {
  const before = readdirSync(server.home).sort();
  const refused = async (pattern, ...args) => {
    const { code, out } = await extract(...args);
    assert.equal(code, 1, out);
    assert.match(out, pattern);
    assert.deepEqual(readdirSync(server.home).sort(), before);
  };
  await refused(/no workspace/, backup, "nobody", "--to", file);
  await refused(/no workspace/, backup, late.workspace.slug, "--to", file);
  await refused(/is there already/, backup, "acme", "--to", path.join(folder, "keys.age"));
  await refused(/is no recipient/, backup, "acme", "--to", file, "--recipient", "age1nonsense");
  await refused(/is no backup/, "wardroom", "acme", "--to", file);
  const { code, out } = await withKey(server, "wardroom-recovery-00000000", "extract", backup, "acme", "--to", file);
  assert.equal(code, 1, out);
  assert.ok(!existsSync(file));
});

test("it is written while the server serves, sealed, and leaves nothing else behind", async () => {
  const before = readdirSync(server.home).sort();
  const { code, out } = await extract(backup, "acme", "--to", file);
  assert.equal(code, 0, out);
  assert.match(out, /workspace import/);
  assert.deepEqual(readdirSync(server.home).sort(), [...before, "acme.age"].sort());
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.ok(readFileSync(file, "latin1").startsWith("age-encryption.org/v1\n-> X25519 "));
  assert.deepEqual(await texts(acme, channel), ["before the backup", "after the backup"]);
});

test("it comes in the place of the one that is there, and no other notices", async () => {
  const workspace = (...args) => server.ctl("workspace", ...args);
  const taken = await workspace("import", file);
  assert.equal(taken.code, 1);
  assert.match(taken.out, /on this server already/);
  assert.equal((await workspace("suspend", "acme", "--reason", "going back")).code, 0);
  let wiped;
  for (let n = 0; n < 60 && (wiped = await workspace("wipe", "acme", "--confirm", "acme")).code !== 0; ++n) await wait(1000);
  assert.equal(wiped.code, 0, wiped.out);
  const { code, out } = await workspace("import", file); // at once: the server has not noticed the wiping yet
  assert.equal(code, 0, out);
  await wait(6000); // now it has
  let answer;
  for (let n = 0; n < 200 && (answer = await login(server, "acme", "olga")).status !== 200; ++n) await wait(50);
  const back = new Person(server, answer.json);
  assert.deepEqual(await texts(back, channel), ["before the backup"]);
  assert.deepEqual(await texts(back, lost), ["what should not have been lost"]);
  assert.deepEqual(await texts(other, elsewhere), ["after the backup, elsewhere"]);
  const exported = (await back.audit("workspace.exported")).at(-1);
  assert.match(exported.detail, new RegExp(`^out of the backup ${backup}$`));
  assert.equal((await back.get("/audit/verify")).ok, true);
  await back.say(channel, "going on");
  assert.deepEqual(await texts(back, channel), ["before the backup", "going on"]);
});

test("the server's log says who took what out of which backup, for whom", async () => {
  const out = path.join(server.home, "platform.jsonl");
  assert.equal((await server.ctl("audit", "export", out, "--workspace", "platform")).code, 0);
  assert.match(readFileSync(out, "utf8"), /"event":"workspace.exported"/);
});

test("by the server's own keys, for another server, that one alone opens it", async () => {
  const another = await startServer(after);
  await setUp(another, "first", { link: another.setupLink });
  const recipient = (await another.ctl("workspace", "receive")).out.trim();
  const moved = path.join(server.home, "moved.age");
  const made = await server.ctl("backup", "extract", backup, "other", "--to", moved, "--recipient", recipient, "--server-key");
  assert.equal(made.code, 0, made.out);
  const here = await server.ctl("workspace", "import", moved);
  assert.equal(here.code, 1);
  assert.match(here.out, /does not open/);
  const { code, out } = await another.ctl("workspace", "import", moved);
  assert.equal(code, 0, out);
});
