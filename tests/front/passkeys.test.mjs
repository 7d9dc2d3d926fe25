// Passkeys: as a second factor, as the only one, and for the proof that sensitive operations ask for. The browser's own
// part is driven in web/e2e.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { Authenticator, addPasskey } from "./authenticator.mjs";
import { later } from "./faketime.mjs";
import { Person, exchange, invite, login, setUp, signIn, startServer } from "./harness.mjs";
import { enrol, totp } from "./totp.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });

const ask = (route, body = {}, on = server) => exchange(on, "POST", `/api/v1/auth/${route}`, { body });
async function begin(on = server) {
  const { status, json } = await ask("passkey/begin", {}, on);
  assert.equal(status, 200);
  return json;
}
const signInWith = async (authenticator, lie, on = server) =>
  ask("passkey", authenticator.get(await begin(on), lie), on);
function refused(answer, status, code) {
  assert.deepEqual([answer.status, answer.json?.code], [status, code], answer.text);
}
const entries = (event, reader = owner) => reader.audit(event);
async function challengeOf(person) {
  const { status, json } = await login(server, person.workspace.slug, person.user.username);
  assert.deepEqual([status, json.code], [401, "factor_required"]);
  return json;
}

for (const [algorithm, name] of [[-7, "ES256"], [-8, "EdDSA"], [-257, "RS256"]]) {
  test(`a passkey of ${name} signs in alone, without a word about who it is`, async () => {
    const person = await invite(owner);
    const { authenticator } = await addPasskey(person, { algorithm });
    const answer = await signInWith(authenticator);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.json.user.id, person.id);
    await new Person(server, answer.json).get("/me");
    assert.ok((await entries("auth.login")).some(({ actor, detail }) => actor === person.id && detail === "by a passkey"));
  });
}

test("the first factor comes with recovery codes, the next ones without", async () => {
  const person = await invite(owner);
  assert.deepEqual(await person.get("/me/factors"), { totp: false, recovery_codes: 0, passkeys: [], passkeys_possible: true });
  const { passkey, codes } = await addPasskey(person, { name: "Blue key" });
  assert.equal(new Set(codes).size, 10);
  assert.deepEqual([passkey.name, passkey.backed_up, passkey.last_used_at], ["Blue key", false, null]);
  const second = await addPasskey(person, { name: "Spare", packed: true });
  assert.equal(second.codes, null);
  const state = await person.get("/me/factors");
  assert.deepEqual(state.passkeys.map(({ name }) => name), ["Blue key", "Spare"]);
  await person.patch(`/me/factors/passkeys/${second.passkey.id}`, { name: "In the safe" });
  assert.equal((await person.get("/me/factors")).passkeys[1].name, "In the safe");
  await person.refused(404, "passkey_not_found", "PATCH", `/me/factors/passkeys/${passkey.id.replace(/.{8}$/, "00000000")}`, { name: "x" });
});

test("with a passkey the password alone is not enough, and the passkey finishes it", async () => {
  const person = await invite(owner);
  const { authenticator, codes } = await addPasskey(person);
  const { challenge, factors } = await challengeOf(person);
  assert.deepEqual(factors, ["passkey", "recovery_code"]);
  const { json: request } = await ask("factor/passkey", { challenge });
  assert.deepEqual(request.allow, [authenticator.id.toString("base64url")]);
  // As the second factor it need not ask for a PIN.
  const answer = await ask("factor", { challenge, passkey: authenticator.get(request, { flags: 0x01 }) });
  assert.equal(answer.status, 200, answer.text);
  refused(await ask("factor", { challenge, passkey: authenticator.get(request) }), 401, "challenge_over");
  assert.ok((await person.get("/me/factors")).passkeys[0].last_used_at);

  const again = await challengeOf(person);
  const byCode = await ask("factor", { challenge: again.challenge, code: codes[0] });
  assert.equal(byCode.status, 200, "a recovery code for the day it is lost");
});

