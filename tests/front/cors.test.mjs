// Web pages of other origins: which may use the API from a browser, and how.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, test } from "node:test";
import { Server, exchange, setUp, startServer } from "./harness.mjs";

const listed = "https://app.example.org:8443";
const server = await startServer(after, { env: { WARDROOM_SERVER_CORS_ORIGINS: `https://other.example.org,${listed}` } });
const owner = await setUp(server, "acme", { link: server.setupLink });

const preflight = (origin, path = "/api/v1/me") =>
  exchange(server, "OPTIONS", path, {
    headers: { origin, "access-control-request-method": "PATCH", "access-control-request-headers": "authorization" },
  });
const get = (origin, options) => exchange(server, "GET", "/api/v1/me", { headers: { origin }, ...options });

test("a listed origin may use the API with a token, and no other origin may", async () => {
  const asked = await preflight(listed);
  assert.equal(asked.status, 204);
  assert.equal(asked.headers["access-control-allow-origin"], listed);
  assert.match(asked.headers["access-control-allow-methods"], /PATCH/);
  assert.doesNotMatch(asked.headers["access-control-allow-headers"], /wardroom/i);
  assert.equal(asked.headers["access-control-allow-credentials"], undefined);
  const answer = await get(listed, { token: owner.token });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers["access-control-allow-origin"], listed);
  assert.match(answer.headers["vary"], /Origin/);
  assert.equal(answer.headers["access-control-allow-credentials"], undefined);

  for (const origin of ["https://evil.example", "https://app.example.org", `${listed}.evil.example`, "null", "http://app.example.org:8443", ""]) {
    const refused = await preflight(origin);
    assert.notEqual(refused.status, 204, origin);
    for (const one of [refused, await get(origin, { token: owner.token })]) {
      assert.equal(one.headers["access-control-allow-origin"], undefined, origin);
      assert.match(one.headers["vary"] ?? "", /Origin/);
    }
  }
});

test("a refusal can be read by a listed page as well", async () => {
  const answer = await get(listed);
  assert.equal(answer.status, 401);
  assert.equal(answer.headers["access-control-allow-origin"], listed);
});

test("pages and fixed places answer no foreign origin", async () => {
  for (const path of ["/healthz", "/.well-known/jwks.json", "/api/v1/openapi.json"]) {
    const answer = await exchange(server, "GET", path, { headers: { origin: listed } });
    assert.equal(answer.headers["access-control-allow-origin"], undefined, path);
  }
});

test("what is no origin is refused at the start", async () => {
  for (const wrong of ["*", "app.example.org", "https://app.example.org/", "https://App.example.org", "https://", "https://app.example.org:443", "https://a:b", "https://:8443"]) {
    const other = new Server({ env: { WARDROOM_SERVER_CORS_ORIGINS: wrong } });
    await assert.rejects(other.start(), /server\.cors_origins: give origins like/, wrong);
    rmSync(other.home, { recursive: true, force: true });
  }
});
