// A workspace moves to another server in one file, sealed for that server; the public age tool opens it, too.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { exchange, invite, login, password, Person, setUp, startServer, wait, wardroomctl } from "./harness.mjs";

const from = await startServer(after);
const to = await startServer(after);
const owner = await setUp(from, "acme", { link: from.setupLink });
const member = await invite(owner);
const stays = await setUp(from, "stays");
const there = await setUp(to, "there", { link: to.setupLink });
const channel = await owner.channel("private", "plans");
await owner.put(`/channels/${channel.id}/members/${member.id}`);
const said = await owner.say(channel, "the quokka sleeps at noon");
await owner.post("/keys/rotate", { key: "workspace" }); // so that it takes more than one key
await owner.say(channel, "a second quokka, under another key");
const archive = path.join(from.home, "acme.age");
const own = path.join(from.home, "own.age");
const keyFile = path.join(from.home, "key.txt");
const text = ({ out, err }) => `${out}${err ?? ""}`;
const files = (server) => readdirSync(path.join(server.data, "databases")).sort();
const importOf = (file, ...more) => to.ctl("workspace", "import", file, ...more);
let recipient;

test("a server says for whom archives that go to it are sealed, always the same", async () => {
  recipient = (await to.ctl("workspace", "receive")).out.trim();
  assert.match(recipient, /^age1[02-9ac-hj-np-z]{58}$/);
  assert.equal((await to.ctl("workspace", "receive")).out.trim(), recipient);
  assert.notEqual((await from.ctl("workspace", "receive")).out.trim(), recipient);
});

test("nothing is written of a workspace in service, for nobody, or over another file", async () => {
  const write = (...words) => from.ctl("workspace", "export", "acme", "--to", archive, ...words);
  assert.match(text(await write("--recipient", recipient)), /Suspend it first/);
  assert.equal((await from.ctl("workspace", "suspend", "acme", "--reason", "it moves")).code, 0);
  assert.match(text(await write("--recipient", recipient)), /a moment ago/);
  assert.match(text(await write("--recipient", "age1nobody")), /no recipient/);
  assert.notEqual((await write()).code, 0);
  await wait(31_000);
  writeFileSync(archive, "mine");
  assert.match(text(await write("--recipient", recipient)), /cannot make .*acme\.age/);
  assert.equal(readFileSync(archive, "utf8"), "mine");
  execFileSync("rm", [archive]);
});

