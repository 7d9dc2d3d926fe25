// Signing in by GitHub, which is no OpenID provider, against a stand-in of its addresses; and accounts that a
// provisioning system made, which a provider leads to.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Person, exchange, invite, setUp, startServer } from "./harness.mjs";
import { CertifiedProvider, Github } from "./identity-provider.mjs";
import { Provisioner } from "./provisioner.mjs";

const server = await startServer(after, { env: { WARDROOM_SSO_PRIVATE_ADDRESSES: "true", WARDROOM_RATE_LIMITS: "false" } });
const owner = await setUp(server, "acme", { link: server.setupLink });
const github = await Github.start(after);
const provider = await owner.post("/sso/providers", { config: github.config });
const scim = await Provisioner.of(owner);
const certified = await CertifiedProvider.start(after, { server, person: { sub: "s" } });
Object.assign(certified.config, { provisioned_claim: "sub", create_accounts: false, sign_out_there: true });
const linked = await owner.post("/sso/providers", { config: certified.config });
certified.serveFor(linked);

const somebody = (over = {}) => ({ login: "Octo-Cat", id: 583231, name: "The Octocat", orgs: ["acme"],
  emails: [{ email: "private@example.com", primary: false, verified: true },
    { email: "Octocat@example.org", primary: true, verified: true }], ...over });
const ask = (route, body) => exchange(server, "POST", `/api/v1/auth/sso/${route}`, { body });
const begin = async (id = provider.id) => (await ask("begin", { workspace: "acme", provider: id })).json;
async function visited(over = {}) {
  const begun = await begin();
  const { back, ...rest } = github.visit(begun.url);
  return { ...rest, answer: await ask("finish", { login: begun.login, ...back, ...over }) };
}
async function byClaims(person) {
  certified.person = person;
  const begun = await begin(linked.id);
  return ask("finish", { login: begun.login, ...(await certified.visit(begun.url)) });
}
const failures = async () => (await owner.audit("auth.sso_failed")).map(({ detail }) => detail);
async function refused(answer, reason) {
  assert.deepEqual([answer.status, answer.json?.code], [401, "sso_failed"], answer.text);
  assert.match((await failures()).at(-1), reason);
}

test("somebody comes in by GitHub, is named as there, and is the same when renamed", async () => {
  github.person = somebody();
  const { path, query, answer } = await visited();
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual([path, query.scope, query.client_id, query.code_challenge_method],
    ["/login/oauth/authorize", "read:user user:email", github.config.client_id, "S256"]);
  const person = new Person(server, answer.json);
  assert.deepEqual([person.user.username, person.user.display_name], ["octo-cat", "The Octocat"]);
  github.person = somebody({ login: "other-name" });
  assert.equal((await visited()).answer.json.user.id, person.id);
  github.person = somebody({ id: 7 });
  assert.notEqual((await visited()).answer.json.user.id, person.id);
});

test("only verified primary addresses of the domains that are named come in", async () => {
  for (const emails of [
    [],
    [{ email: "a@example.org", primary: true, verified: false }],
    [{ email: "a@example.org", primary: false, verified: true }],
    [{ email: "a@example.com", primary: true, verified: true }],
  ]) {
    github.person = somebody({ id: 9, emails });
    await refused((await visited()).answer, /domains/);
  }
});

test("a code is good once, in its own sign-in, from nobody else", async () => {
  github.person = somebody();
  await refused((await visited({ code: "code-none" })).answer, /bad_verification_code/);
  await refused((await visited({ state: "another" })).answer, /state/);
  await refused((await visited({ iss: "https://evil.example" })).answer, /issuer/);
  const one = await begin();
  const other = await begin();
  const { back } = github.visit(one.url);
  await refused(await ask("finish", { login: other.login, code: back.code, state: new URL(other.url).searchParams.get("state") }), /bad_verification_code/);
});

test("what GitHub says wrongly lets nobody in", async () => {
  for (const over of [{ id: undefined }, { id: "583231" }, { id: null }]) {
    github.person = somebody(over);
    await refused((await visited()).answer, /who it is/);
  }
  github.person = somebody({ emails: { message: "no list" } });
  assert.equal((await visited()).answer.json.code, "provider_unreachable");
});

test("organisations map to tiers, as claims do, and put people into groups", async () => {
  const config = { ...github.config, scopes: ["read:user", "user:email", "read:org"], tier: "viewer", tier_claim: "orgs", tiers: { acme: "admin" }, group_claim: "orgs" };
  await owner.put(`/sso/providers/${provider.id}`, { enabled: true, config });
  const group = await owner.post("/groups", { name: "From GitHub", visibility: "public" });
  await owner.post(`/groups/${group.id}/sso-feeds`, { provider: provider.id, value: "acme" });
  github.person = somebody({ id: 21 });
  const { user } = (await visited()).answer.json;
  assert.equal(user.tier, "admin");
  github.person = somebody({ id: 22, orgs: ["else"] });
  assert.equal((await visited()).answer.json.user.tier, "viewer");
  const { items } = await owner.get(`/groups/${group.id}/members`);
  assert.deepEqual(items.map((each) => each.user.id), [user.id]);
});

test("a GitHub that makes accounts for the whole world is refused", async () => {
  const { domains, ...open } = github.config;
  await owner.refused(422, "invalid_field", "POST", "/sso/providers", { config: open });
  await owner.post("/sso/providers", { config: { ...open, label: "Links only", create_accounts: false } });
});

test("an account that was provisioned is its person's by externalId or userName, and nobody else's", async () => {
  const made = await scim.user({ userName: "vera@example.org", externalId: "object-vera" });
  const answer = await byClaims({ sub: "object-vera", name: "Vera" });
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.json.user.id, made.id);
  assert.equal((await byClaims({ sub: "object-vera" })).json.user.id, made.id);
  const named = await scim.user({ userName: "Walt" });
  assert.equal((await byClaims({ sub: "walt" })).json.user.id, named.id);

  const local = await invite(owner, "member", "xenia");
  assert.equal((await byClaims({ sub: "xenia" })).json.code, "no_account");
  assert.equal((await byClaims({ sub: local.id })).json.code, "no_account");
  const off = await scim.user({ userName: "yuri", active: false });
  assert.equal((await byClaims({ sub: "yuri" })).json.code, "account_inactive");
  await scim.patch(`/Users/${off.id}`, { op: "replace", path: "active", value: true });
  assert.equal((await byClaims({ sub: "yuri" })).json.user.id, off.id);
});

test("whoever signs out is led to the provider's own sign-out, where that is wanted", async () => {
  await scim.user({ userName: "zoe" });
  const person = new Person(server, (await byClaims({ sub: "zoe" })).json);
  const { url } = await person.get("/me/sso-sign-out");
  const to = new URL(url);
  assert.equal(`${to.origin}${to.pathname}`, `${certified.issuer}/session/end`);
  assert.deepEqual(Object.fromEntries(to.searchParams), { client_id: "wardroom", post_logout_redirect_uri: `${server.url}/` });
  assert.equal((await fetch(url)).status, 200, "the provider asks whether to sign out");
  assert.equal((await owner.get("/me/sso-sign-out")).url, null);
  await owner.put(`/sso/providers/${linked.id}`, { enabled: true, config: { ...certified.config, sign_out_there: false } });
  assert.equal((await person.get("/me/sso-sign-out")).url, null);
});
