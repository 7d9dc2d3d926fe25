// Provisioning by SCIM 2.0: what becomes of accounts. Patches in all their shapes are in scim-patch.test.mjs, what is
// refused in scim-refusals.test.mjs.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { Person, exchange, invite, password, setUp, startServer, wait } from "./harness.mjs";
import { Provisioner, urn } from "./provisioner.mjs";

const server = await startServer(after, { env: { WARDROOM_RATE_LIMITS: "false" } });
const owner = await setUp(server, "acme", { link: server.setupLink });
const scim = await Provisioner.of(owner);
let number = 0;
const somebody = (over = {}) => {
  const name = `pat${++number}`;
  return { userName: `${name}@example.org`, externalId: `object-${name}`, name: { givenName: "Pat", familyName: `No ${number}` },
    emails: [{ value: `${name}@example.org`, type: "work", primary: true }], ...over };
};
const account = async (id, reader = owner) => reader.get(`/users/${id}`);
const entries = (event) => owner.audit(event);
// A provisioned person who is signed in, by a password that an administrator's link let them set.
async function signedIn(user, boss = owner) {
  const { link } = await boss.post(`/users/${user.id}/password-reset`);
  const token = decodeURIComponent(link.split("#token=")[1]);
  await exchange(server, "POST", "/api/v1/auth/reset", { body: { token, password } });
  const { username } = await account(user.id, boss);
  const answer = await exchange(server, "POST", "/api/v1/auth/login",
    { body: { workspace: boss.workspace.slug, username, password } });
  assert.equal(answer.status, 200, answer.text);
  return new Person(server, answer.json);
}

test("a person who is provisioned has an account", async () => {
  const asked = somebody();
  const user = await scim.user(asked);
  assert.deepEqual(user.schemas, [urn.user]);
  assert.equal(user.userName, asked.userName);
  assert.equal(user.externalId, asked.externalId);
  assert.deepEqual(user.emails, asked.emails);
  assert.equal(user.active, true);
  assert.equal(user.meta.resourceType, "User");
  assert.equal(user.meta.location, `${server.url}/scim/v2/Users/${user.id}`);
  const { username, display_name, tier, active } = await account(user.id);
  assert.deepEqual([username, display_name, tier, active], ["pat1", "Pat No 1", "member", true]);
  assert.deepEqual(await scim.get(`/Users/${user.id}`), user);
  const [entry] = (await entries("scim.user_created")).filter(({ target }) => target === user.id);
  assert.equal(entry.actor, scim.made.id);
});

test("an account is never taken over by its name", async () => {
  const existing = await invite(owner, "admin", "boss");
  const user = await scim.user({ userName: "boss@example.org" });
  assert.notEqual(user.id, existing.id);
  assert.equal((await account(user.id)).username, "boss-2");
});

test("deactivated, somebody is out within a second: sessions, sockets and API keys", async () => {
  const user = await scim.user(somebody());
  const person = await signedIn(user);
  const { token } = await person.post("/me/api-keys", { name: "robot" });
  const robot = new Person(server, { access_token: token, user: person.user, workspace: person.workspace });
  await robot.get("/me");
  const socket = await person.connect();
  const began = performance.now();
  assert.equal((await scim.patch(`/Users/${user.id}`, { op: "Replace", path: "active", value: "False" })).status, 200);
  await socket.closed;
  assert.ok(performance.now() - began < 1000, `${performance.now() - began} ms`);
  await person.refused(401, "session_ended", "GET", "/me");
  await robot.refused(401, "token_invalid", "GET", "/me");
  assert.equal((await account(user.id)).active, false);
  assert.equal((await entries("scim.user_deactivated")).filter(({ target }) => target === user.id).length, 1);

  const back = await scim.patched(`/Users/${user.id}`, { op: "replace", value: { active: true } });
  assert.equal(back.active, true);
  assert.equal((await account(user.id)).active, true);
  await person.refused(401, "session_ended", "GET", "/me");
});

