// What ends by the clock.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { later } from "./faketime.mjs";
import { exchange, invite, login, password, setUp, signIn, startServer } from "./harness.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
for (const slug of ["guessed", "spared"]) await setUp(server, slug);

const refresh = (person) =>
  exchange(server, "POST", "/api/v1/auth/refresh", { body: { refresh_token: person.refreshToken } });
const preview = (token) => exchange(server, "POST", "/api/v1/invitations/preview", { body: { token } });
const invitation = (expires_in_hours) =>
  owner.post("/invitations", { tier: "member", max_uses: 1, expires_in_hours });
const wrong = "wrong wrong wrong";

async function guess(given, from) {
  const { status, headers } = await login(server, "guessed", "olga", { password: given, from });
  return { status, retry: Number(headers["retry-after"]) };
}
// From ten addresses, so that it is the name that is counted.
const guessTenTimes = async (network) => {
  for (let n = 0; n < 10; ++n) assert.equal((await guess(wrong, `127.0.${network}.${n + 1}`)).status, 401, `${n + 1}`);
};

const idle = await invite(owner);
const busy = await signIn(idle);
const short = await invitation(1);
const long = await invitation(24 * 9);
const setupToken = (await server.ctl("setup-link")).out.trim().split("#token=")[1];
await guessTenTimes(4);

test("after 15 minutes an access token is refused and its refresh token good; a lock-out is over", async () => {
  assert.equal((await guess(password, "127.0.4.1")).status, 429);
  await later(server, "+16m");
  const answer = await idle.call("GET", "/me");
  assert.equal(answer.status, 401);
  assert.equal(answer.json.code, "token_expired");
  const refreshed = await refresh(owner);
  assert.equal(refreshed.status, 200);
  owner.take(refreshed.json);
  assert.equal((await owner.call("GET", "/me")).status, 200);
  await guessTenTimes(5);
});

test("twenty failures lock twice as long as ten", async () => {
  const { status, retry } = await guess(password, "127.0.6.1");
  assert.equal(status, 429);
  assert.ok(retry > 29 * 60 && retry <= 30 * 60, `${retry}`);
});

test("an invitation is good for its hours and no longer", async () => {
  await later(server, "+61m");
  assert.equal((await preview(long.token)).status, 200);
  for (const [way, more] of [
    ["preview", {}],
    ["accept", { username: "late", display_name: "Late", password }],
  ]) {
    const answer = await exchange(server, "POST", `/api/v1/invitations/${way}`, {
      body: { token: short.token, ...more },
    });
    assert.equal(answer.status, 404, way);
    assert.equal(answer.json.code, "invitation_invalid");
  }
});

test("a set-up link is good for a day", async () => {
  await later(server, "+25h");
  const wanted = { workspace_name: "L", workspace_slug: "late", username: "olga", display_name: "O", password };
  const body = { token: setupToken, ...wanted };
  const answer = await exchange(server, "POST", "/api/v1/setup", { body });
  assert.equal(answer.json.code, "setup_token_invalid");
});

test("a session ends seven days after its last refresh", async () => {
  await later(server, "+4d");
  const refreshed = await refresh(busy);
  assert.equal(refreshed.status, 200);
  busy.take(refreshed.json);
  await later(server, "+8d");
  assert.equal((await refresh(idle)).status, 401);
  const again = await refresh(busy);
  assert.equal(again.status, 200);
  busy.take(again.json);
  assert.deepEqual(
    (await busy.get("/me/sessions")).items.map(({ current }) => current),
    [true],
  );
});

test("a session ends thirty days after signing in, however busy it is", async () => {
  for (const when of ["+14d", "+20d", "+26d"]) {
    await later(server, when);
    const again = await refresh(busy);
    assert.equal(again.status, 200, when);
    busy.take(again.json);
  }
  const [session] = (await busy.get("/me/sessions")).items;
  const days = (Date.parse(session.expires_at) - Date.parse(session.created_at)) / 86_400_000;
  assert.equal(Math.round(days), 30, "and it is told");
  await later(server, "+31d");
  const over = await refresh(busy);
  assert.deepEqual([over.status, over.json.code], [401, "session_ended"]);
});
