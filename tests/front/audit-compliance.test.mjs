// The second log: what becomes of data, for workspaces that may have it, beside the security log that is always there.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { invite, login, setUp, startServer } from "./harness.mjs";
import { checkpoint, isSigned, leafHash, rootOfInclusion, tlogProof, verifierKey } from "./tlog.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const operator = await setUp(server, "crew");
const member = await invite(owner, "member", "mia");
const channel = await owner.channel("public", "harbour");
await owner.put(`/channels/${channel.id}/members/${member.id}`);
const message = await member.say(channel, "to be regretted");
await member.patch(`/messages/${message.id}`, { text: "regretted" });
await login(server, "acme", "mia", { password: "wrong" });
await owner.patch(`/users/${member.id}`, { tier: "admin" });
const ctl = async (...words) => {
  const { code, out, err } = await server.ctl(...words);
  return { code, text: `${out}${err ?? ""}` };
};
const names = async (log) => (await owner.audit(undefined, log)).map(({ event }) => event);

test("what was done to data is in the compliance log only, who got in only in the security log, rights in both", async () => {
  const [security, compliance] = [await names("security"), await names("compliance")];
  for (const event of ["channel.created", "message.edited"]) {
    assert.ok(compliance.includes(event) && !security.includes(event), event);
  }
  for (const event of ["auth.login", "auth.login_failed"]) assert.ok(security.includes(event) && !compliance.includes(event), event);
  for (const event of ["user.updated", "member.joined", "keys.created", "invitation.created"]) {
    assert.ok(security.includes(event) && compliance.includes(event), event);
  }
});

test("the two entries of one deed say the same, each with its own number", async () => {
  const [[one], [other]] = await Promise.all(["security", "compliance"].map((log) => owner.audit("user.updated", log)));
  assert.notEqual(one.seq, other.seq);
  assert.deepEqual({ ...one, seq: 0 }, { ...other, seq: 0 });
});

test("a log that there is not is refused", async () => {
  for (const at of ["/audit", "/audit/search", "/audit/verify", "/audit/checkpoint", "/audit/retention", "/audit/growth"]) {
    await owner.refused(422, "invalid_field", "GET", `${at}?log=third&from=0`);
  }
});

test("it is searched, verified and recorded as the other is", async () => {
  const found = await owner.get(`/audit/search?log=compliance&event=message.&target=${message.id}`);
  assert.deepEqual(found.items.map(({ event, actor }) => [event, actor]), [["message.edited", member.id]]);
  const count = (await names("compliance")).length;
  const verdict = await owner.get("/audit/verify?log=compliance");
  assert.deepEqual([verdict.ok, verdict.entries], [true, count]);
  for (const log of ["security", "compliance"]) {
    const entry = (await owner.audit("audit.verified", log)).at(-1);
    assert.equal(entry.target, `wardroom/compliance/${owner.workspace.id}`);
  }
});

test("its checkpoints and proofs are signed by a key of its own", async () => {
  for (const [log, file] of [["security", "other"], ["compliance", "proof"]]) {
    const signed = await server.ctl("audit", "prove", "1", path.join(server.home, file), "--workspace", "acme", "--log", log);
    assert.equal(signed.code, 0, signed.out);
  }
  const [one, other] = [await owner.get("/audit/checkpoint"), await owner.get("/audit/checkpoint?log=compliance")];
  assert.notEqual(one.public_key, other.public_key);
  const key = verifierKey(other.verifier_key);
  assert.ok(isSigned(other.note, key));
  assert.equal(checkpoint(other.note).origin, `wardroom/compliance/${owner.workspace.id}`);
  const proof = await owner.get("/audit/entries/2/proof?log=compliance");
  const { index, path: siblings, note } = tlogProof(proof.proof);
  assert.ok(isSigned(note, key));
  assert.deepEqual(rootOfInclusion(leafHash(proof.entry), index, checkpoint(note).size, siblings), checkpoint(note).root);
  const file = path.join(server.home, "proof");
  assert.equal((await ctl("audit", "verify", file, "--public-key", other.verifier_key)).code, 0);
  assert.equal((await ctl("audit", "verify", file, "--public-key", one.verifier_key)).code, 2);
});