test("deleted, somebody is out, is not found any more, and may come again as somebody new", async () => {
  const asked = somebody();
  const user = await scim.user(asked);
  const person = await signedIn(user);
  const channel = await person.channel();
  await person.say(channel, "what I wrote stays");
  assert.equal((await scim.call("DELETE", `/Users/${user.id}`)).status, 204);
  await person.refused(401, "session_ended", "GET", "/me");
  await scim.refused(404, undefined, "GET", `/Users/${user.id}`);
  await scim.refused(404, undefined, "DELETE", `/Users/${user.id}`);
  assert.equal((await account(user.id)).active, false);
  const again = await scim.user(asked);
  assert.notEqual(again.id, user.id);
  assert.equal((await account(again.id)).username, `${(await account(user.id)).username}-2`);
});

test("roles say what somebody is, as far as the workspace lets them", async () => {
  const boss = await setUp(server, "roles");
  const there = await Provisioner.of(boss, { tier: "viewer", admins: false });
  const tierOf = async ({ id }) => (await account(id, boss)).tier;
  const plain = await there.user({ userName: "plain" });
  assert.equal(await tierOf(plain), "viewer");
  const admin = await there.user({ userName: "root", roles: [{ value: "admin", primary: true }] });
  assert.equal(await tierOf(admin), "viewer");
  assert.equal(await tierOf(await there.user({ userName: "chief", roles: [{ value: "owner" }] })), "viewer");
  await there.patched(`/Users/${plain.id}`, { op: "add", path: "roles", value: [{ value: "Member" }] });
  assert.equal(await tierOf(plain), "member");
  await boss.put("/scim/settings", { tier: "member", admins: true });
  await there.patched(`/Users/${admin.id}`, { op: "replace", path: "displayName", value: "Root" });
  assert.equal(await tierOf(admin), "admin");
  assert.equal((await account(admin.id, boss)).display_name, "Root");
});

test("what an administrator decided stays until the provisioning system asks for something else", async () => {
  const user = await scim.user(somebody());
  const full = async (over) => ({ ...(await scim.get(`/Users/${user.id}`)), ...over });
  await owner.patch(`/users/${user.id}`, { tier: "admin" });
  await scim.ok("PUT", `/Users/${user.id}`, await full({ displayName: "Renamed" }));
  assert.deepEqual((({ tier, display_name }) => [tier, display_name])(await account(user.id)), ["admin", "Renamed"]);

  await owner.patch(`/users/${user.id}`, { active: false });
  assert.equal((await scim.get(`/Users/${user.id}`)).active, false);
  assert.equal((await scim.find("Users", `id eq "${user.id}" and active eq false`)).totalResults, 1);
  const answer = await scim.ok("PUT", `/Users/${user.id}`, await full({ active: true, displayName: "Again" }));
  assert.equal(answer.active, false);
  await scim.patched(`/Users/${user.id}`, { op: "replace", path: "active", value: false });
  await scim.patched(`/Users/${user.id}`, { op: "replace", path: "active", value: true });
  assert.equal((await account(user.id)).active, true);
});

test("the last owner stays, whoever made them", async () => {
  const boss = await setUp(server, "last");
  const there = await Provisioner.of(boss);
  const user = await there.user({ userName: "heir" });
  await boss.patch(`/users/${user.id}`, { tier: "owner" });
  const heir = await signedIn(user, boss);
  await heir.patch(`/users/${boss.id}`, { active: false });
  const answer = await there.patch(`/Users/${user.id}`, { op: "replace", path: "active", value: false });
  assert.equal(answer.status, 409, answer.text);
  assert.match(answer.json.detail, /last owner/);
  await there.refused(409, undefined, "DELETE", `/Users/${user.id}`);
  assert.equal((await heir.get("/me")).user.active, true);
});

