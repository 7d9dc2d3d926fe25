// Second factors: an authenticator app, recovery codes, the policy that demands them, and the proof that sensitive
// operations ask for.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { later } from "./faketime.mjs";
import { Person, exchange, invite, login, password, setUp, signIn, startServer } from "./harness.mjs";
import { enrol, totp } from "./totp.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });

const answer = (challenge, code) => exchange(server, "POST", "/api/v1/auth/factor", { body: { challenge, code } });
async function challengeOf(person) {
  const { status, json } = await login(server, person.workspace.slug, person.user.username);
  assert.equal(status, 401);
  assert.equal(json.code, "factor_required");
  return json.challenge;
}
async function signInWith(person, code) {
  const given = await answer(await challengeOf(person), code);
  assert.equal(given.status, 200, given.text);
  return new Person(server, given.json);
}
async function factorsOf(person) {
  const { totp: app, recovery_codes: codes } = await person.get("/me/factors");
  return [app, codes];
}
const events = async (of, reader = owner) =>
  (await reader.audit()).filter(({ actor, target }) => actor === of.id || target === of.id).map(({ event }) => event);

test("a new app is told once, for its eyes and for a QR code, and counts from its first code on", async () => {
  const person = await invite(owner);
  const begun = await person.post("/me/factors/totp");
  assert.match(begun.secret, /^[A-Z2-7]{32}$/);
  assert.equal(begun.uri, `otpauth://totp/acme:${person.user.username}?secret=${begun.secret}&issuer=acme`);
  await signIn(person); // not yet
  await person.refused(422, "wrong_code", "POST", "/me/factors/totp/confirm", { code: "000000" });
  assert.deepEqual(await factorsOf(person), [false, 0]);
  const { codes } = await person.post("/me/factors/totp/confirm", { code: totp(begun.secret) });
  assert.equal(new Set(codes).size, 10);
  for (const code of codes) assert.match(code, /^[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}$/);
  assert.deepEqual(await factorsOf(person), [true, 10]);
  await person.refused(409, "factor_exists", "POST", "/me/factors/totp", {});
});

test("with an app the password alone is not enough, and its code is good once", async () => {
  const person = await invite(owner);
  const { secret } = await enrol(person);
  const first = await challengeOf(person);
  const used = await answer(first, totp(secret));
  assert.deepEqual([used.status, used.json.code], [401, "wrong_code"], "the code of the enrolment");
  const code = totp(secret, 1);
  const signedIn = await answer(first, `${code.slice(0, 3)} ${code.slice(3)}`);
  assert.equal(signedIn.status, 200, signedIn.text);
  await new Person(server, signedIn.json).get("/me");
  assert.equal((await answer(first, totp(secret, 1))).json.code, "challenge_over", "a challenge is good once");
  assert.equal((await answer(await challengeOf(person), code)).json.code, "wrong_code", "a code is good once");
  const told = await events(person);
  for (const event of ["factor.added", "auth.factor_asked", "auth.factor_refused", "auth.login"]) {
    assert.ok(told.includes(event), `${event} in ${told}`);
  }
});

test("nothing about a factor is told before the password is right", async () => {
  const person = await invite(owner);
  await enrol(person);
  const wrong = await login(server, "acme", person.user.username, { password: "wrong wrong wrong" });
  const nobody = await login(server, "acme", "nobody-at-all", { password: "wrong wrong wrong" });
  const same = ({ status, json: { request_id, ...rest } }) => ({ status, ...rest });
  assert.deepEqual(same(wrong), same(nobody));
});

test("a recovery code signs in once, however it is written down", async () => {
  const person = await invite(owner);
  const { codes } = await enrol(person);
  const written = codes[3].toUpperCase().replace("-", " ");
  await signInWith(person, written);
  assert.equal((await person.get("/me/factors")).recovery_codes, 9);
  assert.equal((await answer(await challengeOf(person), codes[3])).json.code, "wrong_code");
  await signInWith(person, codes[9]);
  assert.ok((await events(person)).includes("auth.recovery_code_used"));
});