test("the file is an age file for its recipients, of mode 0600, and shows nothing", async () => {
  const made = execFileSync("age-keygen", { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  writeFileSync(keyFile, made, { mode: 0o600 });
  const key = made.match(/public key: (age1\w+)/)[1];
  const written = await from.ctl("workspace", "export", "acme", "--to", archive, "--recipient", recipient, "--recipient", key);
  assert.equal(written.code, 0, text(written));
  assert.equal(statSync(archive).mode & 0o777, 0o600);
  const bytes = readFileSync(archive, "latin1");
  assert.ok(bytes.startsWith("age-encryption.org/v1\n-> X25519 "));
  for (const word of ["quokka", "acme", "SQLite"]) assert.ok(!bytes.includes(word), word);
  const opened = execFileSync("age", ["-d", "-i", keyFile, archive], { maxBuffer: 1 << 28 }).toString("latin1");
  assert.ok(opened.startsWith('wardroom-workspace{"format":1,"workspace":"ws_'));
  assert.ok(!opened.includes("quokka"), "and the database in it is encrypted still");
  const events = (await stays.audit()).map(({ event }) => event);
  assert.ok(!events.includes("workspace.exported"), "another workspace is told nothing");
});

test("whatever is wrong with a file is said, and leaves nothing", async () => {
  const before = files(to);
  const bytes = readFileSync(archive);
  const wrong = path.join(to.home, "wrong.age");
  for (const [content, expected] of [
    [Buffer.from("no age file at all\n"), /no age file/],
    [bytes.subarray(0, 60), /cut off/],
    [bytes.subarray(0, bytes.length - 1000), /cut off/],
    [Buffer.concat([bytes, Buffer.from("x")]), /changed, or cut off/],
    [Buffer.from(bytes).fill(0x41, bytes.length >> 1, (bytes.length >> 1) + 1), /changed, or cut off/],
  ]) {
    writeFileSync(wrong, content);
    const answer = await importOf(wrong);
    assert.equal(answer.code, 1);
    assert.match(text(answer), expected);
    assert.deepEqual(files(to), before);
  }
  execFileSync("age", ["-o", own, "-r", recipient], { input: "something else, sealed for this server" });
  assert.match(text(await importOf(own)), /no archive of a workspace/);
  execFileSync("age", ["-o", wrong, "-r", recipient], { input: 'wardroom-workspace{"format":2}\n' });
  assert.match(text(await importOf(wrong)), /newer Wardroom/);
  assert.match(text(await from.ctl("workspace", "import", archive)), /sealed for another key/);
  assert.match(text(await importOf(path.join(to.home, "nowhere"))), /cannot open/);
  assert.deepEqual(files(to), before);
  assert.ok(!(await to.ctl("workspaces")).out.includes("acme"));
});

test("where its short name is taken it is asked for another one, and nothing is done", async () => {
  await setUp(to, "acme");
  const before = files(to);
  assert.match(text(await importOf(archive)), /--slug/);
  assert.match(text(await importOf(archive, "--slug", "No Slug")), /no short name/);
  assert.deepEqual(files(to), before);
});

test("killed at any moment it leaves nothing that counts, and the next try takes it in", async () => {
  const third = await startServer(after);
  await setUp(third, "third", { link: third.setupLink });
  const words = ["--data", third.data, "workspace", "import", archive, "--identity", keyFile];
  let killed = 0;
  let code;
  for (let delay = 4; ; delay += 3) {
    code = await new Promise((resolve) => {
      const child = spawn(wardroomctl, words, { env: third.env, stdio: "ignore" });
      const timer = setTimeout(() => child.kill("SIGKILL"), delay);
      child.once("exit", (exit) => (clearTimeout(timer), resolve(exit)));
    });
    const listed = (await third.ctl("workspaces")).out;
    if (code !== null) break;
    ++killed;
    if (/\bacme\b/.test(listed)) break; // it had just been taken in
  }
  assert.ok(code === null || code === 0, `${code} after ${killed} kills`);
  assert.ok(killed >= 3, `${killed}`);
  const answer = await login(third, "acme", "olga");
  assert.equal(answer.status, 200, answer.text);
  assert.equal((await new Person(third, answer.json).get("/audit/verify")).ok, true);
  assert.ok(!files(third).some((name) => name.endsWith(".receiving")));
});

test("taken in beside a server that runs, it is in service at once, with everything in it", async () => {
  writeFileSync(path.join(to.data, "databases", `${owner.workspace.id}.db.receiving`), "left by one that was killed");
  const taken = await importOf(archive, "--slug", "acme-moved");
  assert.equal(taken.code, 0, text(taken));
  assert.match(taken.out, /audit logs of \d+ entries hold/);
  const answer = await login(to, "acme-moved", "olga");
  assert.equal(answer.status, 200, answer.text);
  const olga = new Person(to, answer.json);
  const get = (where) => olga.get(where);
  assert.deepEqual([answer.json.workspace.id, answer.json.workspace.slug, answer.json.user.id], [owner.workspace.id, "acme-moved", owner.id]);
  const texts = (await get(`/channels/${channel.id}/messages`)).items.map((message) => message.text);
  assert.deepEqual(texts.sort(), ["a second quokka, under another key", said.text].sort());
  assert.equal((await get("/search?q=quokka")).items.length, 2);
  assert.equal((await get("/audit/verify")).ok, true);
  const events = (await get("/audit/search?event=workspace.imported")).items;
  assert.equal(events.length, 1);
  assert.equal((await get("/audit/search?event=workspace.exported")).items.length, 1, "its own log says that it left, and for whom");
  assert.equal((await exchange(to, "POST", "/api/v1/auth/refresh", { body: { refresh_token: member.refreshToken } })).status, 200, "nobody is signed out");
  await there.get("/channels");
});

test("it is taken in once", async () => {
  assert.match(text(await importOf(archive, "--slug", "twice")), /on this server already/);
  assert.match(text(await importOf(archive, "--slug", "twice", "--identity", keyFile)), /on this server already/);
  assert.equal((await login(to, "acme-moved", "olga")).status, 200);
});

test("it outlives a restart there, and the log of the server says where it came from", async () => {
  await to.kill();
  await to.start();
  assert.equal((await login(to, "acme-moved", "olga")).status, 200);
  const file = path.join(to.home, "platform.jsonl");
  assert.equal((await to.ctl("audit", "export", file, "--workspace", "platform")).code, 0);
  assert.ok(readFileSync(file, "utf8").includes('"event":"workspace.imported"'));
  const there = await exchange(to, "POST", "/api/v1/auth/login", { body: { workspace: "acme", username: "olga", password } });
  assert.equal(there.status, 200, "the other workspace of its old name is as it was");
});

test("here it stays suspended until it is wiped; then a server may take it back with the key of its owners", async () => {
  assert.equal((await exchange(from, "POST", "/api/v1/auth/login", { body: { workspace: "acme", username: "olga", password } })).status, 403);
  assert.equal((await from.ctl("workspace", "wipe", "acme", "--confirm", "acme")).code, 0);
  const loose = path.join(from.home, "loose.txt");
  writeFileSync(loose, readFileSync(keyFile), { mode: 0o644 });
  assert.match(text(await from.ctl("workspace", "import", archive, "--identity", loose)), /chmod|others may read/);
  const back = await from.ctl("workspace", "import", archive, "--identity", keyFile);
  assert.equal(back.code, 0, text(back));
  for (let tries = 0; tries < 100 && (await login(from, "acme", "olga")).status !== 200; ++tries) await wait(100);
  assert.equal((await login(from, "acme", "olga")).status, 200);
  assert.ok(existsSync(path.join(from.data, "databases", `${owner.workspace.id}.db`)));
});
