// Groups that provisioning systems and identity providers put people into, beside what is decided by hand.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Person, exchange, invite, setUp, startServer } from "./harness.mjs";
import { CertifiedProvider, ScriptedProvider } from "./identity-provider.mjs";
import { Provisioner } from "./provisioner.mjs";

const server = await startServer(after, { env: { WARDROOM_SSO_PRIVATE_ADDRESSES: "true" } });
const owner = await setUp(server, "acme", { link: server.setupLink });
const admin = await invite(owner, "admin");
const scim = await Provisioner.of(owner);
// Before the first test: once those there are have ended, so has the server.
const idp = await CertifiedProvider.start(after, { server, person: {} });
const scopes = ["profile", "email", "groups"];
const provider = await owner.post("/sso/providers", { config: { ...idp.config, scopes, group_claim: "groups" } });
idp.serveFor(provider);
let number = 0;

const make = () => owner.post("/groups", { name: `group ${++number}`, visibility: "public" });
const someone = () => scim.user({ userName: `pat${++number}@example.org` });
const feed = (group, elsewhere) => owner.post(`/groups/${group.id}/scim-feeds`, { scim_group: elsewhere.id });
const put = (group, id) => owner.put(`/groups/${group.id}/members/${id}`);
const out = (group, id) => owner.delete(`/groups/${group.id}/members/${id}`);
async function sourcesOf(group, id) {
  const found = (await owner.get(`/groups/${group.id}/members?limit=200`)).items.find(({ user }) => user.id === id);
  return found && [found.member, ...found.sources.map(({ source }) => source)];
}
const entriesOf = async (group) =>
  (await owner.audit()).filter(({ event, target }) => event.startsWith("group.member") && target.startsWith(group.id));

test("a provisioning system's group fills a group: who is in it at once, who comes and goes later", async () => {
  const [first, second] = [await someone(), await someone()];
  const elsewhere = await scim.group(`Staff ${++number}`, [first]);
  const group = await make();
  const made = await feed(group, elsewhere);
  assert.deepEqual([made.source, made.label, made.people], ["scim", elsewhere.displayName, 1]);
  assert.deepEqual(await sourcesOf(group, first.id), [true, "scim"]);
  await scim.patched(`/Groups/${elsewhere.id}`, { op: "add", path: "members", value: [{ value: second.id }] });
  assert.deepEqual(await sourcesOf(group, second.id), [true, "scim"]);
  await scim.patched(`/Groups/${elsewhere.id}`, { op: "remove", path: `members[value eq "${first.id}"]` });
  assert.equal(await sourcesOf(group, first.id), undefined);
  assert.deepEqual(
    (await entriesOf(group)).map(({ event, actor, target, detail }) => [event, actor, target, detail]),
    [
      ["group.member_added", scim.made.id, `${group.id} ${second.id}`, "by provisioning"],
      ["group.member_removed", scim.made.id, `${group.id} ${first.id}`, "by provisioning"],
    ],
  );
  assert.equal((await owner.get(`/groups/${group.id}/feeds`)).items[0].people, 1);
});

test("automation never overwrites what an administrator decided: put in stays in, kept out stays out", async () => {
  const [wanted, unwanted] = [await someone(), await someone()];
  const elsewhere = await scim.group(`Staff ${++number}`, [wanted, unwanted]);
  const group = await make();
  await feed(group, elsewhere);
  await put(group, wanted.id);
  assert.equal((await out(group, unwanted.id)).member, false);
  await scim.patched(`/Groups/${elsewhere.id}`, { op: "replace", path: "members", value: [] });
  assert.deepEqual(await sourcesOf(group, wanted.id), [true, "manual"]);
  const both = [wanted, unwanted].map(({ id }) => ({ value: id }));
  await scim.patched(`/Groups/${elsewhere.id}`, { op: "replace", path: "members", value: both });
  assert.deepEqual(await sourcesOf(group, unwanted.id), [false, "scim"]);
  assert.deepEqual(await sourcesOf(group, wanted.id), [true, "manual", "scim"]);
});

