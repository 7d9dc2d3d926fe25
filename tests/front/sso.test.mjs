// Signing in by an identity provider that works as it should: the certified oidc-provider. What a hostile one may try is
// in sso-attacks.test.mjs.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { Person, exchange, invite, login, setUp, startServer, wait } from "./harness.mjs";
import { CertifiedProvider, signingKey } from "./identity-provider.mjs";
import { enrol, totp } from "./totp.mjs";

const server = await startServer(after, { env: { WARDROOM_SSO_PRIVATE_ADDRESSES: "true" } });
const owner = await setUp(server, "acme", { link: server.setupLink });
let number = 0;
const somebody = (over = {}) => {
  const name = `pat${++number}`;
  return { sub: `subject-${number}`, name: `Pat ${number}`, preferred_username: name, email: `${name}@example.org`,
    email_verified: true, ...over };
};

const ask = (route, body) => exchange(server, "POST", `/api/v1/auth/sso/${route}`, { body });
// A provider that a workspace trusts: {idp, provider}.
async function trusted(boss = owner, over = {}) {
  const idp = await CertifiedProvider.start(after, { server, person: somebody() });
  Object.assign(idp.config, over);
  const provider = await boss.post("/sso/providers", { config: idp.config });
  idp.serveFor(provider);
  return { idp, provider };
}
async function begin(provider, workspace = "acme") {
  const { status, json, text } = await ask("begin", { workspace, provider: provider.id });
  assert.equal(status, 200, text);
  return json;
}
async function returned({ idp, provider }, workspace) {
  const begun = await begin(provider, workspace);
  return { login: begun.login, ...(await idp.visit(begun.url)) };
}
const signIn = async (at, workspace) => ask("finish", await returned(at, workspace));
async function entered(at, workspace) {
  const answer = await signIn(at, workspace);
  assert.equal(answer.status, 200, answer.text);
  return new Person(server, answer.json);
}
const entries = (event, reader = owner) => reader.audit(event);
function refused(answer, status, code) {
  assert.deepEqual([answer.status, answer.json?.code], [status, code], answer.text);
}
async function link(person, { idp, provider }) {
  const begun = await person.post(`/me/identities/${provider.id}/begin`);
  return person.call("POST", "/me/identities", { login: begun.login, ...(await idp.visit(begun.url)) });
}

const main = await trusted();

test("people who have no account get one, named by the provider's claims, and come back to the same", async () => {
  main.idp.person = somebody({ name: "Zoë Ähre", preferred_username: "Zoë.Ähre@EXAMPLE.org" });
  const first = await entered(main);
  assert.deepEqual([first.user.display_name, first.user.username, first.user.tier], ["Zoë Ähre", "zo.hre", "member"]);
  assert.equal((await first.get("/me")).user.id, first.id);
  main.idp.person.name = "Renamed There";
  assert.equal((await entered(main)).id, first.id);
  const [made] = (await entries("user.provisioned")).slice(-1);
  assert.deepEqual([made.target, made.detail], [first.id, "Example ID"]);
  const logins = (await entries("auth.login")).filter(({ actor }) => actor === first.id);
  assert.deepEqual(logins.map(({ detail }) => detail), ["by Example ID", "by Example ID"]);
});

test("a name that is taken gets a number", async () => {
  main.idp.person = somebody({ preferred_username: "olga" });
  assert.equal((await entered(main)).user.username, "olga-2");
  main.idp.person = somebody({ preferred_username: "olga" });
  assert.equal((await entered(main)).user.username, "olga-3");
});

test("an address that is already somebody's account is not theirs for that: only linking makes it", async () => {
  const kim = await invite(owner, "member", "kim");
  main.idp.person = somebody({ preferred_username: "kim" });
  assert.notEqual((await entered(main)).id, kim.id);
});

test("an account is linked by who is signed in to both, and opens from then on; unlinked, no more", async () => {
  const person = await invite(owner);
  main.idp.person = somebody();
  const answer = await link(person, main);
  assert.equal(answer.status, 200, answer.text);
  assert.equal((await entered(main)).id, person.id);
  const listed = (await person.get("/me/identities")).items.find(({ provider }) => provider === main.provider.id);
  assert.ok(listed.linked_at && listed.last_used_at);
  refused(await link(person, main), 409, "identity_exists");
  const other = await invite(owner);
  refused(await link(other, main), 409, "identity_taken");

  await person.delete(`/me/identities/${main.provider.id}`);
  await person.refused(404, "identity_not_found", "DELETE", `/me/identities/${main.provider.id}`);
  assert.notEqual((await entered(main)).id, person.id);
  const [linked, unlinked] = [await entries("identity.linked"), await entries("identity.unlinked")];
  assert.deepEqual([linked.at(-1).actor, unlinked.at(-1).actor], [person.id, person.id]);
});

