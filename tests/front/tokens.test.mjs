// What tokens say and how long they are good.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { login, setUp, startServer } from "./harness.mjs";

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
  assert.equal((Date.parse(expires_at) - Date.parse(created_at)) / 86_400_000, 7);
});