test("an app and passkeys live side by side, and the codes go with the last of them", async () => {
  const person = await invite(owner);
  const { secret, codes } = await enrol(person);
  const { authenticator, passkey, codes: none } = await addPasskey(person);
  assert.equal(none, null, "the codes of the app go on");
  const { challenge, factors } = await challengeOf(person);
  assert.deepEqual(factors, ["passkey", "totp", "recovery_code"]);
  assert.equal((await ask("factor", { challenge, code: totp(secret, 1) })).status, 200);

  await person.delete("/me/factors/totp");
  assert.deepEqual((await challengeOf(person)).factors, ["passkey", "recovery_code"]);
  const recovering = await challengeOf(person);
  assert.equal((await ask("factor", { challenge: recovering.challenge, code: codes[0] })).status, 200);
  await person.delete(`/me/factors/passkeys/${passkey.id}`);
  assert.equal((await person.get("/me/factors")).recovery_codes, 0);
  await signIn(person);
  refused(await signInWith(authenticator), 401, "passkey_refused");
});

test("removing a passkey ends the other sessions", async () => {
  const person = await invite(owner);
  const { authenticator, passkey } = await addPasskey(person);
  const other = new Person(server, (await signInWith(authenticator)).json);
  await person.delete(`/me/factors/passkeys/${passkey.id}`);
  await person.refused(404, "passkey_not_found", "DELETE", `/me/factors/passkeys/${passkey.id}`);
  await other.refused(401, "session_ended", "GET", "/me");
  await person.get("/me");
});

test("alone, it must have asked for a PIN, a finger or a face", async () => {
  const { authenticator } = await addPasskey(await invite(owner));
  refused(await signInWith(authenticator, { flags: 0x01 }), 401, "passkey_refused");
  const [last] = (await entries("auth.login_failed")).slice(-1);
  assert.match(last.detail, /it asked for no PIN/);
});

const somebodyElse = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const lies = {
  "made on another page": { clientData: { origin: "https://localhost.evil.example" } },
  "made in a frame": { clientData: { crossOrigin: true } },
  "made for another server": { rpId: "evil.example" },
  "made for something else": { clientData: { type: "webauthn.create" } },
  "signed by another key": { key: somebodyElse },
  "of nobody present": { flags: 0x04 },
  "of an unknown passkey": { id: Buffer.alloc(32, 7) },
  "of a copy whose counter went back": { counter: 1 },
  "of a copy whose counter stood still": { counter: 2 },
};
for (const [n, [what, lie]] of Object.entries(lies).entries()) {
  test(`a signature ${what} is refused, alone and as the second factor`, async () => {
    const person = await setUp(server, `lie-${n}`); // of its own, for failures lock an address out
    const { authenticator } = await addPasskey(person);
    assert.equal((await signInWith(authenticator)).status, 200); // its counter is at 2 now
    refused(await signInWith(authenticator, lie), 401, "passkey_refused");
    const { challenge } = await challengeOf(person);
    const { json: request } = await ask("factor/passkey", { challenge });
    refused(await ask("factor", { challenge, passkey: authenticator.get(request, lie) }), 401, "passkey_refused");
    const [alone] = (await entries("auth.login_failed", person)).slice(-1);
    const [second] = (await entries("auth.factor_refused", person)).slice(-1);
    assert.deepEqual([alone.outcome, second.outcome, second.target], ["refused", "refused", person.id]);
    assert.equal(alone.detail, second.detail);
    assert.match(second.detail, /passkey/);
  });
}

test("a challenge is good once, for what it was given, on this server, for five minutes", async () => {
  const person = await invite(owner);
  const { authenticator } = await addPasskey(person);
  const used = authenticator.get(await begin());
  assert.equal((await ask("passkey", used)).status, 200);
  refused(await ask("passkey", used), 401, "challenge_over");

  const stepUp = await person.post("/auth/step-up/passkey");
  refused(await ask("passkey", authenticator.get(stepUp)), 401, "challenge_over");
  const made = { ...(await begin()), challenge: Buffer.alloc(56, 1).toString("base64url") };
  refused(await ask("passkey", authenticator.get(made)), 401, "challenge_over");
  const offer = await person.post("/me/factors/passkey-offer");
  refused(await ask("passkey", authenticator.get({ ...offer, rp_id: "localhost" })), 401, "challenge_over");
});