test("new recovery codes void those of before", async () => {
  const person = await invite(owner);
  const { codes } = await enrol(person);
  const renewed = await person.post("/me/factors/recovery-codes");
  assert.equal(renewed.codes.length, 10);
  assert.equal((await answer(await challengeOf(person), codes[0])).json.code, "wrong_code");
  await signInWith(person, renewed.codes[0]);
});

test("five wrong codes end a sign-in, ten lock the account, and the right password forgives nothing", async () => {
  const other = await setUp(server, "guessed");
  await enrol(other);
  for (let round = 0; round < 2; ++round) {
    const challenge = await challengeOf(other);
    for (let i = 0; i < 5; ++i) assert.equal((await answer(challenge, "000000")).json.code, "wrong_code");
    const over = await answer(challenge, "000000");
    assert.ok(["challenge_over", "locked_out"].includes(over.json.code), over.text);
  }
  const locked = await login(server, "guessed", "olga");
  assert.equal(locked.json.code, "locked_out");
  const entries = (await other.get("/audit?limit=200")).items.map(({ event }) => event);
  assert.equal(entries.filter((event) => event === "auth.factor_refused").length, 10);
  assert.ok(entries.includes("auth.locked_out"));
});

test("another password voids a sign-in that waits for its factor", async () => {
  const person = await invite(owner);
  const { secret } = await enrol(person);
  const challenge = await challengeOf(person);
  await person.post("/me/password", { current_password: password, new_password: `${password} anew` });
  assert.equal((await answer(challenge, totp(secret, 1))).json.code, "challenge_over");
});

test("what is no challenge, or another workspace's, is refused like one that is over", async () => {
  const person = await invite(owner);
  const { secret } = await enrol(person);
  const challenge = await challengeOf(person);
  for (const given of ["x", "wrc_", challenge.slice(0, -1), challenge.replace("wrc_", "wrr_")]) {
    const refused = await answer(given, totp(secret, 1));
    assert.deepEqual([refused.status, refused.json.code], [401, "challenge_over"], given);
  }
});

test("removing the app takes the codes with it and ends the other sessions", async () => {
  const person = await invite(owner);
  const { codes } = await enrol(person);
  const elsewhere = await signInWith(person, codes[0]);
  await person.delete("/me/factors/totp");
  assert.deepEqual(await factorsOf(person), [false, 0]);
  await elsewhere.refused(401, "session_ended", "GET", "/me");
  await signIn(person);
});

test("an administrator resets what is lost, of people no higher than themselves", async () => {
  const admin = await invite(owner, "admin");
  const person = await invite(owner);
  await enrol(person);
  await enrol(owner);
  await admin.delete(`/users/${person.id}/factors`);
  await person.refused(401, "session_ended", "GET", "/me");
  await signIn(person);
  await admin.refused(403, "grant_exceeds_own", "DELETE", `/users/${owner.id}/factors`);
  await owner.delete("/me/factors/totp");
});

test("secrets and recovery codes are in no file", async () => {
  const person = await invite(owner);
  const { secret, codes } = await enrol(person);
  const files = readdirSync(server.data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const file of files) {
    const bytes = readFileSync(path.join(file.parentPath ?? file.path, file.name));
    for (const text of [secret, ...codes]) assert.ok(!bytes.includes(text), file.name);
  }
});

