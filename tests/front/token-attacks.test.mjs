// Access tokens that are forged, bent or made by others: refused all alike, and recorded without filling a log.
import assert from "node:assert/strict";
import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { exchange, invite, setUp, startServer, wait } from "./harness.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const mia = await invite(owner, "member", "mia");
const other = await setUp(server, "other");
const { keys: [ours] } = (await exchange(server, "GET", "/.well-known/jwks.json")).json;
const mine = generateKeyPairSync("ed25519");
const b64 = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const [head, claims, signature] = mia.token.split(".");
const claim = JSON.parse(Buffer.from(claims, "base64url"));
const header = { alg: "EdDSA", kid: ours.kid, typ: "at+jwt" };
const byMe = (text) => `${text}.${sign(null, Buffer.from(text), mine.privateKey).toString("base64url")}`;
const made = (one, two = claims) => byMe(`${b64(one)}.${typeof two === "string" ? two : b64(two)}`);
const hmac = (one, key) => {
  const text = `${b64(one)}.${claims}`;
  return `${text}.${createHmac("sha256", key).update(text).digest("base64url")}`;
};
const jwk = mine.publicKey.export({ format: "jwk" });
const asOwner = { ...claim, sub: owner.id };

const attacks = {
  "alg none, without a signature": `${b64({ ...header, alg: "none" })}.${b64(asOwner)}.`,
  "alg none, with the old signature": `${b64({ ...header, alg: "none" })}.${claims}.${signature}`,
  "HS256 by the public key": hmac({ ...header, alg: "HS256" }, Buffer.from(ours.x, "base64url")),
  "HS256 by the public key's text": hmac({ ...header, alg: "HS256" }, ours.x),
  "a key of one's own in the header": made({ ...header, jwk }, asOwner),
  "a key of one's own by address": made({ ...header, jku: "https://attacker.example/jwks.json" }, asOwner),
  "a key of one's own under our id": made(header, asOwner),
  "a key id that is a path": made({ ...header, kid: "../../../../dev/null" }, asOwner),
  "a key id that is SQL": made({ ...header, kid: "' OR 1=1 --" }, asOwner),
  "another type": made({ ...header, typ: "JWT" }),
  "a critical extension": made({ ...header, crit: ["b64"], b64: false }),
  "other claims under the old signature": `${head}.${b64(asOwner)}.${signature}`,
  "another workspace under the old signature": `${head}.${b64({ ...claim, tid: other.workspace.id })}.${signature}`,
  "a longer life under the old signature": `${head}.${b64({ ...claim, exp: claim.exp + 86_400 })}.${signature}`,
  "claims twice": `${head}.${b64(JSON.stringify(claim).replace('"sub"', `"sub":"${owner.id}","sub"`))}.${signature}`,
  "no signature": `${head}.${claims}.`,
  "half a signature": `${head}.${claims}.${signature.slice(0, 43)}`,
  "four parts": `${mia.token}.${signature}`,
  "padding": `${mia.token}==`,
  "a thousand dots": ".".repeat(1000),
  "eight thousand characters": `${head}.${"A".repeat(8000)}.${signature}`,
  "an API key that nobody made": `wrk_${"0".repeat(26)}_${"A".repeat(43)}AAAAAA`,
  "a SCIM token": `wrs_${"0".repeat(26)}_${"A".repeat(43)}AAAAAA`,
  "nothing of the kind": "hello",
};

const platformLog = async () => {
  const file = path.join(server.home, `platform-${Math.random()}.jsonl`);
  assert.equal((await server.ctl("audit", "export", file, "--workspace", "platform")).code, 0);
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(1, -1).map((line) => JSON.parse(line));
};
const ask = (token, from) => exchange(server, "GET", "/api/v1/me", { token, from });

for (const [what, token] of Object.entries(attacks)) {
  test(`a token with ${what} opens nothing, and says no more than others`, async () => {
    for (const [method, target] of [["GET", "/me"], ["GET", "/users"], ["POST", "/realtime/tickets"]]) {
      const { status, json } = await exchange(server, method, `/api/v1${target}`, { token, body: method === "POST" ? {} : undefined });
      assert.deepEqual([status, json.code], [401, "token_invalid"], what);
      assert.ok(!JSON.stringify(json).includes(owner.id) && !JSON.stringify(json).includes(ours.kid));
    }
  });
}

test("the real one is as good as before", async () => assert.equal((await mia.get("/me")).user.id, mia.id));

test("forged tokens stand in the server's own log, one entry a minute from an address, and in no workspace's", async () => {
  for (const from of ["127.0.6.1", "127.0.6.2"]) for (let n = 0; n < 30; ++n) await ask(attacks["a key of one's own under our id"], from);
  let found = [];
  for (let tries = 0; found.length < 3 && tries < 50; ++tries, await wait(50)) {
    found = (await platformLog()).filter(({ event }) => event === "access.token_refused");
  }
  assert.deepEqual(found.map(({ address, outcome, actor }) => [address, outcome, actor]),
    [["127.0.0.1", "refused", ""], ["127.0.6.1", "refused", ""], ["127.0.6.2", "refused", ""]]);
  assert.equal(found[0].target, "/me");
  assert.deepEqual(await owner.audit("access.token_refused"), []);
});

test("a void API key stands in its workspace's log", async () => {
  const { token, api_key } = await mia.post("/me/api-keys", { name: "soon void" });
  await mia.delete(`/me/api-keys/${api_key.id}`);
  for (let n = 0; n < 5; ++n) assert.equal((await ask(token, "127.0.6.3")).json.code, "token_invalid");
  let found = [];
  while (!found.length) [found] = [await owner.audit("access.token_refused"), await wait(20)];
  assert.deepEqual(found.map(({ address, target, outcome }) => [address, target, outcome]), [["127.0.6.3", "me.get", "refused"]]);
  assert.deepEqual(await other.audit("access.token_refused"), []);
});

test("without a token nothing is recorded: it is how everybody begins", async () => {
  const before = (await platformLog()).length;
  for (let n = 0; n < 5; ++n) assert.equal((await ask(undefined, "127.0.6.4")).json.code, "token_missing");
  await wait(300);
  const now = await platformLog();
  assert.ok(now.slice(before).every(({ event }) => event === "audit.exported"));
});
