// People who come from another product with the password hashes that it kept.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, test } from "node:test";
import { invite, login, setUp, startServer } from "./harness.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const admin = await invite(owner, "admin", "abe");
const member = await invite(owner, "member", "mia");
// By Perl's crypt().
const bcrypt = (password, salt = "$2b$06$abcdefghijklmnopqrstuu") => execFileSync("perl", ["-e", "print crypt($ARGV[0], $ARGV[1])", password, salt]).toString();
const person = (username, more = {}) => ({ username, display_name: username.toUpperCase(), tier: "member", ...more });
const import_ = (people, who = owner) => who.call("POST", "/user-imports", { people });
const usernames = async () => (await owner.get("/users?limit=200")).items.map(({ username }) => username);

test("accounts are made with their old passwords, which work on and are hashed anew at the first sign-in", async () => {
  const hash = bcrypt("old-Secret-of-zoe");
  assert.match(hash, /^\$2b\$06\$/);
  const { status, json } = await import_([person("zoe", { password_hash: hash }), person("yan", { tier: "viewer" })]);
  assert.equal(status, 200);
  assert.deepEqual(json.users.map(({ username, tier, active }) => [username, tier, active]), [["zoe", "member", true], ["yan", "viewer", true]]);
  assert.equal((await login(server, "acme", "zoe", { password: "another" })).status, 401);
  assert.equal((await login(server, "acme", "zoe", { password: "old-Secret-of-zoe" })).status, 200);
  assert.equal((await login(server, "acme", "zoe", { password: "old-Secret-of-zoe" })).status, 200);
  assert.equal((await login(server, "acme", "zoe", { password: "another" })).status, 401);
  assert.equal((await login(server, "acme", "yan")).status, 401); // no password until a link sets one
  const [entry] = await owner.audit("user.imported");
  assert.deepEqual([entry.target, entry.actor, entry.detail], [json.users.map(({ id }) => id).join(" "), owner.id, "zoe (member), yan (viewer)"]);
  for (const { id } of json.users) assert.equal((await owner.get(`/audit/search?event=user.imported&target=${id}`)).items[0].seq, entry.seq);
});

test("people are in everybody's channels at once", async () => {
  const { json } = await import_([person("xia")]);
  const general = (await owner.get("/channels")).items.find(({ name }) => name === "general");
  const members = (await owner.get(`/channels/${general.id}/members?limit=200`)).items;
  assert.ok(members.some(({ user }) => user === json.users[0].id || user?.id === json.users[0].id), JSON.stringify(members[0]));
});

test("all or none: what is wrong is named with its place, and nothing is made", async () => {
  const before = await usernames();
  const good = bcrypt("some words for it");
  const bad = [
    [[person("will"), person("Bad Name")], 422, "body.people[1].username"],
    [[person("will"), person("will")], 409, "body.people[1].username"],
    [[person("will"), person("zoe")], 409, "body.people[1].username"],
    [[person("will", { password_hash: "md5:123" })], 422, "body.people[0].password_hash"],
    [[person("will", { password_hash: good.replace("$06$", "$31$") })], 422, "body.people[0].password_hash"],
    [[person("will", { password_hash: good.slice(0, -1) })], 422, "body.people[0].password_hash"],
    [[], 422, "body.people"],
    [Array.from({ length: 501 }, (_, n) => person(`many${n}`)), 422, "body.people"],
  ];
  for (const [people, status, field] of bad) {
    const answer = await import_(people);
    assert.deepEqual([answer.status, answer.json.field], [status, field], answer.text);
  }
  assert.equal((await import_([person("w".repeat(40))])).status, 422);
  assert.equal((await import_(Array.from({ length: 500 }, (_, n) => person(`big${n}`, { display_name: "x".repeat(80).repeat(10) })))).status, 413);
  assert.deepEqual(await usernames(), before);
});

test("nobody imports more than they hold, and members nobody", async () => {
  assert.equal((await import_([person("vic", { tier: "owner" })], admin)).json.code, "grant_exceeds_own");
  assert.equal((await import_([person("vic", { tier: "admin" })], admin)).status, 200);
  assert.equal((await import_([person("una")], member)).json.code, "permission_denied");
});

test("five hundred at once", async () => {
  const { status, json } = await import_(Array.from({ length: 500 }, (_, n) => person(`person${n}`, { password_hash: n === 77 ? bcrypt("pass of 77") : undefined })));
  assert.equal(status, 200);
  assert.equal(json.users.length, 500);
  assert.equal((await login(server, "acme", "person77", { password: "pass of 77" })).status, 200);
});

test("an imported hash is in no file, nor told by any operation", async () => {
  const found = execFileSync("sh", ["-c", `grep -rl 'abcdefghijklmnopqrstuu' '${server.data}' || true`]).toString();
  assert.equal(found, "");
  assert.ok(!JSON.stringify(await owner.get("/users?limit=200")).includes("$2b$"));
});
