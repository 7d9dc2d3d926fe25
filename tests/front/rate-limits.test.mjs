// Rate limits as they come: every other suite turns them off.
import assert from "node:assert/strict";
import https from "node:https";
import { after, test } from "node:test";
import { exchange, invite, setUp, startServer, wait } from "./harness.mjs";

const server = await startServer(after, { env: { WARDROOM_RATE_LIMITS: "on" } });
const owner = await setUp(server, "acme", { link: server.setupLink });
const [ann, ben] = [await invite(owner), await invite(owner)];
const channel = await ann.channel();
await ben.put(`/channels/${channel.id}/members/${ben.id}`);
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

// Before sign-in it is the address that counts.
const previewFrom = (localAddress) =>
  new Promise((resolve, reject) => {
    const body = JSON.stringify({ token: "x" });
    const headers = { "content-type": "application/json", "content-length": body.length };
    const path = "/api/v1/invitations/preview";
    const to = { host: "127.0.0.1", port: server.port, ca: server.ca, localAddress, method: "POST", path, headers };
    https
      .request({ ...to, agent: false }, (response) => resolve(response.resume().statusCode))
      .on("error", reject)
      .end(body);
  });

test("attempts to sign in are counted by address, and people signed in from it go on", async () => {
  const statuses = [];
  for (let n = 0; n < 25; ++n) statuses.push(await previewFrom("127.0.0.3"));
  assert.equal(statuses[0], 404);
  assert.equal(statuses.at(-1), 429, statuses.join());
  assert.ok(statuses.indexOf(429) <= 20, statuses.join());
  assert.equal(await previewFrom("127.0.0.4"), 404);
  assert.equal((await ann.call("GET", "/me")).status, 200);
  assert.equal((await exchange(server, "GET", "/healthz")).status, 200);
});
