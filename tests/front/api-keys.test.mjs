// API keys: what a program shows instead of signing in.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { Person, exchange, invite, setUp, startServer } from "./harness.mjs";
import { later } from "./faketime.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });

async function keyOf(person, given = {}) {
  const { api_key, token } = await person.post("/me/api-keys", { name: "a program", ...given });
  const program = new Person(server, { access_token: token, user: person.user, workspace: person.workspace });
  return { key: api_key, token, program };
}
async function events(person, log = "security") {
  return (await owner.audit(undefined, log)).filter(({ actor }) => actor === person.id);
}

test("a key is shown once, can be recognised, and works as its person", async () => {
  const person = await invite(owner);
  const { key, token, program } = await keyOf(person);
  assert.match(token, /^wrk_[0-7][0-9a-hjkmnp-tv-z]{25}_[A-Za-z0-9_-]{43}[A-Za-z0-9]{6}$/);
  assert.ok(token.includes(`_${key.shown}`));
  assert.equal(key.shown.length, 8);
  assert.equal((await program.get("/me")).user.id, person.id);
  const channel = await program.channel();
  const message = await program.say(channel, "said by a program");
  assert.equal(message.author, person.id);
  const listed = (await person.get("/me/api-keys")).items;
  assert.deepEqual(listed.map(({ name, scopes, read_only }) => [name, scopes, read_only]), [["a program", null, false]]);
  assert.ok(!JSON.stringify(listed).includes(token));
  const days = (Date.parse(key.expires_at) - Date.parse(key.created_at)) / 86_400_000;
  assert.equal(days, 90);
});

test("its use is noted, and what it does stands in the audit log with its id", async () => {
  const person = await invite(owner);
  const { key, program } = await keyOf(person);
  await program.channel();
  for (let i = 0; i < 50 && (await person.get("/me/api-keys")).items[0].last_used_at === null; ++i);
  assert.ok((await person.get("/me/api-keys")).items[0].last_used_at);
  const told = await events(person);
  assert.equal(told.find(({ event }) => event === "api_key.created").target, key.id);
  const made = (await events(person, "compliance")).find(({ event }) => event === "channel.created");
  assert.equal(made.session.split("_")[1], key.id.split("_")[1]);
});

test("neither token nor name is in any file", async () => {
  const person = await invite(owner);
  const { token } = await keyOf(person, { name: "the planted name of a key" });
  for (const file of readdirSync(server.data, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())) {
    const bytes = readFileSync(path.join(file.parentPath ?? file.path, file.name));
    assert.ok(!bytes.includes(token) && !bytes.includes("the planted name"), file.name);
  }
});

test("what is no key, or not this server's, is refused", async () => {
  const { token } = await keyOf(await invite(owner));
  const flipped = (at) => token.slice(0, at) + (token[at] === "0" ? "1" : "0") + token.slice(at + 1);
  const wrong = ["wrk_", `${token}0`, token.slice(0, -1), flipped(token.length - 1), flipped(10), flipped(40), `wrk_${"0".repeat(400)}`];
  for (const given of wrong) {
    const { status, json } = await exchange(server, "GET", "/api/v1/me", { token: given });
    assert.deepEqual([status, json.code], [401, "token_invalid"], given);
  }
});

test("a key may do no more than it was made for, nor than its person may at that moment", async () => {
  const admin = await invite(owner, "admin");
  const { program: poster } = await keyOf(admin, { scopes: ["post_messages", "channel_directory"] });
  const channel = await admin.channel();
  await poster.say(channel, "may post");
  await poster.refused(403, "permission_denied", "POST", "/channels", { name: "x", kind: "public" });
  await poster.refused(403, "permission_denied", "GET", "/audit");
  await admin.refused(403, "permission_denied", "POST", "/me/api-keys", { name: "x", scopes: ["manage_encryption"] });

  const { program } = await keyOf(admin);
  await program.get("/audit");
  await owner.patch(`/users/${admin.id}`, { tier: "member" });
  await program.refused(403, "permission_denied", "GET", "/audit");
  const denied = (await events(admin)).filter(({ event }) => event === "access.denied");
  assert.ok(denied.some(({ target }) => target === "audit.list"));
});

