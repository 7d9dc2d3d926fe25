// A person's own recovery key: made while signed in, good once to set a new password.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, test } from "node:test";
import { invite, login, password, setUp, signIn, startServer } from "./harness.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const mia = await invite(owner, "member", "mia");
const other = await setUp(server, "other");
const next = "three unlikely words together";
const recover = (key, to = next, from) => owner.call("POST", "/auth/recover", { key, password: to }, { from });

let key;
test("a key is shown once, and says when it was made", async () => {
  assert.deepEqual(await mia.get("/me/recovery-key"), { created_at: null });
  await mia.refused(404, "no_recovery_key", "DELETE", "/me/recovery-key");
  const made = await mia.post("/me/recovery-key");
  key = made.key;
  assert.match(key, /^wra_[0-9a-hjkmnp-tv-z]{26}_[\w-]{43}[0-9A-Za-z]{6}$/);
  assert.deepEqual(await mia.get("/me/recovery-key"), { created_at: made.created_at });
  const [entry] = await owner.audit("user.recovery_key_created");
  assert.deepEqual([entry.actor, entry.target], [mia.id, mia.id]);
});

test("it sets a new password once, ends all sessions, and signs nobody in", async () => {
  const socket = await mia.connect();
  assert.equal((await recover(key, "password1234")).json.field, "body.password");
  const done = await recover(key);
  assert.equal(done.status, 200, done.text);
  assert.deepEqual(done.json, {});
  assert.equal((await socket.closed).code, 4401);
  assert.equal((await mia.call("GET", "/me")).status, 401);
  assert.equal((await login(server, "acme", "mia")).status, 401);
  assert.equal((await login(server, "acme", "mia", { password: next })).status, 200);
  assert.equal((await recover(key)).status, 404);
  const [entry] = await owner.audit("user.recovered");
  assert.deepEqual([entry.target, entry.outcome], [mia.id, "ok"]);
});

test("a newer one voids the one before; one that was taken away opens nothing", async () => {
  const again = await signIn(mia, { password: next });
  const { key: first } = await again.post("/me/recovery-key");
  const { key: second } = await again.post("/me/recovery-key");
  assert.equal((await recover(first)).status, 404);
  await again.delete("/me/recovery-key");
  assert.equal((await recover(second)).status, 404);
  assert.equal((await login(server, "acme", "mia", { password: next })).status, 200);
});

test("what is no key, another workspace's or a deactivated person's is refused alike, and recorded", async () => {
  const ben = await invite(owner, "member", "ben");
  const { key: bens } = await ben.post("/me/recovery-key");
  await owner.patch(`/users/${ben.id}`, { active: false });
  const { key: others } = await other.post("/me/recovery-key");
  const moved = others.slice(0, 4) + bens.slice(4, 30) + others.slice(30);
  const changed = bens.slice(0, 40) + (bens[40] === "A" ? "B" : "A") + bens.slice(41);
  const answers = await Promise.all(["nonsense", "wra_", moved, changed, bens, bens.replace("wra_", "wrp_")].map((each) => recover(each, next, "127.0.9.3")));
  for (const { status, json } of answers) assert.deepEqual([status, json.code], [404, "recovery_invalid"]);
  const refused = await owner.audit("auth.recovery_refused");
  assert.ok(refused.length >= 1 && refused.every(({ outcome }) => outcome === "refused"));
  await owner.patch(`/users/${ben.id}`, { active: true });
  assert.equal((await login(server, "acme", "ben")).status, 200);
  assert.equal((await other.call("GET", "/me")).status, 200);
});

test("a locked account opens by it", async () => {
  const zoe = await invite(owner, "member", "zoe");
  const { key: zoes } = await zoe.post("/me/recovery-key");
  for (let n = 0; n < 10; ++n) await login(server, "acme", "zoe", { password: "wrong", from: `127.0.7.${n + 1}` });
  assert.equal((await login(server, "acme", "zoe", { password })).status, 429);
  assert.equal((await recover(zoes)).status, 200);
  assert.equal((await login(server, "acme", "zoe", { password: next })).status, 200);
});

test("no file holds a key", async () => {
  const { key: mine } = await owner.post("/me/recovery-key");
  assert.equal(execFileSync("sh", ["-c", `grep -rl '${mine.slice(31, 70)}' '${server.data}' || true`]).toString(), "");
});