test("a link that one person began is not finished by another, nor as a sign-in, nor the reverse", async () => {
  const [one, other] = [await invite(owner), await invite(owner)];
  main.idp.person = somebody();
  const begun = await one.post(`/me/identities/${main.provider.id}/begin`);
  const back = { login: begun.login, ...(await main.idp.visit(begun.url)) };
  refused(await other.call("POST", "/me/identities", back), 401, "sso_failed");
  const again = await one.post(`/me/identities/${main.provider.id}/begin`);
  refused(await ask("finish", { login: again.login, ...(await main.idp.visit(again.url)) }), 401, "sso_failed");
  refused(await one.call("POST", "/me/identities", await returned(main)), 401, "sso_failed");
  assert.deepEqual((await one.get("/me/identities")).items.filter(({ linked_at }) => linked_at), []);
});

test("the only way in is not unlinked", async () => {
  main.idp.person = somebody();
  const person = await entered(main);
  await person.refused(409, "last_way_in", "DELETE", `/me/identities/${main.provider.id}`);
  refused(await login(server, "acme", person.user.username), 401, "invalid_credentials");
  await person.refused(409, "sign_in_again", "POST", "/auth/step-up", { password: "none there is" });
});

test("without the permission to make accounts only those who are linked come in", async () => {
  const closed = await trusted(owner, { label: "Closed", create_accounts: false });
  refused(await signIn(closed), 403, "no_account");
  const [failed] = (await entries("auth.sso_failed")).slice(-1);
  assert.match(failed.detail, /no account/);
  const person = await invite(owner);
  assert.equal((await link(person, closed)).status, 200);
  assert.equal((await entered(closed)).id, person.id);
});

test("only verified addresses of the domains that are named come in", async () => {
  const strict = await trusted(owner, { label: "Strict", domains: ["example.org"] });
  for (const over of [{ email: "eve@example.com" }, { email_verified: false }, { email: "eve@sub.example.org" }, { email: "eve@example.org.evil.example" }]) {
    strict.idp.person = somebody(over);
    refused(await signIn(strict), 401, "sso_failed");
  }
  strict.idp.person = somebody({ email: "Ada@Example.ORG" });
  await entered(strict);
});

test("groups at the provider become tiers here, the highest counts, and never owner", async () => {
  const mapped = { label: "Mapped", scopes: ["profile", "email", "groups"], tier: "viewer", tier_claim: "groups", tiers: { staff: "member", it: "admin" } };
  const at = await trusted(owner, mapped);
  for (const [groups, tier] of [[[], "viewer"], [["staff"], "member"], [["it", "staff", "x"], "admin"], ["staff", "member"]]) {
    at.idp.person = somebody({ groups });
    assert.equal((await entered(at)).user.tier, tier, JSON.stringify(groups));
  }
  const { config } = at.idp;
  for (const over of [{ tier: "owner" }, { tiers: { boss: "owner" } }]) {
    const { json } = await owner.call("POST", "/sso/providers", { config: { ...config, ...over } });
    assert.equal(json.code, "invalid_field");
  }
});

test("an account with a second factor is asked for it, and the provider may still end what it led to", async () => {
  const person = await invite(owner);
  main.idp.person = somebody();
  assert.equal((await link(person, main)).status, 200);
  const { secret } = await enrol(person);
  const asked = await signIn(main);
  refused(asked, 401, "factor_required");
  const answer = await exchange(server, "POST", "/api/v1/auth/factor", { body: { challenge: asked.json.challenge, code: totp(secret, 1) } });
  assert.equal(answer.status, 200, answer.text);
  const session = new Person(server, answer.json);
  await endedBy(main, session);
  await person.get("/me");
});

// The provider's own client tells that the person signed out there.
async function endedBy({ idp, provider }, session) {
  const client = await idp.provider.Client.find(idp.config.client_id);
  await client.backchannelLogout(idp.person.sub, "no such session");
  await session.get("/me");
  const token = await logoutToken(idp, { sub: idp.person.sub });
  assert.equal((await post(provider, token)).status, 200);
  await session.refused(401, "session_ended", "GET", "/me");
  assert.notEqual((await post(provider, token)).status, 200, "a logout token is good once");
}
async function logoutToken(idp, over) {
  const { SignJWT } = await import("jose");
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: idp.issuer, aud: "wardroom", iat: now, exp: now + 60, jti: `${Math.random()}`,
    events: { "http://schemas.openid.net/event/backchannel-logout": {} }, ...over };
  return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: idp.key.kid, typ: "logout+jwt" }).sign(idp.key.privateKey);
}
const post = ({ logout_uri }, token) =>
  exchange(server, "POST", new URL(logout_uri).pathname, {
    raw: new URLSearchParams({ logout_token: token }).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });

test("signed out at the provider, a person's sessions and sockets here end at once, and only those it opened", async () => {
  const person = await invite(owner);
  main.idp.person = somebody();
  assert.equal((await link(person, main)).status, 200);
  const session = await entered(main);
  const socket = await session.connect();
  await endedBy(main, session);
  assert.equal((await socket.closed).code, 4401);
  await person.get("/me");
  const [ended] = (await entries("session.ended_by_provider")).slice(-1);
  assert.deepEqual([ended.target, ended.detail], [person.id, "Example ID"]);
});

