// What a hostile provider, a network in between, or a person with a copied link may try when somebody signs in by a
// provider: all of it is refused in the same words, and stands in the audit log with its reason.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { SignJWT, exportJWK, exportSPKI } from "jose";
import { exchange, setUp, startServer } from "./harness.mjs";
import { ScriptedProvider, signingKey } from "./identity-provider.mjs";

const server = await startServer(after, { env: { WARDROOM_SSO_PRIVATE_ADDRESSES: "true" } });
const owner = await setUp(server, "acme", { link: server.setupLink });
const ask = (route, body) => exchange(server, "POST", `/api/v1/auth/sso/${route}`, { body });
const idp = await ScriptedProvider.start(after);
const provider = await owner.post("/sso/providers", { config: idp.config });
// Before the first test: once those there are have ended, so has the server.
const stranger = await signingKey("stranger");

const begin = async (at = provider) => (await ask("begin", { workspace: "acme", provider: at.id })).json;
const stateOf = (begun) => new URL(begun.url).searchParams.get("state");
// A sign-in for which the token endpoint answers `token(url)`.
async function signIn(token, { over = {}, extra = {}, at = provider, from = idp } = {}) {
  const begun = await begin(at);
  from.answer = async () => [200, { access_token: "the access token", token_type: "Bearer", id_token: await token(begun.url), ...extra }];
  return { begun, answer: await ask("finish", { login: begun.login, code: "code", state: stateOf(begun), ...over }) };
}
const reasons = async () => (await owner.audit("auth.sso_failed")).map(({ detail }) => detail);
async function isRefused({ answer }, reason) {
  assert.deepEqual([answer.status, answer.json?.code], [401, "sso_failed"], answer.text);
  assert.match((await reasons()).at(-1), reason);
}

test("a good one is let in, so that what is refused below is refused for its fault", async () => {
  const { answer } = await signIn((url) => idp.token(idp.claims(url)));
  assert.equal(answer.status, 200, answer.text);
});

const now = () => Math.floor(Date.now() / 1000);
const bent = {
  "with another nonce": [{ nonce: "another" }, /nonce/],
  "without a nonce": [{ nonce: undefined }, /nonce/],
  "of another issuer": [{ iss: "https://evil.example" }, /another issuer/],
  "for another client": [{ aud: "another" }, /aud/],
  "for several, with nobody named": [{ aud: ["wardroom", "another"] }, /several/],
  "for several, of which another is named": [{ aud: ["wardroom", "another"], azp: "another" }, /azp/],
  "that has expired": [{ iat: now() - 7200, exp: now() - 3600 }, /expired/],
  "without an end": [{ exp: undefined }, /expired/],
  "of the future": [{ iat: now() + 3600, exp: now() + 7200 }, /future/],
  "of nobody": [{ sub: undefined }, /nobody/],
  "with somebody else's access token": [{ at_hash: "AAAAAAAAAAAAAAAAAAAAAA" }, /at_hash/],
};
for (const [what, [over, reason]] of Object.entries(bent)) {
  test(`an ID token ${what} is refused`, async () => {
    await isRefused(await signIn((url) => idp.token(idp.claims(url, over))), reason);
  });
}

