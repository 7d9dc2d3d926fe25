// Keys change while people work: nobody is signed out, no message is lost, and in the end the old keys are nowhere.
import assert from "node:assert/strict";
import { createPublicKey, verify as verifySignature } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { closeAgents, exchange, invite, setUp, startServer, wait } from "./harness.mjs";
import { Keyring } from "./keyring.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const people = await Promise.all(Array.from({ length: 4 }, () => invite(owner)));
const channel = await owner.channel();
for (const person of people) await person.put(`/channels/${channel.id}/members/${person.id}`);
const texts = new Map(); // message id → text

async function messages() {
  const items = [];
  for (let next = 0; next !== null;) {
    const page = await owner.get(`/channels/${channel.id}/messages?limit=200&after=${next}`);
    items.push(...page.items);
    next = page.next;
  }
  return items;
}

async function everyMessageIsReadable() {
  const found = new Map((await messages()).map(({ id, text }) => [id, text]));
  assert.ok(found.size >= texts.size);
  for (const [id, text] of texts) assert.equal(found.get(id), text);
}

// Posts some hundred times a second, by HTTP and by socket, while `deed` is done. Whatever fails, fails the test.
async function underLoad(deed) {
  const sockets = await Promise.all(people.map((person) => person.connect()));
  let working = true;
  let number = 0;
  const work = people.map(async (person, n) => {
    while (working) {
      const text = `text ${++number} of ${person.user.username}`;
      const posted =
        n % 2 === 0
          ? await person.say(channel, text)
          : await sockets[n].command("message.post", { channel: channel.id, text });
      texts.set(posted.id, text);
      await wait(10);
    }
  });
  try {
    return await deed(sockets);
  } finally {
    working = false;
    await Promise.all(work);
    for (const socket of sockets) socket.close();
  }
}

const ctl = async (...args) => {
  const { code, out } = await server.ctl("keys", ...args);
  assert.equal(code, 0, out);
  return out;
};

async function reencrypted(person = owner) {
  for (;;) {
    const status = await person.get("/keys/status");
    if (status.state !== "running") return status;
    await wait(20);
  }
}

const epochs = async () =>
  (await owner.get("/keys")).items.filter(({ purpose }) => purpose === "workspace root").map(({ id }) => Number(id));

const files = (folder = server.data) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));

test("workspace, token, audit and identity keys are rotated under load, and nobody is signed out", async () => {
  const before = people.map(({ token }) => token);
  await underLoad(async (sockets) => {
    for (const key of ["workspace", "access_tokens", "audit", "identity", "workspace"]) {
      await owner.post("/keys/rotate", { key });
      await wait(60);
    }
    for (const socket of sockets) assert.equal(socket.ws.readyState, socket.ws.OPEN);
  });
  for (const [n, person] of people.entries()) {
    assert.equal(person.token, before[n]);
    assert.equal((await person.get("/me")).user.id, person.id);
    const { status, json } = await exchange(server, "POST", "/api/v1/auth/refresh", {
      body: { refresh_token: person.refreshToken },
    });
    assert.equal(status, 200);
    person.take({ ...person, ...json, user: person.user, workspace: person.workspace });
  }
  assert.deepEqual(await epochs(), [1, 2, 3]);
  await everyMessageIsReadable();
});

test("old keys are not destroyed while they protect anything", async () => {
  const problem = await owner.refused(409, "epoch_in_use", "POST", "/keys/retire");
  assert.match(problem.detail, /messages\.body_sealed/);
  const { code, out } = await server.ctl("keys", "retire", "--workspace", "acme");
  assert.equal(code, 1);
  assert.match(out, /Old keys still protect \d+ values/);
  assert.deepEqual(await epochs(), [1, 2, 3]);
});

test("killed while it re-encrypts, the server goes on with it by itself", async (context) => {
  await underLoad(() => wait(1500));
  await owner.post("/keys/reencrypt");
  let last;
  for (;;) {
    const status = await owner.get("/keys/status");
    assert.equal(status.state, "running", "it was done before it could be killed");
    last = status;
    if (status.looked_at > 40) break;
  }
  await server.kill();
  closeAgents();
  context.diagnostic(`killed after ${last.looked_at} of ${last.total}`);
  await server.start();
  const done = await reencrypted();
  assert.equal(done.state, "done", JSON.stringify(done));
  assert.equal(done.broken, 0);
  assert.ok(done.looked_at >= last.looked_at);
  await everyMessageIsReadable();
});

