// What a provisioning system may not do, or says wrongly: refused in SCIM's words, in the audit log, and nothing changed.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { exchange, invite, setUp, startServer, wait } from "./harness.mjs";
import { Provisioner, urn } from "./provisioner.mjs";

const server = await startServer(after, { env: { WARDROOM_RATE_LIMITS: "false" } });
const owner = await setUp(server, "acme", { link: server.setupLink });
const stranger = await setUp(server, "other");
const scim = await Provisioner.of(owner);
const there = await Provisioner.of(stranger);
const user = await scim.user({ userName: "anna", emails: [{ value: "a@example.org" }] });
const group = await scim.group("Everybody", [user]);
// The same id with another last character.
const unknown = user.id.slice(0, -1) + (user.id.endsWith("0") ? "1" : "0");
const patch = (...Operations) => ({ schemas: [urn.patch], Operations });

const abuse = {
  "an unknown attribute": 'nickname2 eq "x"',
  "a word that is no operator": 'userName is "x"',
  "an open quote": 'userName eq "x',
  "an open bracket": '(userName eq "x"',
  "too many closed": 'userName eq "x")',
  "brackets in brackets": 'emails[type eq "x" and emails[type eq "y"]]',
  "brackets on one value": 'userName[type eq "x"]',
  "SQL": "userName eq 'x' OR 1=1 --",
  "a boolean compared in size": "active gt true",
  "a number": "userName eq 7",
  "a list": 'userName eq ["x"]',
  "a time that is none": 'meta.created gt "yesterday"',
  "nothing after and": 'userName eq "x" and',
  "nested too deep": `${"(".repeat(40)}userName eq "x"${")".repeat(40)}`,
  "nots without end": `${"not (".repeat(100)}userName pr${")".repeat(100)}`,
  "too many comparisons": Array(200).fill("userName pr").join(" or "),
  "too long": `userName eq "${"x".repeat(3000)}"`,
  "control characters": 'userName eq "\u0001"',
};
for (const [name, filter] of Object.entries(abuse)) {
  test(`a filter with ${name}`, async () => {
    await scim.refused(400, "invalidFilter", "GET", `/Users?filter=${encodeURIComponent(filter)}`);
    await scim.refused(400, "invalidFilter", "POST", "/Users/.search", { schemas: [urn.search], filter });
  });
}