const base64 = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const forged = {
  "unsigned": [(claims) => `${base64({ alg: "none" })}.${base64(claims)}.`, /algorithm/],
  "unsigned, in other letters": [(claims) => `${base64({ alg: "nOnE" })}.${base64(claims)}.`, /algorithm/],
  "with the client's secret (HS256)": [
    (claims) => new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(Buffer.from(idp.config.client_secret)),
    /algorithm/,
  ],
  "with the public key as a secret (HS256)": [
    async (claims) => new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: "scripted" }).sign(Buffer.from(await exportSPKI(idp.key.publicKey))),
    /algorithm/,
  ],
  "by another key under the known id": [(claims) => idp.token(claims, { key: stranger.privateKey }), /none of the provider's keys/],
  "by another key that it brings along": [
    async (claims) => idp.token(claims, { key: stranger.privateKey, header: { jwk: await exportJWK(stranger.publicKey) } }),
    /none of the provider's keys/,
  ],
  "by another key that it says where to fetch": [
    (claims) => idp.token(claims, { key: stranger.privateKey, header: { jku: `${idp.issuer}/evil` } }),
    /none of the provider's keys/,
  ],
  "under an unknown key id": [(claims) => idp.token(claims, { header: { kid: "../../etc/passwd" } }), /none of the provider's keys/],
  "with a header that must be understood": [
    (claims) => `${base64({ alg: "RS256", kid: "scripted", crit: ["x"], x: 1 })}.${base64(claims)}.AAAA`,
    /crit/,
  ],
  "and cut off": [async (claims) => (await idp.token(claims)).slice(0, -10), /none of the provider's keys/],
  "and changed": [
    async (claims) => {
      const [head, , signature] = (await idp.token(claims)).split(".");
      return `${head}.${base64({ ...claims, sub: "somebody-else" })}.${signature}`;
    },
    /none of the provider's keys/,
  ],
  "that is no token": [() => "x", /three parts/],
  "that is missing": [() => undefined, /three parts/],
  "that is huge": [(claims) => idp.token({ ...claims, fill: "x".repeat(20_000) }), /too long/],
};
for (const [what, [forge, reason]] of Object.entries(forged)) {
  test(`an ID token signed ${what} is refused`, async () => {
    await isRefused(await signIn((url) => forge(idp.claims(url))), reason);
    assert.ok(!idp.asked.includes("/evil"));
  });
}

test("the answer to another request, or to one in another tab, is refused", async () => {
  const token = (url) => idp.token(idp.claims(url));
  await isRefused(await signIn(token, { over: { state: "another" } }), /state/);
  const other = await begin();
  await isRefused(await signIn(token, { over: { login: other.login } }), /state/);
  await isRefused(await signIn(token, { over: { login: `${owner.workspace.id}.AAAA` } }), /not one of ours/);
  const { status } = await ask("finish", { login: "nothing", code: "c", state: "s" });
  assert.equal(status, 401);
});

test("code and state are good once, also when the provider takes the code twice", async () => {
  const { begun, answer } = await signIn((url) => idp.token(idp.claims(url)));
  assert.equal(answer.status, 200);
  const again = { answer: await ask("finish", { login: begun.login, code: "code", state: stateOf(begun) }) };
  await isRefused(again, /used before/);
});

test("a code that comes from another issuer is not sent to this one (mix-up)", async () => {
  const before = idp.asked.filter((path) => path === "/token").length;
  await isRefused(await signIn((url) => idp.token(idp.claims(url)), { over: { iss: "https://evil.example" } }), /another issuer/);
  assert.equal(idp.asked.filter((path) => path === "/token").length, before);
  const named = await ScriptedProvider.start(after);
  named.document = { authorization_response_iss_parameter_supported: true };
  const at = await owner.post("/sso/providers", { config: named.config });
  const token = (url) => named.token(named.claims(url));
  await isRefused(await signIn(token, { at, from: named }), /another issuer/);
  const { answer } = await signIn(token, { at, from: named, over: { iss: named.issuer } });
  assert.equal(answer.status, 200, answer.text);
});

test("a discovery document of another issuer is refused", async () => {
  const odd = await ScriptedProvider.start(after);
  odd.document = { issuer: "https://evil.example" };
  const at = await owner.post("/sso/providers", { config: odd.config });
  assert.equal((await ask("begin", { workspace: "acme", provider: at.id })).status, 503);
  assert.match((await reasons()).at(-1), /names another issuer/);
});

test("the request carries PKCE, and the code is exchanged with its verifier and the client's secret", async () => {
  const begun = await begin();
  const sent = Object.fromEntries(new URL(begun.url).searchParams);
  assert.deepEqual([sent.response_type, sent.code_challenge_method, sent.scope], ["code", "S256", "openid profile email"]);
  let form;
  idp.answer = async (given) => ((form = given), [400, { error: "invalid_grant" }]);
  await isRefused({ answer: await ask("finish", { login: begun.login, code: "a code", state: sent.state }) }, /invalid_grant/);
  const { createHash } = await import("node:crypto");
  assert.equal(createHash("sha256").update(form.get("code_verifier")).digest("base64url"), sent.code_challenge);
  assert.deepEqual([form.get("code"), form.get("redirect_uri"), form.get("client_secret")], ["a code", sent.redirect_uri, null]);
});

test("a provider that wants the secret in the form gets it there", async () => {
  const posting = await ScriptedProvider.start(after);
  posting.document = { token_endpoint_auth_methods_supported: ["client_secret_post"] };
  const at = await owner.post("/sso/providers", { config: posting.config });
  const begun = await begin(at);
  let form;
  posting.answer = async (given) => ((form = given), [200, { id_token: await posting.token(posting.claims(begun.url)) }]);
  const answer = await ask("finish", { login: begun.login, code: "c", state: stateOf(begun) });
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual([form.get("client_id"), form.get("client_secret")], ["wardroom", "scripted-secret"]);
});

test("a provider that was switched off while somebody was on the way lets nobody in", async () => {
  const passing = await ScriptedProvider.start(after);
  const at = await owner.post("/sso/providers", { config: passing.config });
  const begun = await begin(at);
  passing.answer = async () => {
    await owner.put(`/sso/providers/${at.id}`, { enabled: false, config: passing.config });
    return [200, { id_token: await passing.token(passing.claims(begun.url)) }];
  };
  const answer = await ask("finish", { login: begun.login, code: "c", state: stateOf(begun) });
  assert.equal(answer.json.code, "provider_disabled", answer.text);
});

test("a flood of unknown key ids fetches the key set once in a while only", async () => {
  const fetched = () => idp.asked.filter((path) => path === "/jwks").length;
  const before = fetched();
  for (let i = 0; i < 20; ++i) await signIn((url) => idp.token(idp.claims(url), { header: { kid: `unknown ${i}` } }));
  assert.ok(fetched() - before <= 2, `${fetched() - before}`);
});

test("keys of another kind than the signature's, or for other uses, are not used", async () => {
  const odd = await ScriptedProvider.start(after, { algorithm: "ES256" });
  const at = await owner.post("/sso/providers", { config: odd.config });
  const token = (url) => odd.token(odd.claims(url));
  assert.equal((await signIn(token, { at, from: odd })).answer.status, 200);
  for (const keys of [[{ ...odd.key.shown, use: "enc" }], [{ ...odd.key.shown, alg: "ES384" }], [], [null, 1]]) {
    const fresh = await ScriptedProvider.start(after, { algorithm: "ES256" });
    Object.assign(fresh, { keys, key: odd.key });
    const there = await owner.post("/sso/providers", { config: fresh.config });
    await isRefused(await signIn((url) => fresh.token(fresh.claims(url)), { at: there, from: fresh }), /none of the provider's keys/);
    await owner.delete(`/sso/providers/${there.id}`);
  }
});
