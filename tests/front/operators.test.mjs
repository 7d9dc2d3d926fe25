// The server's operators: people of one workspace, named by whoever has a shell on the server, who make, suspend, limit
// and wipe workspaces through the front door, and learn nothing of what is in them.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { exchange, invite, password, setUp, startServer, wait } from "./harness.mjs";
import { allOperations, perform } from "./operations.mjs";

const server = await startServer(after, { env: { WARDROOM_RATE_LIMITS: "false" } });
const operator = await setUp(server, "crew", { link: server.setupLink });
const colleague = await invite(operator, "admin");
const owner = await setUp(server, "acme");
const member = await invite(owner);
const channel = await owner.channel("private", "unspeakable");
await owner.say(channel, "nobody else's business");
await owner.patch("/workspace", { name: "Acme Shellfish" });
const ofServer = (await allOperations()).filter(({ path: at }) => at.startsWith("/server/"));
const about = (operation, id = owner.workspace.id) => ({
  params: { workspace: id },
  body: operation.name === "server.workspace_wipe" ? { confirm: "acme" } : {},
});
const ctl = async (...words) => {
  const { code, out, err } = await server.ctl("workspace", ...words);
  return { code, text: `${out}${err ?? ""}` };
};
const at = (id, deed = "") => `/server/workspaces/${id}${deed}`;
const find = async (slug) => (await operator.get("/server/workspaces")).items.find((each) => each.slug === slug);
async function until(status) {
  for (let tries = 0; tries < 100; ++tries) {
    const answer = await operator.call("GET", "/server/workspaces");
    if (answer.status === status) return answer;
    await wait(100);
  }
  assert.fail("ten seconds have passed");
}

for (const operation of ofServer) {
  test(`${operation.name} before anybody is named: refused to owners of every workspace, and recorded`, async () => {
    for (const person of [operator, owner]) {
      const answer = await perform(person, operation, about(operation));
      assert.deepEqual([answer.status, answer.json.code], [403, "permission_denied"], answer.text);
      assert.match(answer.json.detail, /operators/);
      const denied = async () =>
        (await person.audit()).filter(({ event, target }) => event === "access.denied" && target === operation.name).length;
      for (let tries = 0; tries < 50 && (await denied()) === 0; ++tries) await wait(50);  // written after the answer
      assert.equal(await denied(), 1);
    }
  });
}

test("whoever has a shell names them; the logs of server and workspace say so", async () => {
  assert.match((await ctl("operators", "nowhere")).text, /no workspace/);
  assert.notEqual((await ctl("operators")).code, 0);
  const named = await ctl("operators", "crew");
  assert.equal(named.code, 0, named.text);
  await until(200);
  assert.match((await ctl("show", "crew")).text, /may administer the server/);
  assert.equal((await operator.get("/workspace")).operators, true);
  assert.equal((await owner.get("/workspace")).operators, false);
  assert.equal((await operator.audit()).filter(({ event }) => event === "workspace.operators_set").length, 1);
});

for (const operation of ofServer) {
  test(`${operation.name} by people of other workspaces, and by administrators of theirs: refused`, async () => {
    for (const person of [owner, member, colleague]) {
      const answer = await perform(person, operation, about(operation));
      assert.deepEqual([answer.status, answer.json.code], [403, "permission_denied"], answer.text);
    }
  });
  if (!operation.path.includes("{workspace}")) continue;
  test(`${operation.name} of a workspace that nobody has: 404`, async () => {
    const answer = await perform(operator, operation, about(operation, "ws_01h00000000000000000000000"));
    assert.deepEqual([answer.status, answer.json.code], [404, "workspace_not_found"], answer.text);
  });
}