test("what feeds a group ends: disconnected, deleted there, or the person deleted there", async () => {
  const [a, b] = [await someone(), await someone()];
  const elsewhere = await scim.group(`Staff ${++number}`, [a, b]);
  const [one, two] = [await make(), await make()];
  const { id } = await feed(one, elsewhere);
  await feed(two, elsewhere);
  await owner.delete(`/groups/${one.id}/feeds/${id}`);
  assert.equal(await sourcesOf(one, a.id), undefined);
  assert.deepEqual(await sourcesOf(two, a.id), [true, "scim"]);
  assert.equal((await scim.call("DELETE", `/Users/${a.id}`)).status, 204);
  assert.equal(await sourcesOf(two, a.id), undefined);
  assert.equal((await scim.call("DELETE", `/Groups/${elsewhere.id}`)).status, 204);
  assert.equal(await sourcesOf(two, b.id), undefined);
  assert.deepEqual((await owner.get(`/groups/${two.id}/feeds`)).items, []);
});

test("a feed reaches as far as a private channel, and is cut from it", async () => {
  const user = await someone();
  const { link } = await owner.post(`/users/${user.id}/password-reset`);
  const password = "a long enough password";
  await exchange(server, "POST", "/api/v1/auth/reset", { body: { token: link.split("#token=")[1], password } });
  const account = await owner.get(`/users/${user.id}`);
  const login = await exchange(server, "POST", "/api/v1/auth/login", { body: { workspace: "acme", username: account.username, password } });
  const person = new Person(server, login.json);
  const [group, channel] = [await make(), await owner.channel("private")];
  await owner.put(`/channels/${channel.id}/groups/${group.id}`);
  const elsewhere = await scim.group(`Staff ${++number}`, []);
  await feed(group, elsewhere);
  const socket = await person.connect();
  await scim.patched(`/Groups/${elsewhere.id}`, { op: "add", path: "members", value: [{ value: user.id }] });
  await socket.event("channel.added", (frame) => frame.channel === channel.id);
  await person.get(`/channels/${channel.id}/messages`);
  await scim.patched(`/Groups/${elsewhere.id}`, { op: "remove", path: "members" });
  await socket.event("channel.removed", (frame) => frame.channel === channel.id);
  await person.refused(404, "channel_not_found", "GET", `/channels/${channel.id}/messages`);
});

test("connecting needs manage_authentication and the power over members; a source once only", async () => {
  const group = await make();
  const elsewhere = await scim.group(`Staff ${++number}`, []);
  const manager = await invite(owner);
  await owner.put(`/groups/${group.id}/managers/${manager.id}`, { powers: ["manage_members"] });
  await manager.refused(403, "permission_denied", "POST", `/groups/${group.id}/scim-feeds`, { scim_group: elsewhere.id });
  await admin.post(`/groups/${group.id}/scim-feeds`, { scim_group: elsewhere.id });
  await admin.refused(409, "feed_exists", "POST", `/groups/${group.id}/scim-feeds`, { scim_group: elsewhere.id });
  await admin.refused(404, "scim_group_not_found", "POST", `/groups/${group.id}/scim-feeds`, { scim_group: "scg_01h455vb4pex5vsknk084sn02q" });
  assert.ok((await admin.get("/scim/groups?limit=200")).items.some(({ id }) => id === elsewhere.id));
});

// ---- identity providers

async function signIn(person) {
  idp.person = person;
  const body = { workspace: "acme", provider: provider.id };
  const begun = (await exchange(server, "POST", "/api/v1/auth/sso/begin", { body })).json;
  const answer = await exchange(server, "POST", "/api/v1/auth/sso/finish", { body: { login: begun.login, ...(await idp.visit(begun.url)) } });
  assert.equal(answer.status, 200, answer.text);
  return new Person(server, answer.json);
}
const claims = (groups) => ({ sub: `s${++number}`, name: "P", preferred_username: `sso${number}`, ...(groups && { groups }) });
const feedBy = (group, value) => owner.post(`/groups/${group.id}/sso-feeds`, { provider: provider.id, value });

