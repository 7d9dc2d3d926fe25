// Custom roles: what they give counts at once and is gone at once; nobody gives more than they hold.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { closeAgents } from "./http.mjs";
import { allOperations, perform, samples, stage } from "./operations.mjs";
import { Person, invite, setUp, startServer } from "./harness.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const catalogue = await owner.get("/permissions");
const operations = await allOperations();
const viewers = catalogue.tiers.find(({ tier }) => tier === "viewer").permissions;
let number = 0;

const make = (permissions, by = owner) => by.post("/roles", { name: `role ${++number}`, permissions });
const give = (role, person, by = owner) => by.put(`/roles/${role.id}/holders/${person.id}`);
const take = (role, person, by = owner) => by.delete(`/roles/${role.id}/holders/${person.id}`);
async function holder(permissions, tier = "viewer") {
  const person = await invite(owner, tier);
  const role = await make(permissions);
  await give(role, person);
  return { person, role };
}

test("a role is made, listed, given, and taken; each stands in the audit log with what it allows", async () => {
  const person = await invite(owner, "member");
  const role = await make(["view_audit"]);
  assert.deepEqual([role.permissions, role.effective, role.holders], [["view_audit"], ["view_admin", "view_audit"], 0]);
  await give(role, person);
  await give(role, person); // twice changes nothing
  const listed = (await owner.get("/roles")).items.find(({ id }) => id === role.id);
  assert.equal(listed.holders, 1);
  assert.deepEqual((await owner.get(`/users/${person.id}/roles`)).items.map(({ id }) => id), [role.id]);
  const { items } = await owner.get(`/roles/${role.id}/holders`);
  assert.deepEqual(items.map(({ user, granted_by }) => [user.id, granted_by]), [[person.id, owner.id]]);
  await owner.patch(`/roles/${role.id}`, { permissions: ["view_audit", "delete_messages"] });
  await take(role, person);
  await owner.refused(404, "role_not_held", "DELETE", `/roles/${role.id}/holders/${person.id}`);
  await owner.delete(`/roles/${role.id}`);
  await owner.refused(404, "role_not_found", "PATCH", `/roles/${role.id}`, { name: "x" });
  const entries = (await owner.audit()).filter(({ target }) => target.startsWith(role.id));
  assert.deepEqual(
    entries.map(({ event, target, detail }) => [event, target, detail]),
    [
      ["role.created", role.id, "view_audit"],
      ["role.granted", `${role.id} ${person.id}`, "view_audit"],
      ["role.updated", role.id, "from view_audit to view_audit, delete_messages"],
      ["role.withdrawn", `${role.id} ${person.id}`, "view_audit, delete_messages"],
      ["role.deleted", role.id, "view_audit, delete_messages; 0 people had it"],
    ],
  );
});

test("what a role gives counts at once on what is connected, and is gone at once: taken, changed, deleted", async () => {
  const { person, role } = await holder(["view_audit"]);
  const socket = await person.connect();
  const told = () => socket.event("user.updated", ({ user }) => user.id === person.id);
  const may = async () => (await person.call("GET", "/audit")).status === 200;
  const changes = [
    [() => take(role, person), false],
    [() => give(role, person), true],
    [() => owner.patch(`/roles/${role.id}`, { permissions: ["create_channels"] }), false],
    [() => owner.patch(`/roles/${role.id}`, { permissions: ["view_audit"] }), true],
    [() => owner.delete(`/roles/${role.id}`), false],
  ];
  assert.equal(await may(), true);
  for (const [change, allowed] of changes) {
    const heard = told();
    await change();
    assert.equal(await may(), allowed);
    assert.equal((await person.get("/me")).permissions.includes("view_audit"), allowed);
    await heard;
  }
  socket.close();
});

test("that somebody's roles changed is told to them alone", async () => {
  const [person, other] = [await invite(owner), await invite(owner)];
  const [own, others] = [await person.connect(), await other.connect()];
  const role = await make(["view_audit"]);
  await give(role, person);
  await own.event("user.updated", ({ user }) => user.id === person.id);
  await owner.patch(`/users/${person.id}`, { tier: "viewer" }); // told to everybody, and after it
  await others.event("user.updated", ({ user }) => user.tier === "viewer");
  assert.deepEqual(others.events.filter(({ event }) => event === "user.updated"), []);
  for (const socket of [own, others]) socket.close();
});