test("a backup that is none, and what would lead out of the folder, answers 404, and nothing is removed", async () => {
  for (const words of [["recovery", "create"], ["backup", "create"]]) assert.equal((await server.ctl(...words)).code, 0);
  const before = (await operator.get("/server/backups")).items;
  assert.equal(before.length, 1);
  for (const name of ["wardroom-20200101T000000Z.age", "keys.age", "lock", "..%2fdata%2fkeyring", "%2fetc%2fpasswd", "x"]) {
    const { status, json } = await operator.call("DELETE", `/server/backups/${name}`);
    assert.equal(status, 404, name);
    assert.match(json.code, /^(backup_not_found|no_such_route)$/);
  }
  assert.deepEqual((await operator.get("/server/backups")).items, before);
});

test("they see short names, times, counts and sizes, and nothing that somebody wrote", async () => {
  const { items, next } = await operator.get("/server/workspaces");
  assert.deepEqual(items.map(({ slug, operators }) => [slug, operators]), [["crew", true], ["acme", false]]);
  assert.equal(next, null);
  const first = await operator.get("/server/workspaces?limit=1");
  assert.equal(first.items.length, 1);
  assert.deepEqual((await operator.get(`/server/workspaces?limit=1&after=${first.next}`)).items, [items[1]]);
  const details = await operator.get(at(owner.workspace.id));
  assert.deepEqual(details.allowance, { people: null, channels: null, requests_per_second: null, compliance_log: true });
  assert.equal(details.use.people, 2);
  assert.ok(details.use.channels >= 1 && details.use.bytes > 10_000);
  const told = JSON.stringify([items, details]);
  for (const secret of ["unspeakable", "business", "Shellfish", owner.user.username, owner.id, channel.id]) {
    assert.ok(!told.includes(secret), secret);
  }
});

test("a role with manage_workspaces makes an operator of somebody, and in other workspaces of nobody", async () => {
  for (const [giver, taker, status] of [[operator, colleague, 200], [owner, member, 403]]) {
    const role = await giver.post("/roles", { name: "Operators", permissions: ["manage_workspaces"] });
    await giver.put(`/roles/${role.id}/holders/${taker.id}`);
    assert.equal((await taker.call("GET", "/server/workspaces")).status, status);
    await giver.delete(`/roles/${role.id}`);
    assert.equal((await taker.call("GET", "/server/workspaces")).status, 403);
  }
});

test("suspended, everybody is cut off before the answer; the workspace's own log has the reason, not the operator", async () => {
  const socket = await member.connect();
  const suspended = await operator.post(at(owner.workspace.id, "/suspend"), { reason: "unpaid" });
  assert.ok(suspended.suspended_at);
  await member.refused(403, "workspace_suspended", "GET", "/me");
  assert.equal((await socket.closed).code, 4503);
  const details = await operator.get(at(owner.workspace.id));
  assert.deepEqual([details.allowance, details.use], [null, null], "it is not opened");
  assert.equal((await operator.post(at(owner.workspace.id, "/suspend"), {})).suspended_at, suspended.suspended_at);
  assert.equal((await operator.post(at(owner.workspace.id, "/resume"), {})).suspended_at, null);
  await member.get("/me");
  const theirs = (await owner.audit()).filter(({ event }) => /^workspace\.(suspended|resumed)$/.test(event));
  assert.deepEqual(theirs.map(({ event, detail, actor, address, session }) => [event, detail, actor, address, session]), [
    ["workspace.suspended", "unpaid", "", "", ""],
    ["workspace.resumed", "", "", "", ""],
  ]);
  const own = (await operator.audit()).filter(({ event }) => event === "workspace.suspended");
  assert.deepEqual(own.map(({ actor, target, detail }) => [actor, target, detail]), [[operator.id, owner.workspace.id, "unpaid"]]);
  assert.equal(own[0].request, theirs[0].request, "the request is how the two are matched");
});