test("demanded from a tier on, everybody concerned signs in anew, to nothing but their own account until they have one", async () => {
  const strict = await setUp(server, "strict");
  const admin = await invite(strict, "admin");
  const member = await invite(strict, "member");
  await strict.refused(409, "own_factor_first", "PUT", "/factors/policy", { required_from: "admin" });
  const { codes } = await enrol(strict);
  const answered = await strict.put("/factors/policy", { required_from: "admin" });
  assert.deepEqual(answered, { required_from: "admin", people_without: 1 });
  await admin.refused(401, "session_ended", "GET", "/me");
  await member.get("/channels");

  const again = await signIn(admin);
  assert.equal((await again.get("/me")).must_enrol_factor, true);
  for (const [method, target] of [["GET", "/channels"], ["GET", "/users"], ["GET", "/audit"], ["POST", "/realtime/tickets"]]) {
    await again.refused(403, "factor_enrolment_required", method, target, method === "POST" ? {} : undefined);
  }
  await enrol(again);
  assert.equal((await again.get("/me")).must_enrol_factor, false);
  await again.get("/channels");
  assert.equal((await strict.get("/factors/policy")).people_without, 0);

  const socket = await again.connect();
  await again.delete("/me/factors/totp");
  await socket.closed;
  await again.refused(401, "session_ended", "GET", "/me");

  await strict.patch(`/users/${member.id}`, { tier: "admin" });
  await member.refused(401, "session_ended", "GET", "/me");
  await (await signIn(member)).refused(403, "factor_enrolment_required", "GET", "/channels");

  await strict.put("/factors/policy", { required_from: null });
  await (await signIn(member)).get("/channels");
  assert.equal(codes.length, 10);
  const entries = (await strict.get("/audit?limit=200")).items.filter(({ event }) => event === "factor.policy_changed");
  assert.deepEqual(entries.map(({ target }) => target), ["admin", "nobody"]);
});

test("later than ten minutes after signing in, sensitive operations ask for a proof", async () => {
  const plain = await invite(owner, "owner");
  const guarded = await invite(owner, "owner");
  const { codes } = await enrol(guarded);
  const member = await invite(owner);
  await later(server, "+11m");
  const refreshed = async (person) => {
    const { json } = await exchange(server, "POST", "/api/v1/auth/refresh", { body: { refresh_token: person.refreshToken } });
    return new Person(server, json);
  };
  const old = await refreshed(plain);
  const sensitive = [
    ["PATCH", `/users/${member.id}`, { tier: "viewer" }],
    ["POST", "/keys/rotate", { key: "workspace" }],
    ["POST", "/keys/retire", {}],
    ["PUT", "/keys/provider", { provider: "vault", vault: { url: "https://127.0.0.1:9", key: "k", token: "t" } }],
    ["DELETE", "/keys/provider", undefined],
    ["POST", "/me/factors/totp", {}],
    ["DELETE", "/me/factors/totp", undefined],
    ["POST", "/me/factors/recovery-codes", {}],
    ["DELETE", `/users/${member.id}/factors`, undefined],
    ["PUT", "/factors/policy", { required_from: null }],
    ["POST", "/invitations", { tier: "admin", max_uses: 1, expires_in_hours: 1 }],
  ];
  for (const [method, target, body] of sensitive) await old.refused(403, "step_up_required", method, target, body);
  await old.post("/invitations", { tier: "member", max_uses: 1, expires_in_hours: 1 });

  await old.refused(403, "wrong_password", "POST", "/auth/step-up", { password: "wrong wrong wrong" });
  await old.refused(422, "invalid_field", "POST", "/auth/step-up", { code: "123456" });
  await old.post("/auth/step-up", { password });
  await old.patch(`/users/${member.id}`, { tier: "viewer" });
  const twin = await refreshed(await signIn(plain));
  await twin.get("/me");

  const careful = await refreshed(guarded);
  await careful.refused(422, "invalid_field", "POST", "/auth/step-up", { password });
  await careful.refused(403, "wrong_code", "POST", "/auth/step-up", { code: "000000" });
  await careful.refused(403, "step_up_required", "PATCH", `/users/${member.id}`, { tier: "member" });
  await careful.post("/auth/step-up", { code: codes[0] });
  await careful.patch(`/users/${member.id}`, { tier: "member" });
  assert.equal((await events(plain, old)).filter((event) => event === "auth.stepped_up").length, 1);
});
