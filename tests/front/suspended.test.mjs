// What the server's administrator does with workspaces by wardroomctl, while the server runs: suspend, resume, limit,
// wipe. Another workspace notices nothing.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { Provisioner } from "./provisioner.mjs";
import { exchange, invite, password, Person, setUp, startServer, wait } from "./harness.mjs";
import { allOperations, perform, samples, stage } from "./operations.mjs";

const server = await startServer(after, { env: { WARDROOM_RATE_LIMITS: "false" } });
const other = await setUp(server, "other", { link: server.setupLink });
const owner = await setUp(server, "acme");
const member = await invite(owner);
const channel = await owner.channel();
const { token } = await owner.post("/me/api-keys", { name: "robot" });
const robot = new Person(server, { access_token: token, user: owner.user, workspace: owner.workspace });
const scim = await Provisioner.of(owner);
const at = await stage(owner, member);
const operations = (await allOperations()).filter(({ open }) => !open);
const ctl = async (...words) => {
  const { code, out, err } = await server.ctl("workspace", ...words);
  return { code, text: `${out}${err ?? ""}` };
};
const state = async (person = owner) => (await person.call("GET", "/me")).json.code ?? "served";
async function until(expected, person = owner) {
  for (let tries = 0; tries < 100; ++tries) {
    if ((await state(person)) === expected) return;
    await wait(100);
  }
  assert.fail(`after ten seconds: ${await state(person)}`);
}

test("suspended, everybody is cut off within seconds and told why", async () => {
  const socket = await member.connect();
  const asked = await ctl("suspend", "acme", "--reason", "unpaid");
  assert.equal(asked.code, 0, asked.text);
  const { code, reason } = await socket.closed;
  assert.equal(code, 4503);
  assert.match(reason, /^workspace_suspended/);
  await until("workspace_suspended");
  assert.match((await ctl("show", "acme")).text, /suspended/);
});

for (const operation of operations) {
  test(`${operation.name} by an owner of a suspended workspace: 403 workspace_suspended`, async () => {
    const answer = await perform(owner, operation, { ...samples(at)[operation.name], before: undefined });
    assert.deepEqual([answer.status, answer.json.code], [403, "workspace_suspended"], answer.text);
  });
}

test("nobody gets in: by password, session, API key, provisioning, ticket or a link", async () => {
  const refused = async (answer) => assert.deepEqual([answer.status, answer.json.code ?? answer.json.detail], [403, "workspace_suspended"], answer.text);
  await refused(await exchange(server, "POST", "/api/v1/auth/login", { body: { workspace: "acme", username: "olga", password } }));
  await refused(await exchange(server, "POST", "/api/v1/auth/refresh", { body: { refresh_token: owner.refreshToken } }));
  await refused(await robot.call("GET", "/me"));
  await refused(await owner.call("POST", "/realtime/tickets"));
  await refused(await exchange(server, "POST", "/api/v1/invitations/preview", { body: { token: at.token } }));
  const users = await scim.call("GET", "/Users");
  assert.equal(users.status, 403, users.text);
});

test("another workspace goes on, and its people see nothing of it", async () => {
  assert.equal(await state(other), "served");
  assert.ok(!JSON.stringify(await other.audit()).includes("suspended"));
});

test("it stays so over a restart", async () => {
  await server.kill();
  await server.start();
  assert.equal(await state(), "workspace_suspended");
});

test("resumed, it is as it was, and both logs say what was done", async () => {
  assert.equal((await ctl("resume", "acme")).code, 0);
  await until("served");
  assert.equal((await owner.get(`/channels/${channel.id}`)).id, channel.id);
  const events = (await owner.audit()).filter(({ event }) => event.startsWith("workspace."));
  assert.deepEqual(events.map(({ event, detail }) => [event, detail]), [["workspace.suspended", "unpaid"], ["workspace.resumed", ""]]);
  assert.match((await ctl("resume", "acme")).text, /not suspended/);
});

test("quotas: as many people and channels as it may have, and what is there stays", async () => {
  assert.match((await ctl("quota", "acme", "--people", "0")).text, /1 to 1000000/);
  assert.match((await ctl("quota", "acme")).text, /--people, --channels/);
  const { items } = await owner.get("/users?limit=200");
  const active = items.filter((user) => user.active).length;
  assert.equal((await ctl("quota", "acme", "--people", String(active + 1), "--channels", "1")).code, 0);
  await invite(owner);
  await owner.refused(409, "quota_reached", "POST", "/channels", { name: "x", kind: "public" });
  const { token: link } = await owner.post("/invitations", { tier: "member", max_uses: 1, expires_in_hours: 1 });
  const late = { token: link, username: "latecomer", display_name: "L", password };
  const answer = await exchange(server, "POST", "/api/v1/invitations/accept", { body: late });
  assert.deepEqual([answer.status, answer.json.code], [409, "quota_reached"], answer.text);
  await owner.patch(`/users/${member.id}`, { active: false });
  assert.equal((await exchange(server, "POST", "/api/v1/invitations/accept", { body: late })).status, 200);
  await owner.refused(409, "quota_reached", "PATCH", `/users/${member.id}`, { active: true });
  assert.equal((await scim.call("POST", "/Users", { userName: "pat" })).status, 409);
  assert.equal((await ctl("quota", "acme", "--people", "none", "--channels", "none")).code, 0);
  await owner.patch(`/users/${member.id}`, { active: true });
  await owner.channel();
});

test("wiped, it is gone for good: suspended first, confirmed, its keys and file destroyed", async () => {
  const files = () => readdirSync(path.join(server.data, "databases")).filter((name) => name.startsWith(owner.workspace.id));
  assert.equal(files().length > 0, true);
  assert.match((await ctl("wipe", "acme", "--confirm", "acme")).text, /Suspend it first/);
  await ctl("suspend", "acme");
  assert.match((await ctl("wipe", "acme", "--confirm", "acne")).text, /short name/);
  assert.match((await ctl("wipe", "acme", "--confirm", "acme")).text, /a moment ago/);
  await until("workspace_suspended");
  await wait(31_000);
  const wiped = await ctl("wipe", "acme", "--confirm", "acme");
  assert.equal(wiped.code, 0, wiped.text);
  assert.deepEqual(files(), []);
  for (let tries = 0; tries < 100 && (await state()) === "workspace_suspended"; ++tries) await wait(100);
  assert.notEqual(await state(), "served");
  const entered = await exchange(server, "POST", "/api/v1/auth/login", { body: { workspace: "acme", username: "olga", password } });
  assert.equal(entered.status, 401, entered.text);
  assert.match((await ctl("show", "acme")).text, /no workspace/);
  assert.equal(await state(other), "served");
  // Its name is free, and what comes under it is another one.
  const anew = await setUp(server, "acme");
  assert.notEqual(anew.workspace.id, owner.workspace.id);
  await anew.get("/channels");
  await server.kill();
  await server.start();
  assert.equal(await state(anew), "served");
  assert.ok(existsSync(path.join(server.data, "keyring")));
  const exported = path.join(server.home, "platform.jsonl");
  assert.equal((await server.ctl("audit", "export", exported, "--workspace", "platform")).code, 0);
});