test("after it nothing is under an old key: the inventory counts, and every value opens", async () => {
  const { items } = await owner.get("/keys");
  const roots = items.filter(({ purpose }) => purpose === "workspace root");
  assert.deepEqual(
    roots.map(({ id, state, values }) => [id, state, values > 0]),
    [
      ["1", "old", false],
      ["2", "old", false],
      ["3", "current", true],
    ],
  );
  assert.deepEqual(
    items.filter(({ purpose }) => purpose === "database file").map(({ id, state }) => [id, state]),
    [["3", "current"]],
  );
  const checked = await owner.post("/keys/verify");
  assert.equal(checked.ok, true, JSON.stringify(checked));
  assert.ok(checked.values > texts.size);
});

test("retired, an old key is nowhere on the disk, and everything is readable after a restart", async () => {
  const keyring = new Keyring(server);
  const old = [1, 2].map((epoch) => Buffer.from(keyring.find(owner.workspace.id, epoch).wrap));
  assert.ok(old.every((wrap) => wrap.length > 32));
  assert.deepEqual((await owner.post("/keys/retire")).epochs, [1, 2]);
  assert.deepEqual(await epochs(), [3]);
  for (const file of files()) {
    const content = readFileSync(file);
    for (const wrap of old) assert.equal(content.indexOf(wrap), -1, file);
  }
  await server.stop();
  closeAgents();
  await server.start();
  await everyMessageIsReadable();
  const verified = await server.ctl("audit", "verify");
  assert.equal(verified.code, 0, verified.out);
});

test("the audit log says who did what, and its details outlive the keys they were sealed with", async () => {
  const entries = [];
  for (let next = 0; next !== null;) {
    const page = await owner.get(`/audit?limit=200&after=${next}`);
    entries.push(...page.items);
    next = page.next;
  }
  const told = entries.filter(({ event }) => event.startsWith("keys.")).map(({ event, target }) => `${event} ${target}`);
  assert.deepEqual(told.slice(1), [
    "keys.rotated workspace epoch 2",
    "keys.rotated audit signing key 2",
    "keys.rotated workspace epoch 3",
    "keys.reencryption_started workspace epoch 3",
    "keys.reencrypted workspace epoch 3",
    told.find((line) => line.startsWith("keys.verified")),
    "keys.retired workspace epoch 1, 2",
  ]);
  const done = entries.find(({ event }) => event === "keys.reencrypted");
  assert.match(done.detail, /values moved, 0 do not open/);
  await owner.patch("/workspace", { name: "Acme again" });
  await owner.post("/keys/rotate", { key: "workspace" });
  await owner.post("/keys/reencrypt");
  assert.equal((await reencrypted()).state, "done");
  await owner.post("/keys/retire");
  const again = (await owner.get(`/audit?limit=50&after=${done.seq - 1}`)).items;
  assert.equal(again[0].detail, done.detail);
  assert.equal((await owner.audit("workspace.updated", "compliance")).at(-1).detail, "name: Acme again");
});

test("wardroomctl does the same beside the running server, under load", async () => {
  await underLoad(async () => {
    assert.match(await ctl("rotate", "--workspace", "acme"), /^workspace of acme: now epoch 5$/m);
    assert.match(await ctl("reencrypt", "--workspace", "acme"), /^acme: done, \d+ values moved to epoch 5$/m);
    await wait(100);
    assert.deepEqual(JSON.parse(await ctl("retire", "--workspace", "acme", "--json")), { workspace: "acme", retired: [4] });
    const lines = (await ctl("inventory", "--workspace", "acme", "--json")).trim().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(lines.filter(({ purpose }) => purpose === "workspace root").map(({ id }) => id), ["5"]);
    assert.match(await ctl("rotate", "--identity"), /^identity of server: now [0-9a-f]{64}$/m);
  });
  await everyMessageIsReadable();
  assert.match(await ctl("verify"), /^acme: \d+ values, all open$/m);
});

test("the platform's own keys rotate all the same", async () => {
  await ctl("rotate", "--workspace", "platform");
  await ctl("reencrypt", "--workspace", "platform");
  await ctl("retire", "--workspace", "platform");
  const fresh = await invite(owner);
  assert.equal((await fresh.get("/me")).user.id, fresh.id);
});