test("PUT replaces all that can be written, and ignores what cannot", async () => {
  const user = await scim.user(somebody({ locale: "de-AT" }));
  const put = await scim.ok("PUT", `/Users/${user.id}`, { schemas: [urn.user], id: "other", userName: "New.Name@example.org",
    meta: { resourceType: "x" }, groups: [{ value: "x" }] });
  assert.equal(put.id, user.id);
  assert.equal(put.userName, "New.Name@example.org");
  for (const gone of ["name", "emails", "locale", "externalId", "groups"]) assert.ok(!(gone in put), gone);
  assert.equal((await scim.find("Users", 'userName eq "new.name@EXAMPLE.org"')).Resources[0].id, user.id);
});

test("groups: made, looked at, changed, left and deleted", async () => {
  const [anna, bert, cleo] = [await scim.user(somebody()), await scim.user(somebody()), await scim.user(somebody())];
  const group = await scim.group("Cardiology", [anna, bert], { externalId: "g-1" });
  assert.deepEqual(group.members.map(({ value }) => value).sort(), [anna.id, bert.id].sort());
  assert.deepEqual((await scim.get(`/Users/${anna.id}`)).groups, [{ value: group.id, display: "Cardiology", type: "direct" }]);

  const added = await scim.patch(`/Groups/${group.id}`, { op: "Add", path: "members", value: [{ value: cleo.id }] });
  assert.equal(added.status, 204);
  const left = await scim.patched(`/Groups/${group.id}`, { op: "Remove", path: `members[value eq "${anna.id}"]` });
  assert.deepEqual(left.members.map(({ value }) => value).sort(), [bert.id, cleo.id].sort());
  assert.ok(!("groups" in (await scim.get(`/Users/${anna.id}`))));
  await scim.call("DELETE", `/Users/${bert.id}`);
  assert.deepEqual((await scim.get(`/Groups/${group.id}`)).members.map(({ value }) => value), [cleo.id]);

  assert.ok(!("members" in (await scim.get(`/Groups/${group.id}?excludedAttributes=members`))));
  assert.equal((await scim.find("Groups", `id eq "${group.id}" and members eq "${cleo.id}"`)).totalResults, 1);
  assert.equal((await scim.find("Groups", `id eq "${group.id}" and members eq "${anna.id}"`)).totalResults, 0);
  assert.equal((await scim.find("Groups", `members.value eq "${cleo.id}"`)).totalResults, 1);
  assert.equal((await scim.call("DELETE", `/Groups/${group.id}`)).status, 204);
  await scim.refused(404, undefined, "GET", `/Groups/${group.id}`);
});

