// Guessing passwords: how many are allowed, of whom, and what a restart forgives.
import assert from "node:assert/strict";
import https from "node:https";
import { after, test } from "node:test";
import { closeAgents, password, setUp, startServer } from "./harness.mjs";

const server = await startServer(after);
await setUp(server, "one", { link: server.setupLink });
for (const slug of ["two", "three"]) await setUp(server, slug);

function attempt(workspace, username, given, localAddress = "127.0.0.1") {
  const body = JSON.stringify({ workspace, username, password: given });
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  const to = { host: "127.0.0.1", port: server.port, ca: server.ca, method: "POST", path: "/api/v1/auth/login" };
  return new Promise((resolve, reject) => {
    https
      .request({ ...to, headers, localAddress, agent: false }, (response) => {
        response.resume();
        resolve({ status: response.statusCode, retry: Number(response.headers["retry-after"]) });
      })
      .on("error", reject)
      .end(body);
  });
}
const wrong = "wrong wrong wrong";

for (const [what, workspace, username] of [
  ["an account", "one", "olga"],
  ["a name that nobody has", "two", "nobody"],
]) {
  test(`ten wrong passwords lock ${what} for 15 minutes, from every address`, async () => {
    for (let n = 0; n < 10; ++n) {
      // From ten addresses, so that it is the name that is counted.
      assert.equal((await attempt(workspace, username, wrong, `127.0.1.${n + 1}`)).status, 401, `${n + 1}`);
    }
    for (const address of ["127.0.0.1", "127.0.1.1", "127.0.2.1"]) {
      const { status, retry } = await attempt(workspace, username, password, address);
      assert.equal(status, 429);
      assert.ok(retry > 14 * 60 && retry <= 15 * 60, `${retry}`);
    }
  });
}

test("ten wrong passwords of ten names lock their address, and no other one", async () => {
  for (let n = 0; n < 10; ++n) assert.equal((await attempt("three", `name${n}`, wrong, "127.0.3.1")).status, 401);
  assert.equal((await attempt("three", "olga", password, "127.0.3.1")).status, 429);
  assert.equal((await attempt("three", "olga", password, "127.0.3.2")).status, 200);
});

test("a restart forgives nothing", async () => {
  await server.stop();
  closeAgents();
  await server.start();
  assert.equal((await attempt("one", "olga", password)).status, 429);
  assert.equal((await attempt("three", "olga", password, "127.0.3.1")).status, 429);
  assert.equal((await attempt("three", "olga", password, "127.0.3.2")).status, 200);
});
