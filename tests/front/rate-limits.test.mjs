// Rate limits as they come: every other suite turns them off.
import assert from "node:assert/strict";
import https from "node:https";
import { after, test } from "node:test";
import { exchange, invite, setUp, startServer, wait } from "./harness.mjs";

// The budgets of whole addresses are raised here, where it is persons that are counted, and as they come below.
const server = await startServer(after, {
  env: { WARDROOM_RATE_LIMITS: "on", WARDROOM_RATE_API_BURST: "2000", WARDROOM_RATE_AUTHENTICATION_BURST: "11" },
});
const plain = await startServer(after, { env: { WARDROOM_RATE_LIMITS: "on" } });
const owner = await setUp(server, "acme", { link: server.setupLink });
const [ann, ben, cleo] = [await invite(owner), await invite(owner), await invite(owner)];
const channel = await ann.channel();
for (const person of [ben, cleo]) await person.put(`/channels/${channel.id}/members/${person.id}`);
const post = (person) => person.call("POST", `/channels/${channel.id}/messages`, { text: "x" });

test("past the budget of its kind a person is told to wait and for how long; nobody else is held up", async () => {
  const answers = await Promise.all(Array.from({ length: 300 }, () => post(ann)));
  const [good, late] = [200, 429].map((wanted) => answers.filter(({ status }) => status === wanted));
  assert.equal(good.length + late.length, 300);
  assert.ok(good.length >= 100 && late.length > 0, `${good.length} served, ${late.length} refused`);
  for (const { json, headers } of late) {
    assert.equal(json.code, "rate_limited");
    assert.ok(Number(headers["retry-after"]) >= 1);
  }
  const socket = await ann.connect();
  const burst = await Promise.all(
    Array.from({ length: 60 }, () => socket.ask("message.post", { channel: channel.id, text: "x" })),
  );
  assert.ok(burst.some(({ problem }) => problem?.code === "rate_limited"));
  await socket.close();
  assert.equal((await post(ben)).status, 200);
  assert.equal((await ann.call("GET", "/me")).status, 200);
});

test("whoever waits as long as told is served again", async () => {
  const answers = await Promise.all(Array.from({ length: 200 }, () => post(ann)));
  const seconds = Number(answers.find(({ status }) => status === 429).headers["retry-after"]);
  await wait(seconds * 1000);
  assert.equal((await post(ann)).status, 200);
});

test("a webhook that posts too often is told to wait; the next one is not held up", async () => {
  const hooks = [];
  for (const name of ["one", "other"]) {
    const here = await owner.channel("public", name);
    hooks.push((await owner.post(`/channels/${here.id}/incoming-webhooks`, { name })).url);
  }
  const send = (url) => exchange(server, "POST", new URL(url).pathname, { body: { text: "x" } });
  const answers = await Promise.all(Array.from({ length: 300 }, () => send(hooks[0])));
  const late = answers.filter(({ status }) => status === 429);
  assert.ok(late.length > 0 && late.length <= 200, `${late.length} refused`);
  for (const { json, headers } of late) {
    assert.equal(json.code, "rate_limited");
    assert.ok(Number(headers["retry-after"]) >= 1);
  }
  assert.equal((await send(hooks[1])).status, 200);
});

// From an address of its own, so that nobody else's requests are in its budget.
const from = (to, localAddress, method, path, json) =>
  new Promise((resolve, reject) => {
    const body = json && JSON.stringify(json);
    const headers = body ? { "content-type": "application/json", "content-length": body.length } : {};
    const options = { host: "127.0.0.1", port: to.port, ca: to.ca, localAddress, method, path: `/api/v1${path}`, headers };
    https
      .request({ ...options, agent: false }, (response) => {
        response.resume();
        resolve({ status: response.statusCode, headers: response.headers });
      })
      .on("error", reject)
      .end(body);
  });
const previewFrom = (to, address) => from(to, address, "POST", "/invitations/preview", { token: "x" });

test("an address has 50 requests at once and 20 a second, and every answer says what is left", async () => {
  const began = performance.now();
  const answers = await Promise.all(Array.from({ length: 150 }, () => from(plain, "127.0.0.5", "GET", "/me")));
  const seconds = (performance.now() - began) / 1000;
  const refused = answers.filter(({ status }) => status === 429);
  const served = 150 - refused.length;
  assert.ok(served >= 50 && served <= 50 + 20 * seconds + 1 && refused.length > 0, `${served} in ${seconds} s`);
  for (const { headers } of answers) {
    assert.match(headers["ratelimit-policy"], /^"api";q=50;w=3$/);
    assert.match(headers["ratelimit"], /^"api";r=\d+;t=[0-3]$/);
  }
  for (const { headers } of refused) {
    assert.match(headers["ratelimit"], /;r=0;/);
    assert.equal(headers["retry-after"], "1");
  }
  const other = await from(plain, "127.0.0.6", "GET", "/me");
  assert.equal(other.status, 401);
  assert.match(other.headers["ratelimit"], /^"api";r=49;t=1$/);
});

test("attempts to sign in are counted by address: ten, then one every six seconds; people signed in from it go on", async () => {
  const answers = [];
  for (let n = 0; n < 12; ++n) answers.push(await previewFrom(plain, "127.0.0.3"));
  const statuses = answers.map(({ status }) => status);
  assert.deepEqual(statuses.slice(0, 10), Array(10).fill(404), statuses.join());
  assert.equal(statuses.at(-1), 429, statuses.join());
  const { headers } = answers.at(-1);
  assert.match(headers["ratelimit-policy"], /, "authentication";q=10;w=60$/);
  assert.match(headers["ratelimit"], /, "authentication";r=0;t=[56]\d$/);
  assert.ok(headers["retry-after"] >= 1 && headers["retry-after"] <= 6, headers["retry-after"]);
  assert.equal((await previewFrom(plain, "127.0.0.4")).status, 404);

  for (let n = 0; n < 12; ++n) await exchange(server, "POST", "/api/v1/invitations/preview", { body: { token: "x" } });
  const { status } = await exchange(server, "POST", "/api/v1/invitations/preview", { body: { token: "x" } });
  assert.equal(status, 429);
  const me = await ann.call("GET", "/me");
  assert.equal(me.status, 200);
  assert.match(me.headers["ratelimit"], /^"api";r=\d+;t=\d+, "reading";r=\d+;t=\d+$/);
  assert.equal((await exchange(server, "GET", "/healthz")).status, 200);
});

test("whoever is refused for asking too often stands in the audit log, once a minute", async () => {
  const entries = async () => (await owner.get("/audit?limit=200&after=0")).items.filter(({ event }) => event === "access.rate_limited");
  const before = (await entries()).length;
  await Promise.all(Array.from({ length: 300 }, () => post(cleo)));
  while ((await entries()).length === before) await wait(20);
  await wait(200);
  const mine = (await entries()).filter(({ actor }) => actor === cleo.id);
  assert.deepEqual(mine.map(({ target, outcome, address }) => [target, outcome, address]), [["message.post", "refused", "127.0.0.1"]]);
});
