// A forgotten password: an administrator's link sets a new one.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { later } from "./faketime.mjs";
import { exchange, invite, login, password, setUp, startServer } from "./harness.mjs";
import { enrol, totp } from "./totp.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const next = "four fresh and unheard words";

async function linkOf(admin, person) {
  const { link } = await admin.post(`/users/${person.id}/password-reset`);
  assert.ok(link.startsWith(`${server.url}/reset#token=wrp_`), link);
  return link.split("#token=")[1];
}
const use = (token, given = next) => exchange(server, "POST", "/api/v1/auth/reset", { body: { token, password: given } });
const refused = async (token) => {
  const answer = await use(token);
  assert.deepEqual([answer.status, answer.json.code], [404, "reset_invalid"]);
  return answer.json.detail;
};
const eventsOf = async (person) =>
  (await owner.get("/audit?limit=200")).items.filter(({ target }) => target === person.id).map(({ event, actor }) => [event, actor]);

test("a link of an administrator sets a new password once, and every session of before ends", async () => {
  const admin = await invite(owner, "admin");
  const person = await invite(owner);
  const socket = await person.connect();
  const token = await linkOf(admin, person);
  const weak = await use(token, "password1234");
  assert.deepEqual([weak.status, weak.json.field], [422, "body.password"], "and the link is still good");
  assert.equal((await use(token)).status, 200);
  await socket.closed;
  await person.refused(401, "session_ended", "GET", "/me");
  assert.equal((await login(server, "acme", person.user.username)).status, 401);
  assert.equal((await login(server, "acme", person.user.username, { password: next })).status, 200);
  await refused(token);
  const told = await eventsOf(person);
  assert.ok(told.some(([event, actor]) => event === "user.reset_created" && actor === admin.id));
  assert.ok(told.some(([event, actor]) => event === "user.password_reset" && actor === person.id));
});

test("the second factor stays", async () => {
  const person = await invite(owner);
  const { secret } = await enrol(person);
  assert.equal((await use(await linkOf(owner, person))).status, 200);
  const asked = await login(server, "acme", person.user.username, { password: next });
  assert.equal(asked.json.code, "factor_required");
  const body = { challenge: asked.json.challenge, code: totp(secret, 1) };
  assert.equal((await exchange(server, "POST", "/api/v1/auth/factor", { body })).status, 200);
});

test("a link is worth no more than its maker may still do", async () => {
  const admin = await invite(owner, "admin");
  const person = await invite(owner);
  await admin.refused(403, "grant_exceeds_own", "POST", `/users/${owner.id}/password-reset`, {});
  const raised = await linkOf(admin, person);
  await owner.patch(`/users/${person.id}`, { tier: "owner" });
  await refused(raised);
  await owner.patch(`/users/${person.id}`, { tier: "member" });
  const lowered = await linkOf(admin, person);
  await owner.patch(`/users/${admin.id}`, { tier: "member" });
  await refused(lowered);
});

test("a deactivated person gets no link, and the one of before opens nothing", async () => {
  const person = await invite(owner);
  const token = await linkOf(owner, person);
  await owner.patch(`/users/${person.id}`, { active: false });
  await refused(token);
  await owner.refused(409, "account_inactive", "POST", `/users/${person.id}/password-reset`, {});
});

test("what is no link is refused without telling more", async () => {
  const details = new Set();
  for (const token of ["x", "wrp_", `wrp_${owner.workspace.id.slice(3)}_${"A".repeat(43)}`, owner.refreshToken]) details.add(await refused(token));
  assert.equal(details.size, 1);
});

test("a last owner who lost password and phone comes back by the server's administrator", async () => {
  const lost = await setUp(server, "lost");
  await enrol(lost);
  const { code, out } = await server.ctl("people", "reset", "olga", "--workspace", "lost", "--factors");
  assert.equal(code, 0, out);
  await lost.refused(401, "session_ended", "GET", "/me");
  assert.equal((await use(out.trim().split("#token=")[1])).status, 200);
  const back = await login(server, "lost", "olga", { password: next });
  assert.equal(back.status, 200, back.text);
  const entries = (await exchange(server, "GET", "/api/v1/audit?limit=200", { token: back.json.access_token })).json.items;
  for (const event of ["user.reset_created", "factor.reset", "user.password_reset"]) {
    assert.equal(entries.filter((entry) => entry.event === event && entry.target === lost.id).length, 1, event);
  }
  const nobody = await server.ctl("people", "reset", "nobody", "--workspace", "lost");
  assert.notEqual(nobody.code, 0);
  assert.match(nobody.out, /nobody called 'nobody'/);
});

test("a newer link voids the one before, and a day any", async () => {
  const person = await invite(owner);
  const first = await linkOf(owner, person);
  const second = await linkOf(owner, person);
  await refused(first);
  await later(server, "+25h");
  await refused(second);
  assert.equal((await login(server, "acme", person.user.username, { password })).status, 200);
});
