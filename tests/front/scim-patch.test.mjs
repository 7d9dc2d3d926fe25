// PATCH in the shapes that RFC 7644, Entra ID and Okta give it. Where the library scim-patch reads a patch as the RFC
// does, both must come to the same.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { scimPatch } from "scim-patch";
import { setUp, startServer } from "./harness.mjs";
import { Provisioner, urn } from "./provisioner.mjs";

const server = await startServer(after, { env: { WARDROOM_RATE_LIMITS: "false" } });
const owner = await setUp(server, "acme", { link: server.setupLink });
const scim = await Provisioner.of(owner);
let number = 0;
const start = () => ({
  schemas: [urn.user], userName: `p${++number}@example.org`, externalId: `e${number}`, active: true, displayName: "Pat",
  name: { givenName: "Pat", familyName: "Doe" }, locale: "en-GB",
  emails: [
    { value: "work@example.org", type: "work", primary: true },
    { value: "home@example.org", type: "home" },
  ],
  roles: [{ value: "member" }],
});
const bare = ({ id, meta, groups, ...rest }) => rest;

// What a patch comes to, here and by the library.
async function both(...operations) {
  const user = await scim.user(start());
  const here = bare(await scim.patched(`/Users/${user.id}`, ...operations));
  const there = scimPatch(structuredClone(bare(user)), structuredClone(operations));
  return { here, there };
}
const ofOps = (text) => text.map((each) => each.path ?? JSON.stringify(each.value)).join(", ");

const alike = [
  [{ op: "replace", path: "displayName", value: "New" }],
  [{ op: "Replace", path: "name.familyName", value: "Roe" }],
  [{ op: "add", path: "name.middleName", value: "Q" }],
  [{ op: "remove", path: "locale" }],
  [{ op: "remove", path: "name.givenName" }],
  [{ op: "replace", value: { active: false } }],
  [{ op: "add", value: { displayName: "A", locale: "fr-FR" } }],
  [{ op: "replace", path: 'emails[type eq "work"].value', value: "new@example.org" }],
  [{ op: "add", path: 'emails[type eq "home"].display', value: "at home" }],
  [{ op: "remove", path: 'emails[type eq "home"]' }],
  [{ op: "remove", path: 'emails[type eq "home" and value co "@example.org"].type' }],
  [{ op: "remove", path: "emails" }],
  [{ op: "add", path: "emails", value: [{ value: "third@example.org", type: "other" }] }],
  [{ op: "replace", path: "emails", value: [{ value: "only@example.org" }] }],
  [{ op: "add", path: 'emails[type eq "other"].value', value: "made@example.org" }],
  [
    { op: "replace", path: "displayName", value: "One" },
    { op: "replace", path: "displayName", value: "Two" },
    { op: "remove", path: 'emails[value eq "home@example.org"]' },
  ],
];
for (const operations of alike) {
  test(`as the library: ${operations[0].op} ${ofOps(operations)}`, async () => {
    const { here, there } = await both(...operations);
    assert.deepEqual(here, there);
  });
}

