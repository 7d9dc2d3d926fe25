// The keys that sign access tokens, audit checkpoints and the server's identity, made in a token (a real PKCS#11
// module) and never out of it.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { CustomerHsm, hsmModule, pin } from "./customer-hsm.mjs";
import { Person, Server, closeAgents, exchange, login, setUp, wait } from "./harness.mjs";

const hsm = new CustomerHsm();
after(() => hsm.discard());
const server = new Server({
  env: {
    ...hsm.env,
    WARDROOM_KMS_PROVIDER: "pkcs11",
    WARDROOM_KMS_PKCS11_MODULE: hsmModule,
    WARDROOM_KMS_PKCS11_TOKEN: "server",
    WARDROOM_KMS_PKCS11_PIN: pin,
  },
});
after(() => server.discard());
let owner;
let firstIdentity;

const signingKeys = () =>
  hsm
    .pkcs11("--list-objects", "--type", "privkey")
    .toString()
    .split("Private Key Object")
    .slice(1);
const jwks = async () => (await exchange(server, "GET", "/.well-known/jwks.json")).json.keys;
const identity = async () => (await exchange(server, "GET", "/.well-known/wardroom-identity")).json.chain;
const inventory = async (...args) =>
  (await server.ctl("keys", "inventory", "--json", ...args)).out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
const restart = async () => {
  await server.stop();
  closeAgents();
  await server.start();
};
const signedIn = async () => {
  const { status, json } = await login(server, "acme", "olga");
  assert.equal(status, 200);
  return new Person(server, json);
};

before(async () => {
  hsm.makeKey("server");
  await server.start();
  owner = await setUp(server, "acme", { link: server.setupLink });
  firstIdentity = await identity();
});

test("without the setting there is none in the token", () => assert.equal(signingKeys().length, 0));

test("with the setting every key that signs moves there, and nobody is logged out", async () => {
  const before = await jwks();
  server.env.WARDROOM_KEYS_SIGNING = "token";
  await restart();
  await owner.get("/me"); // by its token of before
  const fresh = await signedIn();
  await fresh.get("/me");
  const kid = JSON.parse(Buffer.from(fresh.token.split(".")[0], "base64url")).kid;
  assert.ok(!before.some((key) => key.kid === kid));
  assert.ok((await jwks()).some((key) => key.kid === kid));
});

test("the keys in the token are Ed25519, sensitive and never extractable", async () => {
  await server.stop(); // SoftHSM spoils a key that one process makes while another one lists it
  closeAgents();
  const keys = signingKeys();
  await server.start();
  assert.ok(keys.length >= 2);
  for (const key of keys) {
    assert.match(key, /EC_EDWARDS/);
    assert.match(key, /sensitive, always sensitive, never extractable, local/);
  }
});

test("the server's identity hands over to one in the token, and the inventory says where each is", async () => {
  await server.stop(); // signs what is without a checkpoint, and puts keys in their place before that
  closeAgents();
  const entries = await inventory("--workspace", "acme");
  assert.deepEqual(entries.filter(({ purpose, state }) => purpose === "audit signing" && state === "current").map(({ kept }) => kept), ["token"]);
  await server.start();
  const chain = await identity();
  assert.equal(chain[0].public_key, firstIdentity[0].public_key);
  assert.equal(chain.length, 2);
  assert.match(chain[1].handover, /wardroom\/key-handover/);
});

test("a workspace whose logs are signed in the token is not written to an archive", async () => {
  const { out: recipient } = await server.ctl("workspace", "receive");
  const file = path.join(server.home, "acme.age");
  const { code, out, err } = await server.ctl("workspace", "export", "acme", "--to", file, "--recipient", recipient.trim());
  assert.equal(code, 1);
  assert.match(`${out}${err ?? ""}`, /lives in the token, which it never leaves/);
  assert.ok(!existsSync(file));
});

test("an audit export verifies, by the key of today and by the one of before the move", async () => {
  const file = path.join(server.home, "audit.jsonl");
  const exported = await server.ctl("audit", "export", "--workspace", "acme", file);
  assert.equal(exported.code, 0, exported.out);
  const today = exported.out.match(/public key ([0-9a-f]{64})/)[1];
  assert.match(readFileSync(file, "utf8"), /key-handover/);
  const verified = await server.ctl("audit", "verify", file, "--public-key", today);
  assert.equal(verified.code, 0, verified.out);
  const old = (await inventory("--workspace", "acme")).find(({ purpose, state }) => purpose === "audit signing" && state === "previous");
  assert.match((await server.ctl("audit", "verify", file, "--public-key", old.id)).out, /handed over/);
});

test("rotation makes a new key in the token and destroys the one that signs no more", async () => {
  owner = await signedIn();
  const before = signingKeys().length;
  for (let i = 0; i < 3; ++i) {
    const { code, out } = await server.ctl("keys", "rotate", "--access-tokens");
    assert.equal(code, 0, out);
  }
  assert.ok(signingKeys().length <= before + 1, `${before} keys became ${signingKeys().length}`);
  assert.equal((await server.ctl("keys", "rotate", "--identity")).code, 0);
  assert.equal((await server.ctl("keys", "rotate", "--audit", "--workspace", "acme")).code, 0);
  await signedIn();
});

test("while the token's keys are away signing in is refused, what is signed in goes on, and no refresh token is lost", async () => {
  const person = await signedIn();
  hsm.takeKeyAway();
  try {
    const refused = await login(server, "acme", "olga");
    assert.equal(refused.status, 503);
    assert.equal(refused.json.code, "signing_unavailable");
    const refresh = await exchange(server, "POST", "/api/v1/auth/refresh", { body: { refresh_token: person.refreshToken } });
    assert.equal(refresh.status, 503);
    await person.refused(503, "key_service_unavailable", "POST", "/keys/rotate", { key: "audit" });
    await person.say((await person.get("/channels")).items[0], "the token is away");
  } finally {
    hsm.giveKeyBack();
  }
  const until = Date.now() + 60_000;
  let refreshed;
  do refreshed = await exchange(server, "POST", "/api/v1/auth/refresh", { body: { refresh_token: person.refreshToken } });
  while (refreshed.status === 503 && Date.now() < until);
  assert.equal(refreshed.status, 200, refreshed.text);
});

test("turned back, the keys are in the database again", async () => {
  server.env.WARDROOM_KEYS_SIGNING = "sealed";
  await restart();
  await signedIn();
  await server.stop();
  closeAgents();
  const signing = (await inventory()).filter(({ kept, state }) => kept !== null && state !== "previous");
  assert.ok(signing.length >= 4);
  for (const entry of signing) assert.equal(entry.kept, "sealed", JSON.stringify(entry));
  await server.start();
});

test("a token that is not there, and a provider without tokens, are refused at the start with what to do", async () => {
  const other = new Server({ env: { WARDROOM_KEYS_SIGNING: "token" } });
  await assert.rejects(other.start(), /keys\.signing: token needs kms\.provider: pkcs11/);
  const wrong = new Server({ env: { WARDROOM_KEYS_SIGNING: randomUUID() } });
  await assert.rejects(wrong.start(), /keys\.signing: use sealed or token/);
});
