import assert from "node:assert/strict";
import { after, test } from "node:test";
import { exchange, invite, login, password, setUp, signIn, startServer } from "./harness.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const admin = await invite(owner, "admin");

const change = (by, person, body) => by.call("PATCH", `/users/${person.id}`, body);

test("everybody sees the people of the workspace, without their passwords or hashes", async () => {
  const viewer = await invite(owner, "viewer");
  const { items } = await viewer.get("/users?limit=200");
  assert.ok(items.some(({ id }) => id === owner.id));
  for (const user of items) {
    assert.deepEqual(Object.keys(user).sort(), ["active", "created_at", "display_name", "id", "tier", "username"]);
  }
  assert.deepEqual(
    await viewer.get(`/users/${owner.id}`),
    items.find(({ id }) => id === owner.id),
  );
});

test("one's own display name may be changed, and colleagues are told at once", async () => {
  const person = await invite(owner);
  const socket = await owner.connect();
  assert.equal((await person.patch("/me", { display_name: "Zoë 🦊" })).display_name, "Zoë 🦊");
  const { user } = await socket.event("user.updated", ({ user }) => user.id === person.id);
  assert.equal(user.display_name, "Zoë 🦊");
  socket.close();
});

test("a new tier is in force for the very next request, with the same access token", async () => {
  const person = await invite(owner, "viewer");
  await person.refused(403, "permission_denied", "POST", "/channels", { name: "x", kind: "public" });
  await owner.patch(`/users/${person.id}`, { tier: "member" });
  await person.channel();
  await owner.patch(`/users/${person.id}`, { tier: "viewer" });
  await person.refused(403, "permission_denied", "POST", "/channels", { name: "x", kind: "public" });
});

test("a lowered tier is in force on an open socket too", async () => {
  const person = await invite(owner);
  const channel = await person.channel();
  const socket = await person.connect();
  await socket.command("message.post", { channel: channel.id, text: "one" });
  await owner.patch(`/users/${person.id}`, { tier: "viewer" });
  const { problem } = await socket.ask("message.post", { channel: channel.id, text: "two" });
  assert.equal(problem.code, "permission_denied");
  socket.close();
});

test("nobody grants or takes away more than they hold", async () => {
  const [second, member] = [await invite(owner, "owner"), await invite(owner)];
  for (const [person, body] of [
    [member, { tier: "owner" }],
    [second, { tier: "member" }],
    [second, { active: false }],
    [admin, { tier: "owner" }],
  ]) {
    const answer = await change(admin, person, body);
    assert.equal(answer.status, 403, answer.text);
    assert.equal(answer.json.code, "grant_exceeds_own");
  }
  await admin.refused(403, "grant_exceeds_own", "DELETE", `/users/${second.id}/sessions`);
  assert.equal((await change(admin, member, { tier: "viewer" })).status, 200);
  assert.equal((await second.get("/me")).user.tier, "owner");
});

test("the last owner stays, also when two owners step down at once", async () => {
  const alone = await setUp(server, "alone");
  for (const body of [{ tier: "admin" }, { active: false }]) {
    await alone.refused(409, "last_owner", "PATCH", `/users/${alone.id}`, body);
  }
  const second = await invite(alone, "owner");
  const both = await Promise.all([change(alone, alone, { tier: "admin" }), change(second, second, { tier: "admin" })]);
  assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409]);
  const { items } = await alone.get("/users");
  assert.equal(items.filter(({ tier, active }) => tier === "owner" && active).length, 1);
});

test("deactivating a person ends their sessions, cuts their sockets and bars the door", async () => {
  const person = await invite(owner);
  const socket = await person.connect();
  await admin.patch(`/users/${person.id}`, { active: false });
  assert.equal((await socket.closed).code, 4401);
  assert.equal((await person.call("GET", "/me")).status, 401);
  const refreshed = await exchange(server, "POST", "/api/v1/auth/refresh", {
    body: { refresh_token: person.refreshToken },
  });
  assert.equal(refreshed.status, 401);
  const again = await login(server, "acme", person.user.username);
  assert.equal(again.json.code, "account_inactive");
  const wrong = await login(server, "acme", person.user.username, { password: "wrong wrong wrong" });
  assert.equal(wrong.json.code, "invalid_credentials");
  await admin.patch(`/users/${person.id}`, { active: true });
  assert.equal((await login(server, "acme", person.user.username)).status, 200);
  assert.equal((await person.call("GET", "/me")).status, 401);
});

test("signing a person out everywhere ends all their sessions and no others", async () => {
  const person = await invite(owner);
  const second = await signIn(person);
  const sockets = [await person.connect(), await second.connect()];
  const others = await admin.connect();
  await admin.delete(`/users/${person.id}/sessions`);
  for (const socket of sockets) assert.equal((await socket.closed).code, 4401);
  assert.equal((await second.call("GET", "/me")).status, 401);
  await others.command("presence.list");
  others.close();
});

test("a new password ends every other session and lets only itself in", async () => {
  const person = await invite(owner);
  const second = await signIn(person);
  const [own, other] = [await person.connect(), await second.connect()];
  const next = "another long password";
  await person.post("/me/password", { current_password: password, new_password: next });
  assert.equal((await other.closed).code, 4401);
  assert.equal((await second.call("GET", "/me")).status, 401);
  assert.equal((await person.get("/me")).user.id, person.id);
  await own.command("presence.list");
  own.close();
  assert.equal((await login(server, "acme", person.user.username)).status, 401);
  assert.equal((await login(server, "acme", person.user.username, { password: next })).status, 200);
});

test("a password is changed only by who knows the present one, to one that is long enough", async () => {
  const person = await invite(owner, "member", "the-very-long-username");
  for (const [current_password, new_password, status, field] of [
    ["wrong wrong wrong", "another long password", 403, "body.current_password"],
    [password, "short", 422, "body.new_password"],
    [password, "x".repeat(257), 422, "body.new_password"],
    [password, "the-very-long-username", 422, "body.new_password"],
  ]) {
    const answer = await person.call("POST", "/me/password", { current_password, new_password });
    assert.equal(answer.status, status, answer.text);
    assert.equal(answer.json.field, field);
  }
  assert.equal((await login(server, "acme", person.user.username)).status, 200);
});

test("usernames are unique in a workspace and free in another one", async () => {
  const { token } = await owner.post("/invitations", { tier: "member", max_uses: 2, expires_in_hours: 1 });
  const body = { token, username: "olga", display_name: "Second", password };
  const taken = await exchange(server, "POST", "/api/v1/invitations/accept", { body });
  assert.equal(taken.json.code, "username_taken");
  assert.equal((await setUp(server, "other")).user.username, "olga");
});

test("only an owner renames the workspace", async () => {
  await admin.refused(403, "permission_denied", "PATCH", "/workspace", { name: "Mine" });
  assert.equal((await owner.patch("/workspace", { name: "Renamed" })).name, "Renamed");
  assert.equal((await admin.get("/workspace")).name, "Renamed");
});