test("several roles add up; one that is taken leaves what the others give", async () => {
  const { person, role } = await holder(["view_audit", "create_channels"]);
  const second = await make(["view_audit"]);
  await give(second, person);
  await take(role, person);
  await person.get("/audit");
  await person.refused(403, "permission_denied", "POST", "/channels", { name: "x", kind: "public" });
});

test("a role outlives the server, and its name is in no file", async () => {
  const role = await owner.post("/roles", { name: "PLANTED-ROLE-NAME", permissions: ["view_audit"] });
  const person = await invite(owner, "viewer");
  await give(role, person);
  await server.kill();
  closeAgents();
  await server.start();
  await person.get("/audit");
  assert.equal((await owner.get("/roles")).items.find(({ id }) => id === role.id).name, "PLANTED-ROLE-NAME");
  for (const file of readdirSync(server.data, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())) {
    assert.ok(!readFileSync(path.join(file.parentPath ?? file.path, file.name)).includes("PLANTED-ROLE-NAME"), file.name);
  }
  await owner.delete(`/roles/${role.id}`);
});

test("nobody makes, changes, gives, takes or deletes a role of more than they hold", async () => {
  const { person: keeper } = await holder(["manage_roles"], "member");
  const high = await make(["manage_encryption"]);
  const other = await invite(owner, "member");
  await give(high, other);
  const refused = (...call) => keeper.refused(403, "grant_exceeds_own", ...call);
  await refused("POST", "/roles", { name: "mine", permissions: ["manage_encryption"] });
  await refused("POST", "/roles", { name: "mine", permissions: ["post_messages", "manage_channels"] });
  await refused("PUT", `/roles/${high.id}/holders/${keeper.id}`);
  await refused("DELETE", `/roles/${high.id}/holders/${other.id}`);
  await refused("PATCH", `/roles/${high.id}`, { permissions: ["post_messages"] });
  await refused("PATCH", `/roles/${high.id}`, { name: "renamed" });
  await refused("DELETE", `/roles/${high.id}`);
  const low = await make(["post_messages"], keeper);
  await refused("PATCH", `/roles/${low.id}`, { permissions: ["post_messages", "view_audit"] });
  await give(low, other, keeper);
  const { code } = (await keeper.call("PUT", `/roles/${high.id}/holders/${keeper.id}`)).json;
  assert.equal(code, "grant_exceeds_own");
});

test("somebody who holds more by a role is out of reach of who manages people and holds less", async () => {
  const { person: keeper } = await holder(["manage_users"], "member");
  const { person } = await holder(["manage_encryption"], "viewer");
  const refused = (...call) => keeper.refused(403, "grant_exceeds_own", ...call);
  await refused("POST", `/users/${person.id}/password-reset`);
  await refused("DELETE", `/users/${person.id}/factors`);
  await refused("DELETE", `/users/${person.id}/sessions`);
  await refused("PATCH", `/users/${person.id}`, { active: false });
  const plain = await invite(owner, "viewer");
  await keeper.post(`/users/${plain.id}/password-reset`);
  await keeper.patch(`/users/${plain.id}`, { tier: "member" });
  await refused("PATCH", `/users/${plain.id}`, { tier: "admin" });
});

test("a link for a new password is void once the person holds more than who made it", async () => {
  const { person: keeper } = await holder(["manage_users"], "member");
  const person = await invite(owner, "viewer");
  const { link } = await keeper.post(`/users/${person.id}/password-reset`);
  await give(await make(["manage_encryption"]), person);
  const body = { token: link.split("#token=")[1], password: "correct horse battery staple anew" };
  const answer = await owner.call("POST", "/auth/reset", body);
  assert.deepEqual([answer.status, answer.json.code], [404, "reset_invalid"]);
});

test("a second factor demanded of administrators is demanded of who is one by a role", async () => {
  const second = await setUp(server, "strict");
  const { addPasskey } = await import("./authenticator.mjs");
  await addPasskey(second);
  await second.put("/factors/policy", { required_from: "admin" });
  const person = await invite(second, "member");
  await person.get("/channels");
  const role = await second.post("/roles", { name: "auditor", permissions: ["view_audit"] });
  await second.put(`/roles/${role.id}/holders/${person.id}`);
  assert.equal((await person.call("GET", "/channels")).json.code, "session_ended");
  assert.equal((await second.get("/factors/policy")).people_without, 1);
});

