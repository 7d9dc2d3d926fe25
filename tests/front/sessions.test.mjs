import assert from "node:assert/strict";
import { after, test } from "node:test";
import { exchange, invite, login, setUp, signIn, startServer, wait } from "./harness.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });

const refresh = (token, headers) =>
  exchange(server, "POST", "/api/v1/auth/refresh", {
    body: token === undefined ? {} : { refresh_token: token },
    headers,
  });
const web = { "x-wardroom-client": "web" };
const cookieOf = (answer) => answer.headers["set-cookie"]?.[0] ?? "";
const valueOf = (cookie) => cookie.split(";")[0];

test("the list shows every open session and marks this one", async () => {
  const person = await invite(owner);
  const second = await signIn(person, { headers: { "user-agent": "Second Browser/2" } });
  const { items, next } = await second.get("/me/sessions");
  assert.equal(next, null);
  assert.equal(items.length, 2);
  assert.deepEqual(items.map(({ current }) => current).sort(), [false, true]);
  const current = items.find((item) => item.current);
  assert.equal(current.client, "Second Browser/2");
  assert.equal(current.address, "127.0.0.1");
  assert.ok(Date.parse(current.expires_at) > Date.now());
});

test("an administrator sees a person's sessions and ends one, of nobody who holds more than they do", async () => {
  const [admin, person] = [await invite(owner, "admin"), await invite(owner)];
  const second = await signIn(person, { headers: { "user-agent": "Lost Phone/1" } });
  const socket = await second.connect();
  const { items } = await admin.get(`/users/${person.id}/sessions`);
  assert.deepEqual(items.map(({ current }) => current), [false, false]);
  const lost = items.find(({ client }) => client === "Lost Phone/1");
  await admin.delete(`/users/${person.id}/sessions/${lost.id}`);
  assert.equal((await socket.closed).code, 4401);
  assert.equal((await second.call("GET", "/me")).status, 401);
  assert.equal((await person.get("/me")).user.id, person.id, "the other one goes on");
  await admin.refused(404, "session_not_found", "DELETE", `/users/${person.id}/sessions/${lost.id}`);
  const own = (await owner.get("/me/sessions")).items[0].id;
  await admin.refused(404, "session_not_found", "DELETE", `/users/${person.id}/sessions/${own}`);
  await admin.refused(403, "grant_exceeds_own", "GET", `/users/${owner.id}/sessions`);
  await admin.refused(403, "grant_exceeds_own", "DELETE", `/users/${owner.id}/sessions/${own}`);
});

test("revoking a session ends its requests and cuts its socket with 4401", async () => {
  const person = await invite(owner);
  const second = await signIn(person);
  const socket = await second.connect();
  const { items } = await person.get("/me/sessions");
  await person.delete(`/me/sessions/${items.find(({ current }) => !current).id}`);
  assert.equal((await socket.closed).code, 4401);
  assert.equal((await second.call("GET", "/me")).status, 401);
  assert.equal((await refresh(second.refreshToken)).status, 401);
  assert.equal((await person.get("/me")).user.id, person.id);
});

test("nobody revokes a session of somebody else by its id", async () => {
  const [a, b] = [await invite(owner), await invite(owner)];
  const { items } = await a.get("/me/sessions");
  await b.refused(404, "session_not_found", "DELETE", `/me/sessions/${items[0].id}`);
  await owner.refused(404, "session_not_found", "DELETE", `/me/sessions/${items[0].id}`);
  assert.equal((await a.call("GET", "/me")).status, 200);
});

test("a refresh gives new tokens of the same session", async () => {
  const person = await invite(owner);
  const answer = await refresh(person.refreshToken);
  assert.equal(answer.status, 200);
  assert.notEqual(answer.json.refresh_token, person.refreshToken);
  assert.equal(answer.json.user.id, person.id);
  const sessions = (await person.take(answer.json).get("/me/sessions")).items;
  assert.equal(sessions.length, 1);
});

