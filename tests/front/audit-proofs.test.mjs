// What the signed audit log proves to somebody who holds nothing but its public key.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { invite, setUp, startServer } from "./harness.mjs";
import { checkpoint, isSigned, leafHash, rootOfInclusion, rootsOfConsistency, tlogProof, verifierKey } from "./tlog.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const member = await invite(owner, "member", "mia");
const other = await setUp(server, "other");
for (let n = 0; n < 300; ++n) await member.patch("/me", { display_name: `Mia ${n}` });
let files = 0;
const newFile = () => path.join(server.home, `file-${++files}`);
// Proving an entry signs how far the log has got, as the server does every minute.
const sign = () => server.ctl("audit", "prove", "1", newFile(), "--workspace", "acme");

test("until the first checkpoint there is nothing to prove by", async () => {
  const nothing = await other.get("/audit/checkpoint");
  assert.deepEqual([nothing.size, nothing.note, nothing.witnesses], [0, null, []]);
  await other.refused(409, "not_signed_yet", "GET", "/audit/entries/1/proof");
  await other.refused(409, "not_signed_yet", "GET", "/audit/growth?from=0");
});

let first, key;
test("a checkpoint is a signed note over the tree of all entries", async () => {
  assert.equal((await sign()).code, 0);
  first = await owner.get("/audit/checkpoint");
  key = verifierKey(first.verifier_key);
  assert.ok(isSigned(first.note, key));
  assert.deepEqual([checkpoint(first.note).origin, checkpoint(first.note).size], [`wardroom/audit/${owner.workspace.id}`, first.size]);
  assert.deepEqual([first.keys, first.witnesses], [[], []]);
  const { code, out } = await server.ctl("audit", "key", "--workspace", "acme");
  assert.equal(code, 0);
  assert.ok(out.includes(first.verifier_key) && out.includes(first.public_key), out);
});

test("any entry is proven to be in it, by an outsider's arithmetic", async () => {
  for (const seq of [1, 2, 255, 256, 257, first.size]) {
    const proof = await owner.get(`/audit/entries/${seq}/proof`);
    const { index, path: siblings, note } = tlogProof(proof.proof);
    assert.equal(index, seq - 1);
    assert.equal(JSON.parse(proof.entry).seq, seq);
    assert.ok(isSigned(note, key));
    const { size, root } = checkpoint(note);
    assert.deepEqual(rootOfInclusion(leafHash(proof.entry), index, size, siblings), root);
  }
});

test("a later checkpoint is proven to continue an earlier one", async () => {
  for (let n = 0; n < 40; ++n) await member.patch("/me", { display_name: `Mia again ${n}` });
  assert.equal((await sign()).code, 0);
  for (const from of [first.size, 1, 256, 300]) {
    const growth = await owner.get(`/audit/growth?from=${from}`);
    assert.ok(growth.to > first.size && growth.from === from && isSigned(growth.note, key));
    const hashes = growth.hashes.map((hash) => Buffer.from(hash, "base64"));
    if (from !== first.size) continue;
    const [before, now] = rootsOfConsistency(from, growth.to, checkpoint(first.note).root, hashes);
    assert.deepEqual([before, now], [checkpoint(first.note).root, checkpoint(growth.note).root]);
  }
  assert.deepEqual((await owner.get("/audit/growth?from=0")).hashes, []);
});

test("proofs of what is not there are refused, and only who may see the log is told any", async () => {
  await owner.refused(404, "no_such_entry", "GET", "/audit/entries/99999/proof");
  await owner.refused(422, "log_is_shorter", "GET", "/audit/growth?from=99999");
  for (const bad of ["/audit/entries/0/proof", "/audit/entries/x/proof", "/audit/entries/-1/proof", "/audit/growth", "/audit/growth?from=-1"]) {
    assert.ok([400, 404, 422].includes((await owner.call("GET", bad)).status), bad);
  }
  for (const path of ["/audit/checkpoint", "/audit/entries/1/proof", "/audit/growth?from=0", "/audit/retention"]) {
    await member.refused(403, "permission_denied", "GET", path);
  }
});

test("a proof is a file that wardroomctl verifies without server or keys", async () => {
  const file = newFile();
  writeFileSync(file, (await owner.get("/audit/entries/200/proof")).file);
  const good = await server.ctl("audit", "verify", file, "--public-key", first.public_key);
  assert.equal(good.code, 0, good.out);
  assert.match(good.out, /entry 200 is in the log of \d+ entries, signature good/);
  assert.equal((await server.ctl("audit", "verify", file, "--public-key", first.verifier_key)).code, 0);
  const text = readFileSync(file, "utf8");
  const tampered = { "another outcome": text.replace('\\"ok\\"', '\\"no\\"'), "another number": text.replace("index 199", "index 198"), "cut off": text.slice(0, -9), "half": text.slice(0, text.length / 2) };
  for (const [what, content] of Object.entries(tampered)) {
    writeFileSync(file, content);
    const { code, out } = await server.ctl("audit", "verify", file, "--public-key", first.public_key);
    assert.equal(code, 2, `${what}: ${out}`);
  }
  assert.equal((await server.ctl("audit", "prove", "200", file, "--workspace", "acme")).code, 1);
  assert.match((await server.ctl("audit", "prove", "99999", newFile(), "--workspace", "acme")).out, /no such entry/);
});

test("after the signing key was rotated proofs lead from the old key to the new", async () => {
  assert.equal((await server.ctl("keys", "rotate", "--audit", "--workspace", "acme")).code, 0);
  assert.equal((await sign()).code, 0);
  const now = await owner.get("/audit/checkpoint");
  assert.notEqual(now.public_key, first.public_key);
  assert.equal(now.keys.length, 1);
  assert.ok(isSigned(now.keys[0], key) && isSigned(now.note, verifierKey(now.verifier_key)) && !isSigned(now.note, key));
  const file = newFile();
  writeFileSync(file, (await owner.get("/audit/entries/3/proof")).file);
  for (const known of [first.public_key, now.public_key]) {
    assert.equal((await server.ctl("audit", "verify", file, "--public-key", known)).code, 0);
  }
});