test("an identity provider's claim puts people into groups when they sign in, and out again", async () => {
  const [staff, board] = [await make(), await make()];
  await feedBy(staff, "staff");
  const { label } = await feedBy(board, "board");
  assert.equal(label, "Example ID: board");
  const who = claims(["staff", "else"]);
  const { id } = await signIn(who);
  assert.deepEqual([await sourcesOf(staff, id), await sourcesOf(board, id)], [[true, "oidc"], undefined]);
  await signIn({ ...who, groups: ["board"] });
  assert.deepEqual([await sourcesOf(staff, id), await sourcesOf(board, id)], [undefined, [true, "oidc"]]);
  await put(board, id);
  await signIn({ ...who, groups: undefined });
  assert.deepEqual(await sourcesOf(board, id), [true, "manual"]);
  const [entry] = await entriesOf(staff);
  assert.deepEqual([entry.event, entry.actor, entry.target, entry.detail], ["group.member_added", "", `${staff.id} ${id}`, "by Example ID"]);
});

test("a list that the provider left out of the token (Entra ID's overage) says nothing; an empty one says none", async () => {
  const scripted = await ScriptedProvider.start(after);
  const made = await owner.post("/sso/providers", { config: { ...scripted.config, group_claim: "groups" } });
  const group = await make();
  await owner.post(`/groups/${group.id}/sso-feeds`, { provider: made.id, value: "many" });
  const enter = async (over) => {
    const begun = (await exchange(server, "POST", "/api/v1/auth/sso/begin", { body: { workspace: "acme", provider: made.id } })).json;
    const id_token = await scripted.token(scripted.claims(begun.url, { sub: "overage", ...over }));
    scripted.answer = async () => [200, { access_token: "x", token_type: "Bearer", id_token }];
    const state = new URL(begun.url).searchParams.get("state");
    const answer = await exchange(server, "POST", "/api/v1/auth/sso/finish", { body: { login: begun.login, code: "code", state } });
    assert.equal(answer.status, 200, answer.text);
    return answer.json.user.id;
  };
  const id = await enter({ groups: ["many"] });
  assert.deepEqual(await sourcesOf(group, id), [true, "oidc"]);
  await enter({ _claim_names: { groups: "src1" } });
  assert.deepEqual(await sourcesOf(group, id), [true, "oidc"]);
  await enter({ groups: [] });
  assert.equal(await sourcesOf(group, id), undefined);
});

test("sources coexist: by hand, by provisioning, by sign-in and by a subgroup, each shown", async () => {
  const [group, subgroup] = [await make(), await make()];
  const who = claims(["all"]);
  const { id } = await signIn(who);
  await feedBy(group, "all");
  await owner.put(`/groups/${group.id}/subgroups/${subgroup.id}`);
  await put(subgroup, id);
  await put(group, id);
  await signIn(who);
  assert.deepEqual(await sourcesOf(group, id), [true, "manual", "oidc", "group"]);
});

test("without a claim named nothing is connected; a provider that goes takes its feeds along", async () => {
  const group = await make();
  const other = await owner.post("/sso/providers", { config: { ...idp.config, label: "Other" } });
  await owner.refused(409, "no_group_claim", "POST", `/groups/${group.id}/sso-feeds`, { provider: other.id, value: "x" });
  await feedBy(group, "leaving");
  const { id } = await signIn(claims(["leaving"]));
  assert.deepEqual(await sourcesOf(group, id), [true, "oidc"]);
  await owner.delete(`/sso/providers/${provider.id}`);
  assert.equal(await sourcesOf(group, id), undefined);
  assert.deepEqual((await owner.get(`/groups/${group.id}/feeds`)).items, []);
});