test("an answer that got lost may be asked for again at once", async () => {
  const person = await invite(owner);
  const first = await refresh(person.refreshToken);
  const again = await refresh(person.refreshToken);
  assert.equal(first.status, 200);
  assert.equal(again.status, 200);
  assert.equal((await refresh(again.json.refresh_token)).status, 200);
});

test("an old refresh token used again ends the whole session and is recorded", async () => {
  const person = await invite(owner);
  const socket = await person.connect();
  const second = await refresh(person.refreshToken);
  const third = await refresh(second.json.refresh_token);
  assert.equal(third.status, 200);
  assert.equal((await refresh(person.refreshToken)).status, 401);
  assert.equal((await refresh(third.json.refresh_token)).status, 401);
  assert.equal((await socket.closed).code, 4401);
  assert.equal((await person.call("GET", "/me")).status, 401);
  let events = [];
  for (let after = 0; after !== null;) {
    const page = await owner.get(`/audit?limit=200&after=${after}`);
    events = events.concat(page.items);
    after = page.next;
  }
  assert.equal(events.filter(({ event, actor }) => event === "token.reuse_detected" && actor === person.id).length, 1);
});

test("a used refresh token is refused when its time of grace is over", async () => {
  const person = await invite(owner);
  const second = await refresh(person.refreshToken);
  await wait(11_000);
  assert.equal((await refresh(person.refreshToken)).status, 401);
  assert.equal((await refresh(second.json.refresh_token)).status, 401);
});

test("of many refreshes at once with one token, the session survives", async () => {
  const person = await invite(owner);
  const answers = await Promise.all(Array.from({ length: 12 }, () => refresh(person.refreshToken)));
  assert.ok(
    answers.every(({ status }) => status === 200),
    answers.map(({ status }) => status).join(),
  );
  const last = await refresh(answers.at(-1).json.refresh_token);
  assert.equal(last.status, 200);
});

test("logging out ends the session, its refresh token and its socket", async () => {
  const person = await invite(owner);
  const socket = await person.connect();
  await person.post("/auth/logout");
  assert.equal((await socket.closed).code, 4401);
  assert.equal((await person.call("GET", "/me")).status, 401);
  assert.equal((await refresh(person.refreshToken)).status, 401);
});

test("a browser's refresh token travels in its cookie only", async () => {
  const person = await invite(owner);
  const answer = await login(server, "acme", person.user.username, { headers: web });
  assert.equal(answer.status, 200);
  assert.ok(!("refresh_token" in answer.json));
  const cookie = cookieOf(answer);
  assert.match(cookie, /^__Host-wardroom_refresh=[^;]{20,};/);
  for (const attribute of ["HttpOnly", "Secure", "SameSite=Strict", "Path=/"]) {
    assert.ok(cookie.split("; ").includes(attribute), cookie);
  }
  assert.doesNotMatch(cookie, /Domain/i);
  const next = await refresh(undefined, { ...web, cookie: valueOf(cookie) });
  assert.equal(next.status, 200, next.text);
  assert.ok(!("refresh_token" in next.json));
  assert.notEqual(valueOf(cookieOf(next)), valueOf(cookie));
  const out = await exchange(server, "POST", "/api/v1/auth/logout", {
    body: {},
    token: next.json.access_token,
    headers: web,
  });
  assert.match(cookieOf(out), /^__Host-wardroom_refresh=;.*Max-Age=0/);
});

test("the cookie counts only with the header that no foreign page can send", async () => {
  const person = await invite(owner);
  const cookie = valueOf(cookieOf(await login(server, "acme", person.user.username, { headers: web })));
  const without = await refresh(undefined, { cookie });
  assert.equal(without.status, 401);
  assert.equal(without.headers["set-cookie"], undefined);
  assert.equal((await refresh(undefined, { ...web, cookie })).status, 200);
});

test("no cookie is set for a client that is not a browser", async () => {
  const answer = await login(server, "acme", "olga");
  assert.equal(answer.headers["set-cookie"], undefined);
  assert.ok(answer.json.refresh_token.length > 20);
});