test("nobody signs in as somebody else with a passkey of their own", async () => {
  const boss = await setUp(server, "imposters");
  const [mallory, alice] = [await invite(boss), await invite(boss)];
  const { authenticator } = await addPasskey(mallory);
  const { authenticator: hers } = await addPasskey(alice);
  refused(await signInWith(authenticator, { userHandle: hers.userHandle }), 401, "passkey_refused");
  refused(await signInWith(authenticator, { userHandle: Buffer.alloc(32, 9) }), 401, "passkey_refused");
  refused(await signInWith(authenticator, { userHandle: Buffer.alloc(5) }), 401, "passkey_refused");
  const { challenge } = await challengeOf(alice);
  const { json: request } = await ask("factor/passkey", { challenge });
  refused(await ask("factor", { challenge, passkey: authenticator.get(request) }), 401, "passkey_refused");
});

test("a workspace's passkeys open no other workspace", async () => {
  const other = await setUp(server, "globex");
  const { authenticator } = await addPasskey(other);
  const handle = Buffer.concat([(await addPasskey(await invite(owner))).authenticator.userHandle.subarray(0, 16), authenticator.userHandle.subarray(16)]);
  refused(await signInWith(authenticator, { userHandle: handle }), 401, "passkey_refused");
  assert.equal((await signInWith(authenticator)).json.workspace.slug, "globex");
});

test("five refused passkeys end a sign-in", async () => {
  const person = await setUp(server, "five");
  const { authenticator } = await addPasskey(person);
  const { challenge } = await challengeOf(person);
  const { json: request } = await ask("factor/passkey", { challenge });
  for (let i = 0; i < 5; ++i) {
    const given = authenticator.get(request, { key: somebodyElse });
    refused(await ask("factor", { challenge, passkey: given }), 401, "passkey_refused");
  }
  refused(await ask("factor", { challenge, passkey: authenticator.get(request) }), 401, "challenge_over");
  refused(await ask("factor/passkey", { challenge }), 401, "challenge_over");
});

test("a locked-out account still opens to its passkey, which nobody can guess", async () => {
  const person = await setUp(server, "locked");
  const { authenticator } = await addPasskey(person);
  for (let i = 0; i < 10; ++i) {
    refused(await login(server, "locked", "olga", { password: "wrong wrong", from: "127.0.9.1" }), 401, "invalid_credentials");
  }
  refused(await login(server, "locked", "olga"), 429, "locked_out");
  assert.equal((await signInWith(authenticator)).status, 200);
});

test("what is no registration is refused, and nothing is added", async () => {
  const person = await invite(owner);
  const refuse = async (status, code, lie, options) => {
    const authenticator = new Authenticator(server, options);
    const made = authenticator.create(await person.post("/me/factors/passkey-offer"), lie);
    return person.refused(status, code, "POST", "/me/factors/passkeys", { name: "x", ...made });
  };
  await refuse(422, "passkey_refused", { clientData: { origin: "https://evil.example" } });
  await refuse(422, "passkey_refused", { rpId: "evil.example" });
  await refuse(422, "passkey_refused", { clientData: { type: "webauthn.get" } });
  await refuse(422, "passkey_refused", { flags: 0 });
  await refuse(422, "passkey_refused", { format: "android-safetynet" });
  await refuse(422, "passkey_refused", { key: somebodyElse }, { packed: true });
  await refuse(409, "challenge_over", { clientData: { challenge: (await begin()).challenge } });
  const good = new Authenticator(server).create(await person.post("/me/factors/passkey-offer"));
  const fields = [
    [{ ...good, attestation_object: "!!" }, "body.attestation_object"],
    [{ ...good, client_data: "x".repeat(8193) }, "body.client_data"],
    [{ ...good, name: "" }, "body.name"],
  ];
  for (const [body, field] of fields) {
    const { json } = await person.call("POST", "/me/factors/passkeys", { name: "x", ...body });
    assert.equal(json.field, field);
  }
  // A length that is not there must not make room for it.
  const huge = Buffer.from("a163666d74bb7fffffffffffffff", "hex").toString("base64url");
  await person.refused(422, "passkey_refused", "POST", "/me/factors/passkeys", { name: "x", ...good, attestation_object: huge });
  await person.post("/me/factors/passkeys", { name: "x", ...good });
  await person.refused(409, "passkey_exists", "POST", "/me/factors/passkeys", { name: "x", ...good });
  assert.equal((await person.get("/me/factors")).passkeys.length, 1);
});

