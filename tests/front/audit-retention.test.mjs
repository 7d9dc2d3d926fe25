// Old entries of the audit log go when the workspace says so, in whole blocks; what is kept still verifies.
import assert from "node:assert/strict";
import path from "node:path";
import { after, test } from "node:test";
import { later } from "./faketime.mjs";
import { invite, setUp, signIn, startServer } from "./harness.mjs";

const server = await startServer(after);
let owner = await setUp(server, "acme", { link: server.setupLink });
const member = await invite(owner, "member", "mia");
const admin = await invite(owner, "admin", "abe");
for (let n = 0; n < 600; ++n) await member.patch("/me", { display_name: `Mia ${n}` });
const prune = () => server.ctl("audit", "prune");

test("entries are kept for ever unless an owner says for how long", async () => {
  assert.deepEqual(await owner.get("/audit/retention"), { keep_days: null, written: true });
  await admin.refused(403, "permission_denied", "PUT", "/audit/retention", { keep_days: 90 });
  for (const bad of [{ keep_days: 29 }, { keep_days: 0 }, { keep_days: "90" }, { keep_days: 1.5 }, { days: 90 }]) {
    assert.ok([400, 422].includes((await owner.call("PUT", "/audit/retention", bad)).status), JSON.stringify(bad));
  }
  assert.match((await prune()).out, /acme security: keeps its entries for ever/);
  assert.deepEqual(await owner.put("/audit/retention", { keep_days: 30 }), { keep_days: 30, written: true });
  assert.deepEqual(await admin.get("/audit/retention"), { keep_days: 30, written: true });
  const [changed] = await owner.audit("audit.retention_changed");
  assert.deepEqual([changed.target, changed.detail], [`wardroom/audit/${owner.workspace.id}`, "30 days"]);
  assert.match((await prune()).out, /acme security: nothing is old enough/);
});

test("what is older than that goes, in blocks of 256, and the rest verifies, live and exported", async () => {
  await later(server, "+31d");
  owner = await signIn(owner);
  const { code, out } = await prune();
  assert.equal(code, 0, out);
  assert.match(out, /acme security: removed up to entry 512/);
  const [first] = (await owner.get("/audit?limit=1")).items;
  assert.equal(first.seq, 513);
  const [pruned] = await owner.audit("audit.pruned");
  assert.deepEqual([pruned.target, pruned.actor], [`wardroom/audit/${owner.workspace.id} 512`, ""]);
  const verified = await owner.get("/audit/verify");
  assert.deepEqual([verified.ok, verified.first], [true, 513]);
  const file = path.join(server.home, "pruned.jsonl");
  const exported = await server.ctl("audit", "export", file);
  const key = exported.out.match(/public key ([0-9a-f]{64})/)[1];
  const checked = await server.ctl("audit", "verify", file, "--public-key", key);
  assert.match(checked.out, /ok, \d+ entries from 513 on, chain [0-9a-f]{64}, signature good/);
  await owner.refused(404, "no_such_entry", "GET", "/audit/entries/512/proof");
  assert.equal((await owner.get("/audit/entries/513/proof")).seq, 513);
  await owner.refused(410, "pruned", "GET", "/audit/growth?from=100");
  assert.deepEqual((await owner.get("/audit/search?before=513")).items, []);
  assert.match((await prune()).out, /acme security: nothing is old enough/);
});
