// What tokens say and how long they are good.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Person, exchange, invite, login, setUp, signIn, startServer } from "./harness.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });

test("an access token is an Ed25519 JWT for 15 minutes, and names person, workspace and session", async () => {
  const { json } = await login(server, "acme", "olga");
  assert.equal(json.expires_in, 900);
  const [head, claims] = json.access_token
    .split(".")
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, "base64url")));
  assert.deepEqual(Object.keys(head).sort(), ["alg", "kid", "typ"]);
  assert.deepEqual([head.alg, head.typ], ["EdDSA", "at+jwt"]);
  assert.deepEqual(Object.keys(claims), ["aud", "exp", "iat", "iss", "jti", "nbf", "sid", "sub", "tid"]);
  assert.equal(claims.exp - claims.iat, 900);
  assert.equal(claims.sub, owner.id);
  assert.equal(claims.tid, owner.workspace.id);
  const { items } = await owner.take(json).get("/me/sessions");
  assert.equal(claims.sid, items.find(({ current }) => current).id);
});

test("a session lasts seven days from its last refresh, and so does its cookie", async () => {
  const answer = await login(server, "acme", "olga", { headers: { "x-wardroom-client": "web" } });
  assert.match(answer.headers["set-cookie"][0], /; Max-Age=604800(;|$)/);
  const { items } = await owner.take(answer.json).get("/me/sessions");
  const { created_at, expires_at } = items.find(({ current }) => current);
  const lasts = Date.parse(expires_at) - Date.parse(created_at); // the clock is looked at twice
  assert.ok(Math.abs(lasts - 7 * 86_400_000) < 1000, `${lasts} ms`);
});

test("one access token is voided, at once and for good, and its session goes on with the next", async () => {
  const person = await invite(owner);
  const leaked = new Person(server, { ...person, access_token: person.token, user: person.user, workspace: person.workspace });
  const other = await signIn(person);
  const socket = await leaked.connect();
  const refreshed = await exchange(server, "POST", "/api/v1/auth/refresh", { body: { refresh_token: person.refreshToken } });
  const next = new Person(server, refreshed.json);
  const revoke = (token) => exchange(server, "POST", "/api/v1/auth/token/revoke", { body: { token } });
  assert.equal((await revoke(leaked.token)).status, 200);
  await socket.closed;
  await leaked.refused(401, "token_revoked", "GET", "/me");
  await leaked.refused(401, "token_revoked", "POST", "/realtime/tickets", {});
  await next.get("/me");
  await other.get("/me");
  assert.deepEqual((await revoke(leaked.token)).json, {}, "again");
  for (const none of ["x", `${leaked.token}x`, person.refreshToken, (await person.take(refreshed.json).post("/me/api-keys", { name: "k" })).token]) {
    const answer = await revoke(none);
    assert.deepEqual([answer.status, answer.json], [200, {}]);
  }
  const { items } = await owner.get("/audit?limit=200&after=0");
  assert.ok(items.some(({ event, target }) => event === "token.revoked" && target === person.id));
  await server.stop();
  await server.start();
  await leaked.refused(401, "token_revoked", "GET", "/me");
});