test("the root key is changed under load; what it wrapped before is gone, in file and predecessor", async () => {
  const before = new Keyring(server).find(owner.workspace.id, 5).wrap;
  const root = readFileSync(path.join(server.data, "root.kms"));
  await underLoad(async () => {
    assert.match(await ctl("rotate", "--root"), /^root of server: now wraps 2 keys$/m);
    await ctl("rotate", "--workspace", "acme");
  });
  for (const file of files()) assert.equal(readFileSync(file).indexOf(before), -1, file);
  assert.notDeepEqual(readFileSync(path.join(server.data, "root.kms")), root);
  await everyMessageIsReadable();
  await server.stop();
  closeAgents();
  await server.start();
  await everyMessageIsReadable();
});

test("killed again and again while the database file gets its new key, it loses nothing", async (context) => {
  let killed = 0;
  for (let round = 0; round < 6; ++round) {
    await owner.post("/keys/rotate", { key: "workspace" });
    const work = server.ctl("keys", "reencrypt", "--workspace", "acme").catch(() => ({}));
    await owner.post("/keys/reencrypt");
    await wait(60 * round);
    killed += (await owner.get("/keys/status")).state === "running";
    await server.kill();
    closeAgents();
    await work;
    await server.start();
    await everyMessageIsReadable();
    assert.equal((await reencrypted()).state, "done");
  }
  context.diagnostic(`${killed} of 6 were under way`);
  await owner.post("/keys/retire");
  await everyMessageIsReadable();
  assert.equal((await owner.post("/keys/verify")).ok, true);
});

test("the server's identity is a chain that anybody can follow from the first key to today's", async () => {
  await wait(6000); // the server looks every five seconds for what another process rotated
  const { status, json } = await exchange(server, "GET", "/.well-known/wardroom-identity");
  assert.equal(status, 200);
  assert.equal(json.chain.length, 3);
  assert.equal(json.chain[0].handover, null);
  for (const [n, link] of json.chain.entries()) {
    if (n === 0) continue;
    const [text, signature] = link.handover.split("\n\n");
    assert.deepEqual(text.split("\n").slice(0, 4), [
      "wardroom/key-handover",
      "wardroom/identity",
      String(n + 1),
      Buffer.from(link.public_key, "hex").toString("base64"),
    ]);
    const key = createPublicKey({
      key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(json.chain[n - 1].public_key, "hex").toString("base64url") },
      format: "jwk",
    });
    const bytes = Buffer.from(signature.trim().split(" ").at(-1), "base64").subarray(4);
    assert.ok(verifySignature(null, Buffer.from(`${text}\n`), key, bytes));
  }
});

test("a second rotation of the token key within 15 minutes makes people refresh, and signs nobody out", async () => {
  assert.match(await ctl("rotate", "--access-tokens"), /^access tokens of server: now /m);
  assert.match(await ctl("rotate", "--access-tokens"), /^access tokens of server: now /m);
  await wait(6000); // the server looks every five seconds for what another process rotated
  await owner.refused(401, "token_invalid", "GET", "/me");
  const body = { refresh_token: owner.refreshToken };
  const { status, json, text } = await exchange(server, "POST", "/api/v1/auth/refresh", { body });
  assert.equal(status, 200, text);
  owner.take({ ...json, user: owner.user, workspace: owner.workspace });
  await everyMessageIsReadable();
});

test("an export verifies offline by the audit key of any time", async () => {
  const known = [];
  for (let n = 0; n < 3; ++n) {
    const file = path.join(server.home, `audit${n}.jsonl`);
    const { out } = await server.ctl("audit", "export", file, "--workspace", "acme");
    known.push(out.match(/public key ([0-9a-f]{64})/)[1]);
    await owner.post("/keys/rotate", { key: "audit" });
  }
  assert.equal(new Set(known).size, 3);
  const file = path.join(server.home, "audit-last.jsonl");
  await server.ctl("audit", "export", file, "--workspace", "acme");
  for (const key of known) {
    const { code, out } = await server.ctl("audit", "verify", file, "--public-key", key);
    assert.equal(code, 0, out);
    assert.match(out, /signature good[^]*has handed over/);
  }
  assert.equal((await server.ctl("audit", "verify", file, "--public-key", "ab".repeat(32))).code, 2);
});

test("keys of the whole server are its administrator's where there are several workspaces", async () => {
  await setUp(server, "bravo");
  for (const key of ["access_tokens", "identity"]) {
    await owner.refused(409, "shared_server", "POST", "/keys/rotate", { key });
  }
  await owner.refused(422, "invalid_field", "POST", "/keys/rotate", { key: "root" });
});
