// The audit log searched: newest first, by what was done, who did it, to what, from where, when and how it ended.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { invite, login, setUp, startServer, wait } from "./harness.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const ann = await invite(owner, "member", "ann");
const ben = await invite(owner, "admin", "ben");
for (let n = 0; n < 7; ++n) await ann.channel("public", `channel ${n}`);
await login(server, "acme", "ann", { password: "wrong", from: "127.0.9.9" });
await ann.call("GET", "/invitations");
// A refusal is recorded after it is answered.
while (!(await owner.audit("access.denied")).length) await wait(20);
const all = await owner.audit();

async function found(query = {}, reader = owner) {
  const items = [];
  for (let before = null; ; ) {
    const page = await reader.get(`/audit/search?${new URLSearchParams({ ...query, ...(before ? { before } : {}) })}`);
    items.push(...page.items);
    if (page.next === null) return items;
    before = page.next;
  }
}
const same = async (query, condition) => assert.deepEqual(await found(query), all.filter(condition).reverse(), JSON.stringify(query));

test("without conditions it is the whole log, newest first, by pages", async () => {
  await same({}, () => true);
  await same({ limit: 3 }, () => true);
  const first = await owner.get("/audit/search?limit=1");
  assert.equal(first.items[0].seq, all.length);
  assert.equal(first.next, String(all.length));
  assert.deepEqual((await owner.get("/audit/search?before=1")).items, []);
  assert.deepEqual((await owner.get("/audit/search?before=999999&limit=1")).items, first.items);
});

test("each condition, and all of them together", async () => {
  await same({ event: "channel.created" }, ({ event }) => event === "channel.created");
  await same({ event: "auth." }, ({ event }) => event.startsWith("auth."));
  await same({ event: "auth" }, () => false);
  await same({ actor: ann.id }, ({ actor }) => actor === ann.id);
  await same({ target: ann.id }, ({ target }) => target.split(" ").includes(ann.id));
  await same({ address: "127.0.9.9" }, ({ address }) => address === "127.0.9.9");
  await same({ outcome: "denied" }, ({ outcome }) => outcome === "denied");
  await same({ event: "channel.created", actor: ann.id, outcome: "ok", limit: 2 }, ({ event, actor }) => event === "channel.created" && actor === ann.id);
  const [from, until] = [all[3].at, all.at(-3).at];
  await same({ from, until }, ({ at }) => at >= from && at < until);
  assert.ok((await found({ event: "auth.login_failed" })).length >= 1 && (await found({ outcome: "denied" })).length === 1);
});

test("what looks like a condition inside a value is none", async () => {
  const trick = '","actor":"usr_fake';
  await owner.patch("/me", { display_name: trick });
  for (const word of ["usr_fake", trick, '"', "%", "\\"]) assert.deepEqual(await found({ actor: word }), [], word);
});

test("details are told, and only to who may see the log", async () => {
  const [made] = await found({ event: "auth.login", actor: owner.id, limit: 1 });
  assert.ok("detail" in made);
  assert.deepEqual((await found({ event: "channel.created", actor: ann.id, log: "compliance" }, ben)).length, 7);
  await ann.refused(403, "permission_denied", "GET", "/audit/search");
  const other = await setUp(server, "other");
  assert.deepEqual(await found({ actor: ann.id }, other), []);
  for (const bad of ["limit=0", "limit=201", "before=0", "from=yesterday", "event=", "actor=", "color=red"]) {
    assert.ok([400, 422].includes((await owner.call("GET", `/audit/search?${bad}`)).status), bad);
  }
});

test("a long log is looked through piece by piece", async () => {
  const denied = (await found({ outcome: "denied" })).length;
  const before = (await owner.get("/audit/search?limit=1")).items[0].seq;
  await Promise.all(Array.from({ length: 1200 }, () => ann.call("GET", "/invitations")));
  while ((await owner.get("/audit/search?limit=1")).items[0].seq < before + 1200) await wait(50);
  assert.equal((await found({ event: "setup.completed" })).length, 1);
  assert.equal((await found({ outcome: "denied", limit: 200 })).length, denied + 1200);
});