test("a logout token that is none ends nothing", async () => {
  main.idp.person = somebody();
  const session = await entered(main);
  const { sub } = main.idp.person;
  const bad = [{ sub, aud: "other" }, { sub, iss: "https://evil.example" }, { sub, events: {} }, { sub, nonce: "x" }, { sub, exp: 1 }, { sub, iat: Math.floor(Date.now() / 1000) - 700 }, { sub, jti: undefined }, {}];
  for (const over of bad) {
    refused(await post(main.provider, await logoutToken(main.idp, over)), 400, "invalid_request");
  }
  const forged = { issuer: main.idp.issuer, key: { ...(await signingKey("first")) } };
  refused(await post(main.provider, await logoutToken(forged, { sub })), 400, "invalid_request");
  await session.get("/me");
});

test("when the provider signs with a new key people come in all the same", async () => {
  main.idp.key = await signingKey("second");
  main.idp.serveFor(main.provider);
  await wait(5_100); // unknown keys are asked for every five seconds at most
  main.idp.person = somebody();
  await entered(main);
});

test("the secret is told to nobody, stands in no file, and stays when the rest is changed", async () => {
  const shown = JSON.stringify([await owner.get("/sso/providers"), main.provider]);
  assert.ok(!shown.includes(main.idp.config.client_secret));
  const { client_secret: secret, ...config } = main.idp.config;
  const changed = await owner.put(`/sso/providers/${main.provider.id}`, { enabled: true, config });
  assert.equal(changed.secret_set, true);
  main.idp.person = somebody();
  await entered(main);
  for (const file of readdirSync(server.data, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const bytes = readFileSync(path.join(file.parentPath ?? file.path, file.name));
    for (const text of [secret, main.idp.person.sub]) assert.ok(!bytes.includes(text), `${file.name} has ${text}`);
  }
  assert.ok(!server.log.includes(secret));
});

test("a secret is not sent to another issuer", async () => {
  const at = await trusted(owner, { label: "Moved" });
  const { client_secret: _, ...config } = at.idp.config;
  const moved = await owner.put(`/sso/providers/${at.provider.id}`, { enabled: true, config: { ...config, issuer: "https://other.example" } });
  assert.equal(moved.secret_set, false);
});

test("switched off, a provider opens nothing and is not offered; removed, its sessions end", async () => {
  const at = await trusted(owner, { label: "Passing" });
  const offered = async () => (await exchange(server, "GET", "/api/v1/auth/sso?workspace=acme", {})).json.items.map(({ label }) => label);
  const session = await entered(at);
  assert.ok((await offered()).includes("Passing"));
  const back = await returned(at);
  await owner.put(`/sso/providers/${at.provider.id}`, { enabled: false, config: at.idp.config });
  assert.ok(!(await offered()).includes("Passing"));
  refused(await ask("finish", back), 409, "provider_disabled");
  refused(await ask("begin", { workspace: "acme", provider: at.provider.id }), 409, "provider_disabled");
  await session.get("/me");
  await owner.delete(`/sso/providers/${at.provider.id}`);
  await session.refused(401, "session_ended", "GET", "/me");
  refused(await ask("begin", { workspace: "acme", provider: at.provider.id }), 404, "provider_not_found");
});

test("deactivated here, a person is not let in by a provider", async () => {
  main.idp.person = somebody();
  const person = await entered(main);
  await owner.patch(`/users/${person.id}`, { active: false });
  refused(await signIn(main), 403, "account_inactive");
});

test("one workspace's provider opens no other, and is not seen there", async () => {
  const globex = await setUp(server, "globex");
  assert.deepEqual((await globex.get("/sso/providers")).items, []);
  refused(await ask("begin", { workspace: "globex", provider: main.provider.id }), 404, "provider_not_found");
  await globex.refused(404, "provider_not_found", "PUT", `/sso/providers/${main.provider.id}`, { enabled: true, config: main.idp.config });
  const back = await returned(main);
  const [, sealed] = back.login.split(".");
  refused(await ask("finish", { ...back, login: `${globex.workspace.id}.${sealed}` }), 401, "sso_failed");
  const none = await exchange(server, "GET", "/api/v1/auth/sso?workspace=nobody-has-this", {});
  assert.deepEqual(none.json, { items: [] });
});

test("a provider that is away is told apart from one that refuses", async () => {
  const away = await owner.post("/sso/providers", { config: { ...main.idp.config, label: "Away", issuer: "http://127.0.0.1:9" } });
  refused(await ask("begin", { workspace: "acme", provider: away.id }), 503, "provider_unreachable");
  const [failed] = (await entries("auth.sso_failed")).slice(-1);
  assert.match(failed.detail, /cannot be reached/);
  await owner.delete(`/sso/providers/${away.id}`);
});

test("without the setting nothing in the server's own network is asked", async () => {
  const plain = await startServer(after);
  const boss = await setUp(plain, "acme", { link: plain.setupLink });
  for (const issuer of [main.idp.issuer, "https://127.0.0.1:8443", "https://169.254.169.254"]) {
    const provider = await boss.post("/sso/providers", { config: { ...main.idp.config, issuer } });
    const body = { workspace: "acme", provider: provider.id };
    refused(await exchange(plain, "POST", "/api/v1/auth/sso/begin", { body }), 503, "provider_unreachable");
  }
});