test("lists: filtered, sorted, by pages, with the attributes asked for", async () => {
  const boss = await setUp(server, "lists");
  const there = await Provisioner.of(boss);
  for (let n = 0; n < 25; ++n) {
    await there.user({ userName: `u${String(n).padStart(2, "0")}@example.org`, externalId: `x${n}`, active: n % 5 !== 0,
      ...(n % 2 ? { displayName: `Name ${String(50 - n)}` } : {}),
      emails: [{ value: `u${n}@work.example`, type: "work" }, { value: `u${n}@home.example`, type: "home" }] });
  }
  const names = async (filter, more) => (await there.find("Users", filter, more)).Resources.map(({ userName }) => userName.slice(0, 3));
  assert.equal((await there.get("/Users?count=0")).totalResults, 25);
  assert.deepEqual((await there.get("/Users?startIndex=24&count=10")).Resources.map(({ userName }) => userName.slice(0, 3)), ["u23", "u24"]);
  assert.equal((await there.get("/Users?startIndex=-5&count=3")).itemsPerPage, 3);
  assert.deepEqual(await names('userName sw "U0" and active eq false'), ["u00", "u05"]);
  assert.deepEqual(await names('emails[type eq "home" and value co "u7@"]'), ["u07"]);
  assert.deepEqual(await names('not (displayName pr) and userName gt "u20@example.org"'), ["u22", "u24"]);
  assert.deepEqual(await names('externalId eq "x3" or userName eq "u04@example.org"'), ["u03", "u04"]);
  assert.deepEqual(await names('externalId eq "x3"'), ["u03"]);
  assert.deepEqual(await names('externalId eq "X3"'), []);
  assert.deepEqual(await names(`${urn.user}:userName eq "u04@example.org"`), ["u04"]);
  assert.deepEqual(await names('userName ew "example.org"', "&sortBy=userName&sortOrder=descending&count=2"), ["u24", "u23"]);
  assert.deepEqual(await names("displayName pr", "&sortBy=displayName&count=2"), ["u23", "u21"]);
  assert.deepEqual(await names("userName pr", "&sortBy=displayName&startIndex=25"), ["u24"]);
  assert.equal((await there.find("Users", 'meta.created gt "2020-01-01T00:00:00Z"')).totalResults, 25);
  assert.equal((await there.find("Users", 'title eq "Doctor"')).totalResults, 0);

  const [one] = (await there.find("Users", 'userName eq "u04@example.org"', "&attributes=userName,emails.value")).Resources;
  assert.deepEqual(Object.keys(one).sort(), ["emails", "id", "schemas", "userName"]);
  assert.deepEqual(one.emails, [{ value: "u4@work.example" }, { value: "u4@home.example" }]);
  const [other] = (await there.find("Users", 'userName eq "u04@example.org"', "&excludedAttributes=emails,meta")).Resources;
  assert.ok(!("emails" in other) && !("meta" in other) && "userName" in other);

  const search = await there.ok("POST", "/Users/.search", { schemas: [urn.search], filter: 'userName sw "u1"',
    attributes: ["userName"], sortBy: "userName", startIndex: 2, count: 3 });
  assert.deepEqual(search.Resources.map(({ userName }) => userName.slice(0, 3)), ["u11", "u12", "u13"]);
  assert.equal(search.totalResults, 10);
});

test("entity tags: what was changed since is not overwritten", async () => {
  const user = await scim.user(somebody());
  const { headers } = await scim.call("GET", `/Users/${user.id}`);
  assert.equal(headers.etag, user.meta.version);
  assert.equal((await scim.call("GET", `/Users/${user.id}`, undefined, { "if-none-match": headers.etag })).status, 304);
  await scim.patched(`/Users/${user.id}`, { op: "replace", path: "displayName", value: "Newer" });
  const late = { schemas: [urn.user], userName: user.userName, displayName: "Older" };
  await scim.refused(412, undefined, "PUT", `/Users/${user.id}`, late, { "if-match": headers.etag });
  await scim.refused(412, undefined, "DELETE", `/Users/${user.id}`, undefined, { "if-match": headers.etag });
  const now = await scim.get(`/Users/${user.id}`);
  assert.equal(now.displayName, "Newer");
  assert.equal((await scim.call("PUT", `/Users/${user.id}`, late, { "if-match": now.meta.version })).status, 200);
  const same = await scim.get(`/Users/${user.id}`);
  await scim.patched(`/Users/${user.id}`, { op: "replace", path: "displayName", value: "Older" });
  assert.equal((await scim.get(`/Users/${user.id}`)).meta.version, same.meta.version, "nothing was changed");
});