test("what it may have is set as a whole and counts at once", async () => {
  const { use } = await operator.get(at(owner.workspace.id));
  const put = (body) => operator.put(at(owner.workspace.id, "/allowance"), body);
  assert.deepEqual(await put({ people: use.people }), { people: use.people, channels: null, requests_per_second: null, compliance_log: true });
  const { token } = await owner.post("/invitations", { tier: "member", max_uses: 1, expires_in_hours: 1 });
  const late = { token, username: "latecomer", display_name: "L", password };
  const answer = await exchange(server, "POST", "/api/v1/invitations/accept", { body: late });
  assert.deepEqual([answer.status, answer.json.code], [409, "quota_reached"], answer.text);
  for (const wrong of [0, 1_000_001, -1, "many", 1.5]) {
    assert.equal((await operator.call("PUT", at(owner.workspace.id, "/allowance"), { people: wrong })).status, 422, wrong);
  }
  const unlimited = { people: null, channels: null, requests_per_second: null };
  assert.deepEqual(await put({}), { ...unlimited, compliance_log: true });
  assert.deepEqual(await put({ compliance_log: false }), { ...unlimited, compliance_log: false });
  assert.deepEqual(await put({}), { ...unlimited, compliance_log: false }, "it is not granted by saying nothing of it");
  assert.deepEqual(await put({ compliance_log: true }), { ...unlimited, compliance_log: true });
  assert.match((await ctl("show", "acme")).text, /people: no limit/);
});

test("a link makes a workspace that its user owns, and the operator does not", async () => {
  const { url } = await operator.post("/server/workspaces", {});
  const made = await setUp(server, "annex", { link: url });
  assert.equal((await find("annex")).id, made.workspace.id);
  assert.equal((await exchange(server, "POST", "/api/v1/auth/login", { body: { workspace: "annex", username: operator.user.username, password: "x".repeat(12) } })).status, 401);
  const again = await exchange(server, "GET", "/api/v1/setup");
  assert.equal(again.json.needed, false);
});

test("their own workspace is neither suspended nor wiped", async () => {
  const { id } = operator.workspace;
  await operator.refused(409, "operators_workspace", "POST", at(id, "/suspend"), {});
  await operator.refused(409, "operators_workspace", "POST", at(id, "/wipe"), { confirm: "crew" });
  assert.match((await ctl("suspend", "crew")).text, /operators/);
});

test("wiped: suspended before, confirmed, its keys and file destroyed, its name free", async () => {
  const { id } = await find("annex");
  const files = () => readdirSync(path.join(server.data, "databases")).filter((name) => name.startsWith(id));
  assert.ok(files().length > 0);
  await operator.refused(409, "workspace_in_service", "POST", at(id, "/wipe"), { confirm: "annex" });
  await operator.post(at(id, "/suspend"), {});
  await operator.refused(422, "invalid_field", "POST", at(id, "/wipe"), { confirm: "anex" });
  await operator.post(at(id, "/wipe"), { confirm: "annex" });
  assert.deepEqual(files(), []);
  assert.equal(await find("annex"), undefined);
  await operator.refused(404, "workspace_not_found", "GET", at(id));
  await setUp(server, "annex");
  assert.equal((await operator.audit()).filter(({ event }) => event === "workspace.wiped").length, 1);
});

test("an API key of an operator reads, and does nothing that takes a fresh proof", async () => {
  const { token } = await operator.post("/me/api-keys", { name: "robot" });
  const call = (method, where, body) => exchange(server, method, `/api/v1${where}`, { body, headers: { Authorization: `Bearer ${token}` } });
  assert.equal((await call("GET", "/server/workspaces")).status, 200);
  for (const deed of ["/suspend", "/resume"]) assert.equal((await call("POST", at(owner.workspace.id, deed), {})).status, 403);
});

test("named no more, they are out within seconds; it outlives a restart", async () => {
  await server.kill();
  await server.start();
  assert.equal((await operator.call("GET", "/server/workspaces")).status, 200);
  assert.equal((await ctl("operators", "--nobody")).code, 0);
  await until(403);
  const exported = path.join(server.home, "platform.jsonl");
  assert.equal((await server.ctl("audit", "export", exported, "--workspace", "platform")).code, 0);
  assert.equal((await server.ctl("audit", "verify", exported)).code, 0);
});