const bad = [
  ["a user without a name", 400, "invalidValue", "POST", "/Users", { schemas: [urn.user] }],
  ["a user with an empty name", 400, "invalidValue", "POST", "/Users", { userName: "" }],
  ["a name that is a number", 400, "invalidValue", "POST", "/Users", { userName: 7 }],
  ["a name that is too long", 400, "invalidValue", "POST", "/Users", { userName: "x".repeat(300) }],
  ["a name of somebody else, in other letters", 409, "uniqueness", "POST", "/Users", { userName: "ANNA" }],
  ["one attribute twice", 400, "invalidSyntax", "POST", "/Users", { userName: "x", USERNAME: "y" }],
  ["active that is a word", 400, "invalidValue", "POST", "/Users", { userName: "x", active: "perhaps" }],
  ["two primary addresses", 400, "invalidValue", "POST", "/Users",
    { userName: "x", emails: [{ value: "a", primary: true }, { value: "b", primary: true }] }],
  ["too many addresses", 400, "invalidValue", "POST", "/Users", { userName: "x", emails: Array(51).fill({ value: "a" }) }],
  ["a body that is a list", 400, "invalidSyntax", "POST", "/Users", []],
  ["a group of somebody unknown", 400, "invalidValue", "POST", "/Groups", { displayName: "g", members: [{ value: unknown }] }],
  ["a group of a group", 400, "invalidValue", "POST", "/Groups", { displayName: "g", members: [{ value: group.id }] }],
  ["a group's name twice", 409, "uniqueness", "POST", "/Groups", { displayName: "everybody" }],
  ["a patch without its schema", 400, "invalidSyntax", "PATCH", `/Users/${user.id}`, { Operations: [] }],
  ["a patch of nothing", 400, "invalidSyntax", "PATCH", `/Users/${user.id}`, patch()],
  ["an unknown operation", 400, "invalidSyntax", "PATCH", `/Users/${user.id}`, patch({ op: "move", path: "userName" })],
  ["an unknown path", 400, "invalidPath", "PATCH", `/Users/${user.id}`, patch({ op: "add", path: "shoeSize", value: "9" })],
  ["an open path", 400, "invalidPath", "PATCH", `/Users/${user.id}`, patch({ op: "add", path: 'emails[type eq "x"', value: "9" })],
  ["a path's bad filter", 400, "invalidFilter", "PATCH", `/Users/${user.id}`, patch({ op: "add", path: "emails[type]", value: "9" })],
  ["no value", 400, "invalidValue", "PATCH", `/Users/${user.id}`, patch({ op: "replace", path: "displayName" })],
  ["nothing to remove", 400, "noTarget", "PATCH", `/Users/${user.id}`, patch({ op: "remove" })],
  ["an id", 400, "mutability", "PATCH", `/Users/${user.id}`, patch({ op: "replace", path: "id", value: "x" })],
  ["somebody's groups", 400, "mutability", "PATCH", `/Users/${user.id}`, patch({ op: "add", path: "groups", value: [{ value: group.id }] })],
  ["a name taken away", 400, "mutability", "PATCH", `/Users/${user.id}`, patch({ op: "remove", path: "userName" })],
  ["a bulk of anything", 400, "invalidSyntax", "POST", "/Bulk", { Operations: [] }],
  ["a bulk that is too long", 413, "tooMany", "POST", "/Bulk",
    { schemas: [urn.bulk], Operations: Array(501).fill({ method: "DELETE", path: "/Users/x" }) }],
  ["both attributes and excludedAttributes", 400, "invalidValue", "GET", "/Users?attributes=id&excludedAttributes=name"],
  ["a count that is none", 400, "invalidValue", "GET", "/Users?count=many"],
  ["an order of an unknown attribute", 400, "invalidPath", "GET", "/Users?sortBy=shoeSize"],
  ["a resource that does not exist", 404, undefined, "GET", "/Printers"],
  ["an id that is none", 404, undefined, "GET", "/Users/anna"],
  ["a method that is none", 405, undefined, "DELETE", "/Users"],
];
for (const [name, status, type, method, path, body] of bad) {
  test(`refused: ${name}`, async () => {
    const before = await scim.get("/Users");
    await scim.refused(status, type, method, path, body);
    assert.deepEqual(await scim.get("/Users"), before);
  });
}

test("JSON that is broken, deep, large or not said to be JSON", async () => {
  const raw = (text, type = "application/scim+json", token = scim.token) =>
    exchange(server, "POST", "/scim/v2/Users", { token, raw: text, headers: { "content-type": type } });
  for (const text of ['{"userName":', `${"[".repeat(100)}${"]".repeat(100)}`, '{"userName":"\xff"}']) {
    const answer = await raw(Buffer.from(text, "latin1"));
    assert.deepEqual([answer.status, answer.json.scimType], [400, "invalidSyntax"], answer.text);
  }
  assert.equal((await raw("{}", "text/plain")).status, 415);
  assert.equal((await raw(`{"userName":"${"x".repeat(1024 * 1024)}"}`)).status, 413);
  // Strangers get no megabyte.
  assert.equal((await raw(`{"userName":"${"x".repeat(20 * 1024)}"}`, "application/json", "x")).status, 413);
});