test("a bulk makes people and the group that they are in, in any order", async () => {
  const [a, b] = [somebody(), somebody()];
  const answer = await scim.ok("POST", "/Bulk", { schemas: [urn.bulk], Operations: [
    { method: "POST", path: "/Groups", bulkId: "g", data: { schemas: [urn.group], displayName: "Bulk", members: [{ value: "bulkId:a" }, { value: "bulkId:b" }] } },
    { method: "POST", path: "/Users", bulkId: "a", data: { schemas: [urn.user], ...a } },
    { method: "post", path: "/Users", bulkId: "b", data: { schemas: [urn.user], ...b } },
    { method: "POST", path: "/Users", bulkId: "twin", data: { schemas: [urn.user], ...a } },
    { method: "PATCH", path: "/Users/bulkId:a", data: { schemas: [urn.patch], Operations: [{ op: "replace", path: "displayName", value: "By bulk" }] } },
    { method: "DELETE", path: "/Users/bulkId:nobody" },
  ] });
  assert.deepEqual(answer.Operations.map(({ status }) => status), ["201", "201", "201", "409", "200", "409"]);
  assert.equal(answer.Operations[3].response.scimType, "uniqueness");
  const id = answer.Operations[0].location.split("/").pop();
  const group = await scim.get(`/Groups/${id}`);
  assert.equal(group.members.length, 2);
  assert.equal((await scim.find("Users", `userName eq "${a.userName}"`)).Resources[0].displayName, "By bulk");
  const stopped = await scim.ok("POST", "/Bulk", { schemas: [urn.bulk], failOnErrors: 1, Operations: [
    { method: "DELETE", path: `/Groups/${id}x` }, { method: "DELETE", path: `/Groups/${id}` }] });
  assert.deepEqual(stopped.Operations.map(({ status }) => status), ["404"]);
  await scim.get(`/Groups/${id}`);
});

test("the server tells what it can do", async () => {
  const config = await scim.get("/ServiceProviderConfig");
  for (const feature of ["patch", "bulk", "filter", "sort", "etag"]) assert.equal(config[feature].supported, true, feature);
  assert.equal(config.changePassword.supported, false);
  assert.ok(Array.isArray(config.authenticationSchemes) && config.authenticationSchemes[0].type === "oauthbearertoken");
  const { Resources: types } = await scim.get("/ResourceTypes");
  assert.deepEqual(types.map(({ id, endpoint }) => [id, endpoint]), [["User", "/Users"], ["Group", "/Groups"]]);
  const { Resources: schemas } = await scim.get("/Schemas");
  assert.deepEqual(schemas.map(({ id }) => id), [urn.user, urn.group]);
  const user = await scim.get(`/Schemas/${urn.user}`);
  const emails = user.attributes.find(({ name }) => name === "emails");
  assert.equal(emails.multiValued, true);
  assert.deepEqual(emails.subAttributes.map(({ name }) => name), ["value", "display", "type", "primary"]);
  assert.equal((await scim.get("/ResourceTypes/Group")).schema, urn.group);
  await scim.refused(404, undefined, "GET", "/Schemas/urn:none");
  assert.equal((await scim.call("GET", "/Me")).status, 501);
});

test("a token can be replaced without a gap, and is good until it is withdrawn", async () => {
  const second = await Provisioner.of(owner);
  const { items } = await owner.get("/scim/tokens");
  assert.ok(items.length >= 2 && items.every((item) => !("token" in item)));
  assert.match(second.token, /^wrs_[0-7][0-9a-hjkmnp-tv-z]{25}_[A-Za-z0-9_-]{43}[A-Za-z0-9]{6}$/);
  const used = async () => (await owner.get("/scim/tokens")).items.find(({ id }) => id === scim.made.id).last_used_at;
  while (!(await used())) await wait(20);
  await second.get("/Users?count=1");
  await owner.delete(`/scim/tokens/${second.made.id}`);
  await second.refused(401, undefined, "GET", "/Users");
  await scim.get("/Users?count=1");
  while (!(await entries("scim.refused")).some(({ detail }) => detail.startsWith("token_invalid"))) await wait(20);
});

test("nothing of a provisioned person is readable in the files", async () => {
  const marker = "Zwiebelkuchen";
  const user = await scim.user({ userName: `${marker}@example.org`, externalId: `${marker}-id`, displayName: marker });
  await scim.group(`${marker} lovers`, [user]);
  for (const file of readdirSync(server.data, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const bytes = readFileSync(path.join(file.parentPath ?? file.path, file.name));
    assert.ok(!bytes.includes(marker) && !bytes.includes(marker.toLowerCase()), file.name);
  }
});