test("its export stands alone, and its key is printed and rotated with the other's", async () => {
  const file = path.join(server.home, "compliance.jsonl");
  const done = await ctl("audit", "export", file, "--workspace", "acme", "--log", "compliance");
  assert.equal(done.code, 0, done.text);
  const printed = await ctl("audit", "key", "--workspace", "acme", "--log", "compliance");
  const [key] = printed.text.match(/wardroom\/compliance\/\S+/);
  const rotated = await ctl("keys", "rotate", "--audit", "--workspace", "acme");
  assert.match(rotated.text, /audit signing[^]*compliance signing/);
  const checked = await ctl("audit", "verify", file, "--public-key", key);
  assert.equal(checked.code, 0, checked.text);
  assert.match(checked.text, /^wardroom\/compliance\/ws_\w+: ok, .*signature good/m);
  const again = path.join(server.home, "again.jsonl");
  assert.equal((await ctl("audit", "export", again, "--workspace", "acme", "--log", "compliance")).code, 0);
  assert.match((await ctl("audit", "verify", again, "--public-key", key)).text, /has handed over/);
  assert.equal((await ctl("audit", "export", path.join(server.home, "x"), "--log", "third")).code === 0, false);
});

test("both keys are in the inventory", async () => {
  const { items } = await owner.get("/keys");
  const signing = items.filter(({ purpose, state }) => purpose.endsWith("signing") && state === "current");
  assert.deepEqual(signing.map(({ purpose }) => purpose).sort(), ["audit signing", "compliance signing"]);
});

test("how long each is kept is set apart", async () => {
  assert.deepEqual(await owner.put("/audit/retention", { log: "compliance", keep_days: 365 }), { keep_days: 365, written: true });
  assert.deepEqual(await owner.get("/audit/retention"), { keep_days: null, written: true });
  const pruned = await ctl("audit", "prune");
  assert.match(pruned.text, /acme security: keeps its entries for ever\nacme compliance: nothing is old enough/);
});

test("without the entitlement nothing is added to it; the security log goes on, and both say when and why", async () => {
  const off = await ctl("workspace", "quota", "acme", "--compliance-log", "no");
  assert.equal(off.code, 0, off.text);
  assert.match(off.text, /compliance log: no/);
  assert.equal((await ctl("workspace", "quota", "acme", "--compliance-log", "perhaps")).code === 0, false);
  const last = (await owner.audit(undefined, "compliance")).at(-1);
  assert.equal(last.event, "workspace.quota_set");
  assert.match(last.detail, /compliance log: no/);
  assert.equal((await owner.get("/audit/retention?log=compliance")).written, false);
  const before = (await names("security")).length;
  await member.patch(`/messages/${message.id}`, { text: "deeply regretted" });
  await owner.patch(`/users/${member.id}`, { tier: "member" });
  assert.equal((await names("compliance")).length, last.seq);
  assert.deepEqual((await names("security")).slice(before), ["user.updated"]);
  assert.equal((await owner.get("/audit/verify?log=compliance")).ok, true);
});

test("what was in one before it was withheld is exported; a failed export leaves no file", async () => {
  const bare = await setUp(server, "bare");
  assert.equal((await ctl("workspace", "quota", "bare", "--compliance-log", "no")).code, 0);
  const file = path.join(server.home, "bare.jsonl");
  const done = await ctl("audit", "export", file, "--workspace", "bare", "--log", "compliance");
  assert.equal(done.code, 0, done.text); // what came before it was withheld
  assert.deepEqual((await bare.audit(undefined, "compliance")).map(({ event }) => event), ["keys.created", "setup.completed", "workspace.quota_set"]);
  const nowhere = path.join(server.home, "nowhere.jsonl");
  assert.equal((await ctl("audit", "export", nowhere, "--workspace", "nobody")).code, 1);
  assert.ok(!existsSync(nowhere));
});

test("an operator grants it again, and the log begins again with that", async () => {
  await ctl("workspace", "operators", "crew");
  const at = `/server/workspaces/${owner.workspace.id}`;
  for (let tries = 0; tries < 100; ++tries) {
    if ((await operator.call("GET", at)).status === 200) break;
    await new Promise((go) => setTimeout(go, 100));
  }
  assert.equal((await operator.get(at)).allowance.compliance_log, false);
  await operator.put(`${at}/allowance`, { compliance_log: true });
  const last = (await owner.audit(undefined, "compliance")).at(-1);
  assert.equal(last.event, "workspace.quota_set");
  await member.patch(`/messages/${message.id}`, { text: "forgotten" });
  assert.equal((await names("compliance")).at(-1), "message.edited");
  assert.equal((await owner.get("/audit/verify?log=compliance")).ok, true);
});