const ours = [
  ["Entra ID's word for false", [{ op: "Replace", path: "active", value: "False" }], (u) => assert.equal(u.active, false)],
  ["Entra ID's dotted names without a path",
    [{ op: "replace", value: { "name.familyName": "Roe", 'emails[type eq "work"].value': "x@example.org" } }],
    (u) => assert.deepEqual([u.name.familyName, u.emails[0].value], ["Roe", "x@example.org"])],
  ["the schema's URN before a name", [{ op: "replace", path: `${urn.user}:displayName`, value: "By URN" }],
    (u) => assert.equal(u.displayName, "By URN")],
  ["an extension that is not kept",
    [{ op: "Add", path: `${urn.enterprise}:department`, value: "Cardiology" },
      { op: "Add", value: { [urn.enterprise]: { costCenter: "7" }, [`${urn.enterprise}:manager`]: "x", displayName: "Kept" } }],
    (u) => assert.equal(u.displayName, "Kept")],
  ["what is standard and not kept", [{ op: "Add", path: "title", value: "Doctor" },
    { op: "Add", path: 'phoneNumbers[type eq "work"].value', value: "1" }], (u) => assert.ok(!("title" in u))],
  ["Okta's id beside the name", [{ op: "replace", value: { id: "whatever", displayName: "Okta" } }],
    (u) => assert.equal(u.displayName, "Okta")],
  ["names in other letters", [{ op: "REPLACE", path: "DISPLAYNAME", value: "Loud" }], (u) => assert.equal(u.displayName, "Loud")],
  ["null takes away", [{ op: "replace", value: { locale: null } }], (u) => assert.ok(!("locale" in u))],
  ["a new primary is the only one",
    [{ op: "add", path: "emails", value: [{ value: "third@example.org", type: "other", primary: true }] }],
    (u) => assert.deepEqual(u.emails.map(({ primary }) => primary ?? false), [false, false, true])],
  ["a primary moved by a path", [{ op: "replace", path: 'emails[type eq "home"].primary', value: true }],
    (u) => assert.deepEqual(u.emails.map(({ primary }) => primary ?? false), [false, true])],
  ["an element that is there is not added twice", [{ op: "add", path: "emails", value: [{ value: "home@example.org", type: "home" }] }],
    (u) => assert.equal(u.emails.length, 2)],
  ["a bracket inside quotes", [{ op: "remove", path: 'emails[value eq "]" or type eq "home"]' }],
    (u) => assert.deepEqual(u.emails.map(({ type }) => type), ["work"])],
];
for (const [name, operations, check] of ours) {
  test(name, async () => {
    const user = await scim.user(start());
    check(await scim.patched(`/Users/${user.id}`, ...operations));
  });
}

test("members: as Entra ID and Okta add and remove them", async () => {
  const people = [];
  for (let n = 0; n < 5; ++n) people.push(await scim.user(start()));
  const ids = people.map(({ id }) => id);
  const group = await scim.group("Shapes");
  const now = async (...operations) => ((await scim.patched(`/Groups/${group.id}`, ...operations)).members ?? []).map(({ value }) => value).sort();
  assert.deepEqual(await now({ op: "Add", path: "members", value: [{ "$ref": null, value: ids[0] }, { value: ids[1] }] }), ids.slice(0, 2));
  assert.deepEqual(await now({ op: "add", path: "members", value: { value: ids[2] } }), ids.slice(0, 3));
  assert.deepEqual(await now({ op: "add", value: { members: [{ value: ids[3], display: "x" }] } }), ids.slice(0, 4));
  assert.deepEqual(await now({ op: "Remove", path: "members", value: [{ value: ids[0] }] }), ids.slice(1, 4));
  assert.deepEqual(await now({ op: "remove", path: `members[value eq "${ids[1]}"]` }), ids.slice(2, 4));
  assert.deepEqual(await now({ op: "remove", path: `members[value eq "${ids[1]}"]` }), ids.slice(2, 4), "gone already");
  assert.deepEqual(await now({ op: "remove", path: `members[value eq "${ids[2]}"]` }, { op: "add", path: "members", value: [{ value: ids[4] }] }), ids.slice(3));
  assert.deepEqual(await now({ op: "replace", path: "members", value: [{ value: ids[0] }] }), ids.slice(0, 1));
  assert.deepEqual(await now({ op: "remove", path: "members" }), []);
  const renamed = await scim.patched(`/Groups/${group.id}`, { op: "replace", value: { id: group.id, displayName: "Renamed" } });
  assert.equal(renamed.displayName, "Renamed");
  const told = await scim.call("PATCH", `/Groups/${group.id}?attributes=displayName`,
    { schemas: [urn.patch], Operations: [{ op: "replace", path: "displayName", value: "Told" }] });
  assert.deepEqual([told.status, told.json.displayName], [200, "Told"]);
});

test("a patch stands or falls as a whole", async () => {
  const user = await scim.user(start());
  const answer = await scim.patch(`/Users/${user.id}`,
    { op: "replace", path: "displayName", value: "Half" }, { op: "replace", path: 'emails[type eq "none"].value', value: "x" });
  assert.deepEqual([answer.status, answer.json.scimType], [400, "noTarget"]);
  assert.equal((await scim.get(`/Users/${user.id}`)).displayName, "Pat");
});