test("a key for reading changes nothing", async () => {
  const person = await invite(owner);
  const channel = await person.channel();
  const { program } = await keyOf(person, { read_only: true });
  await program.get(`/channels/${channel.id}/messages`);
  await program.refused(403, "api_key_refused", "POST", `/channels/${channel.id}/messages`, { text: "x" });
  const socket = await program.connect();
  const answer = await socket.ask("message.post", { channel: channel.id, text: "x" });
  assert.equal(answer.problem.code, "api_key_refused");
  socket.close();
});

test("a key never touches its account, nor what asks for a fresh proof", async () => {
  const admin = await invite(owner, "owner");
  const other = await invite(owner);
  const { program, key } = await keyOf(admin);
  const refused = [
    ["POST", "/me/api-keys", { name: "another" }],
    ["DELETE", `/me/api-keys/${key.id}`],
    ["PATCH", "/me", { display_name: "X" }],
    ["POST", "/me/password", { current_password: "x", new_password: "y".repeat(12) }],
    ["POST", "/me/factors/totp", {}],
    ["POST", "/auth/step-up", { password: "x" }],
    ["POST", "/auth/logout", {}],
    ["DELETE", `/me/sessions/ses_01h455vb4pex5vsknk084sn02q`],
    ["PATCH", `/users/${other.id}`, { tier: "viewer" }],
    ["POST", "/keys/rotate", { key: "workspace" }],
    ["POST", "/invitations", { tier: "admin", max_uses: 1, expires_in_hours: 1 }],
  ];
  for (const [method, target, body] of refused) await program.refused(403, "api_key_refused", method, target, body);
});

test("withdrawn, it is refused and its sockets are cut at once", async () => {
  const person = await invite(owner);
  const { key, program } = await keyOf(person);
  const socket = await program.connect();
  await person.delete(`/me/api-keys/${key.id}`);
  await socket.closed;
  await program.refused(401, "token_invalid", "GET", "/me");
  await person.refused(404, "api_key_not_found", "DELETE", `/me/api-keys/${key.id}`);
  assert.deepEqual((await person.get("/me/api-keys")).items, []);
});

test("an administrator sees and withdraws the keys of people no higher than themselves", async () => {
  const admin = await invite(owner, "admin");
  const person = await invite(owner);
  const { key, program } = await keyOf(person);
  const { key: ownersKey } = await keyOf(owner);
  assert.deepEqual((await admin.get(`/users/${person.id}/api-keys`)).items.map(({ id }) => id), [key.id]);
  await admin.delete(`/users/${person.id}/api-keys/${key.id}`);
  await program.refused(401, "token_invalid", "GET", "/me");
  await admin.refused(403, "grant_exceeds_own", "DELETE", `/users/${owner.id}/api-keys/${ownersKey.id}`);
});

test("deactivated, a person's keys end with their sessions, and do not come back with them", async () => {
  const person = await invite(owner);
  const { program } = await keyOf(person);
  const socket = await program.connect();
  await owner.patch(`/users/${person.id}`, { active: false });
  await socket.closed;
  await program.refused(401, "token_invalid", "GET", "/me");
  await owner.patch(`/users/${person.id}`, { active: true });
  await program.refused(401, "token_invalid", "GET", "/me");
});

test("another workspace's key opens nothing here", async () => {
  const stranger = await setUp(server, "strangers");
  const { program } = await keyOf(stranger);
  const channel = await owner.channel();
  await program.refused(404, "channel_not_found", "GET", `/channels/${channel.id}`);
});

test("bounds are told: days, name, unknown scopes, and fifty keys", async () => {
  const person = await invite(owner);
  for (const body of [{ name: "" }, { name: "x", expires_in_days: 0 }, { name: "x", expires_in_days: 366 }, { name: "x", scopes: ["everything"] }]) {
    await person.refused(422, "invalid_field", "POST", "/me/api-keys", body);
  }
  for (let i = 0; i < 50; ++i) await keyOf(person, { name: `key ${i}` });
  await person.refused(409, "too_many_api_keys", "POST", "/me/api-keys", { name: "one more" });
});

test("a key ends on its day", async () => {
  const person = await invite(owner);
  const { program: short } = await keyOf(person, { expires_in_days: 1 });
  const { program: long } = await keyOf(person, { expires_in_days: 3 });
  await later(server, "+2d");
  await short.refused(401, "token_invalid", "GET", "/me");
  await long.get("/me");
});