test("another person's offer is not one's own", async () => {
  const [one, other] = [await invite(owner), await invite(owner)];
  const made = new Authenticator(server).create(await one.post("/me/factors/passkey-offer"));
  await other.refused(409, "challenge_over", "POST", "/me/factors/passkeys", { name: "x", ...made });
});

test("twenty are enough", async () => {
  const person = await invite(owner);
  for (let i = 0; i < 20; ++i) await addPasskey(person);
  await person.refused(409, "too_many_passkeys", "POST", "/me/factors/passkey-offer", {});
});

test("a code and a passkey at once, or neither, are refused and named", async () => {
  const person = await invite(owner);
  const { authenticator } = await addPasskey(person);
  const { challenge } = await challengeOf(person);
  const { json: request } = await ask("factor/passkey", { challenge });
  const both = await ask("factor", { challenge, code: "000000", passkey: authenticator.get(request) });
  assert.deepEqual([both.status, both.json.field], [422, "body.passkey"]);
  const neither = await ask("factor", { challenge });
  assert.deepEqual([neither.status, neither.json.field], [422, "body.code"]);
});

test("deactivated, a person's passkey opens nothing", async () => {
  const person = await invite(owner);
  const { authenticator } = await addPasskey(person);
  await owner.patch(`/users/${person.id}`, { active: false });
  refused(await signInWith(authenticator), 403, "account_inactive");
});

test("an administrator's reset takes passkeys, too", async () => {
  const person = await invite(owner);
  const { authenticator } = await addPasskey(person);
  await owner.delete(`/users/${person.id}/factors`);
  refused(await signInWith(authenticator), 401, "passkey_refused");
  await signIn(person);
});

test("public keys and names are in no file", async () => {
  const { authenticator } = await addPasskey(await invite(owner), { name: "Rosebud-4711" });
  const { x } = authenticator.publicKey.export({ format: "jwk" });
  const secrets = ["Rosebud-4711", x, authenticator.id.toString("base64url")];
  for (const file of readdirSync(server.data, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const bytes = readFileSync(path.join(file.parentPath ?? file.path, file.name));
    for (const secret of secrets) assert.ok(!bytes.includes(secret), `${file.name} has ${secret}`);
    assert.ok(!bytes.includes(authenticator.id), `${file.name} has the credential's id`);
  }
});

test("where a factor is demanded a passkey is one", async () => {
  const boss = await setUp(server, "strict");
  const { authenticator } = await addPasskey(boss);
  const member = await invite(boss);
  await boss.put("/factors/policy", { required_from: "member" });
  assert.equal((await boss.get("/factors/policy")).people_without, 1);
  const restricted = await signIn(member);
  assert.equal((await restricted.get("/me")).must_enrol_factor, true);
  await addPasskey(restricted);
  assert.equal((await restricted.get("/me")).must_enrol_factor, false);
  assert.equal((await boss.get("/factors/policy")).people_without, 0);
  const again = new Person(server, (await signInWith(authenticator)).json);
  assert.equal((await again.get("/me")).must_enrol_factor, false);
});

test("later than ten minutes after signing in a passkey is the proof that is asked for", async () => {
  const person = await invite(owner, "owner");
  const { authenticator } = await addPasskey(person);
  const [session] = [await signInWith(authenticator)].map(({ json }) => new Person(server, json));
  await later(server, "+11m");
  authenticator.origin = `https://localhost:${server.port}`;
  await session.refused(403, "step_up_required", "POST", "/me/factors/passkey-offer", {});
  const prove = async (lie) => ({ passkey: authenticator.get(await session.post("/auth/step-up/passkey"), lie) });
  await session.refused(403, "passkey_refused", "POST", "/auth/step-up", await prove({ key: somebodyElse }));
  const elsewhere = await begin();
  await session.refused(403, "challenge_over", "POST", "/auth/step-up", { passkey: authenticator.get(elsewhere) });
  await session.refused(422, "invalid_field", "POST", "/auth/step-up", { password: "x" });
  await session.post("/auth/step-up", await prove());
  await session.post("/me/factors/passkey-offer");
  const [stepped] = (await entries("auth.stepped_up", session)).slice(-1);
  assert.equal(stepped.detail, "by a passkey");
});