test("an API key's permissions bring what comes with them, and no more than its person has", async () => {
  const { person, role } = await holder(["manage_channels", "create_channels", "post_messages"], "viewer");
  const { token } = await person.post("/me/api-keys", { name: "k", scopes: ["manage_channels"] });
  const program = new Person(server, { access_token: token, user: person.user, workspace: person.workspace });
  assert.deepEqual((await program.get("/me")).permissions.sort(), ["create_channels", "delete_messages", "edit_channels", "manage_channels", "manage_subscribers", "post_messages"]);
  await take(role, person);
  assert.deepEqual((await program.get("/me")).permissions, []);
});

test("channel powers are told apart: changing, deleting, removing people, deleting messages", async () => {
  const powers = {
    edit_channels: (at) => ["PATCH", `/channels/${at.channel.id}`, { topic: "t" }],
    manage_subscribers: (at) => ["DELETE", `/channels/${at.channel.id}/members/${at.second.id}`],
    delete_messages: (at) => ["DELETE", `/messages/${at.message.id}`],
    manage_channels: (at) => ["DELETE", `/channels/${at.channel.id}`],
  };
  for (const held of Object.keys(powers)) {
    const { person } = await holder([held], "member");
    const { brings } = catalogue.permissions.find(({ permission }) => permission === held);
    for (const [power, call] of Object.entries(powers)) {
      const channel = await owner.channel("private");
      const second = await invite(owner);
      await owner.put(`/channels/${channel.id}/members/${person.id}`);
      await owner.put(`/channels/${channel.id}/members/${second.id}`);
      const message = await owner.say(channel, "x");
      const answer = await person.call(...call({ channel, second, message }));
      assert.equal(answer.status, power === held || brings.includes(power) ? 200 : 403, `${held} ${power} ${answer.text}`);
    }
  }
});

test("bad roles are refused and change nothing", async () => {
  const before = JSON.stringify(await owner.get("/roles"));
  await owner.refused(422, "invalid_field", "POST", "/roles", { name: "x", permissions: [] });
  await owner.refused(422, "invalid_field", "POST", "/roles", { name: "x", permissions: ["fly"] });
  await owner.refused(422, "invalid_field", "POST", "/roles", { name: "", permissions: ["view_audit"] });
  await owner.refused(422, "invalid_field", "POST", "/roles", { name: "x".repeat(81), permissions: ["view_audit"] });
  await owner.refused(422, "invalid_field", "POST", "/roles", { name: "x", permissions: ["view_audit"], tier: "owner" });
  assert.equal(JSON.stringify(await owner.get("/roles")), before);
  const role = await make(["view_audit"]);
  await owner.refused(409, "role_name_taken", "POST", "/roles", { name: role.name, permissions: ["view_audit"] });
  await owner.refused(422, "invalid_field", "PATCH", `/roles/${role.id}`, { permissions: [] });
  await owner.refused(404, "user_not_found", "PUT", `/roles/${role.id}/holders/usr_01h455vb4pex5vsknk084sn02q`);
  assert.deepEqual((await owner.get("/roles")).items.find(({ id }) => id === role.id), role);
});

// The matrix of tiers is in docs/permissions.md; here it is asked for each permission alone.
const ruled = operations.filter(({ needs }) => needs);
for (const { permission, brings } of catalogue.permissions) {
  test(`a viewer with a role of ${permission} may what it allows, and nothing else that needs a permission`, async () => {
    const { person } = await holder([permission]);
    const at = await stage(owner, person);
    const held = new Set([permission, ...brings, ...viewers]);
    let asked = 0;
    for (const operation of ruled) {
      const expected = held.has(operation.needs);
      if (expected && ![permission, ...brings].includes(operation.needs)) continue;
      const answer = await perform(person, operation, expected ? samples(at)[operation.name] : { ...samples(at)[operation.name], before: undefined });
      ++asked;
      if (!expected) assert.deepEqual([answer.status, answer.json.code], [403, "permission_denied"], operation.name);
      // What an operation asks for besides (whose channel it is, what somebody else holds) may still be missing.
      else assert.ok(!answer.text.includes(`needs the permission ${operation.needs} `), `${operation.name} ${answer.text}`);
    }
    assert.ok(asked > 20);
  });
}