test("without a token, with another kind, or a changed one, nothing is served", async () => {
  const key = (await owner.post("/me/api-keys", { name: "k" })).token;
  const swapped = scim.token.slice(0, -7) + (scim.token.at(-7) === "A" ? "B" : "A") + scim.token.slice(-6);
  for (const token of [undefined, "", "x", owner.token, key, swapped, scim.token.toUpperCase(), `${scim.token}x`]) {
    for (const path of ["/Users", `/Users/${user.id}`, "/Bulk", "/Schemas"]) {
      const answer = await exchange(server, "GET", `/scim/v2${path}`, { token });
      assert.equal(answer.status, 401, `${token} ${path}`);
      assert.equal(answer.headers["www-authenticate"], 'Bearer realm="scim"');
    }
  }
  const api = await exchange(server, "GET", "/api/v1/me", { token: scim.token });
  assert.equal(api.status, 401);
});

test("another workspace's people and groups are not there", async () => {
  for (const [method, path, body] of [
    ["GET", `/Users/${user.id}`],
    ["DELETE", `/Users/${user.id}`],
    ["PATCH", `/Users/${user.id}`, patch({ op: "replace", path: "active", value: false })],
    ["PUT", `/Users/${user.id}`, { userName: "anna" }],
    ["GET", `/Groups/${group.id}`],
    ["DELETE", `/Groups/${group.id}`],
  ]) {
    await there.refused(404, undefined, method, path, body);
  }
  await there.refused(400, "invalidValue", "POST", "/Groups", { displayName: "g", members: [{ value: user.id }] });
  for (const filter of ['userName eq "anna"', `id eq "${user.id}"`, "userName pr"]) {
    assert.equal((await there.find("Users", filter)).totalResults, 0, filter);
  }
  await there.user({ userName: "anna" });
  const tokens = (await stranger.get("/scim/tokens")).items;
  assert.deepEqual(tokens.map(({ id }) => id), [there.made.id]);
  await stranger.refused(404, "scim_token_not_found", "DELETE", `/scim/tokens/${scim.made.id}`);
});

test("people whom nobody provisions are not served, changed or put into groups", async () => {
  for (const id of [owner.id, (await invite(owner)).id]) {
    await scim.refused(404, undefined, "GET", `/Users/${id}`);
    await scim.refused(404, undefined, "PATCH", `/Users/${id}`, patch({ op: "replace", path: "active", value: false }));
    await scim.refused(400, "invalidValue", "POST", "/Groups", { displayName: "g", members: [{ value: id }] });
  }
});

test("only who looks after signing in makes tokens, and nobody lets a provider make more than they are", async () => {
  const member = await invite(owner);
  const admin = await invite(owner, "admin");
  for (const [method, path, body] of [
    ["GET", "/scim/tokens"],
    ["POST", "/scim/tokens", { name: "x" }],
    ["DELETE", `/scim/tokens/${scim.made.id}`],
    ["GET", "/scim/settings"],
    ["PUT", "/scim/settings", { tier: "member", admins: true }],
  ]) {
    await member.refused(403, "permission_denied", method, path, body);
  }
  await admin.refused(422, "invalid_field", "PUT", "/scim/settings", { tier: "admin", admins: false });
  for (let n = (await owner.get("/scim/tokens")).items.length; n < 10; ++n) await owner.post("/scim/tokens", { name: "x" });
  await owner.refused(409, "too_many_scim_tokens", "POST", "/scim/tokens", { name: "x" });
});

test("what was refused stands in the audit log, with what was wrong", async () => {
  const seen = () => owner.audit("scim.refused");
  let entries = await seen();
  for (let n = 0; n < 100 && entries.length < 40; ++n, entries = await seen()) await wait(20);
  const kinds = new Set(entries.map(({ detail }) => detail.split(":")[0]));
  for (const kind of ["invalidFilter", "invalidValue", "uniqueness", "mutability"]) assert.ok(kinds.has(kind), kind);
  assert.ok(entries.every(({ outcome, address }) => outcome === "refused" && address === "127.0.0.1"));
});
