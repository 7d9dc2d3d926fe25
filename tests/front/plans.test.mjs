// How much a workspace may ask: of all its people and programs together, and whatever another one asks.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { invite, setUp, startServer, wait } from "./harness.mjs";

const server = await startServer(after, { env: { WARDROOM_RATE_LIMITS: "on" } });
const owner = await setUp(server, "acme", { link: server.setupLink });
const member = await invite(owner);
const other = await setUp(server, "other");
const quota = (...words) => server.ctl("workspace", "quota", "acme", ...words);

async function until(limited) {
  for (let tries = 0; tries < 40; ++tries) {
    await wait(300);
    const { headers } = await owner.call("GET", "/me");
    if (headers["ratelimit-policy"].includes('"workspace"') === limited) return;
  }
  assert.fail("twelve seconds have passed");
}

test("without a plan none is told", async () => {
  assert.ok(!(await owner.call("GET", "/me")).headers["ratelimit-policy"].includes("workspace"));
});

test("a plan counts for all its people together, is told in every answer, and is nothing to others", async () => {
  assert.equal((await quota("--requests", "2")).code, 0);
  await until(true);
  await wait(3000);
  const answers = [];
  for (let i = 0; i < 5; ++i) for (const person of [owner, member]) answers.push(await person.call("GET", "/me"));
  const served = answers.filter(({ status }) => status === 200).length;
  assert.ok(served >= 6 && served <= 8, `${served} of 10: three seconds' worth at once, and what came meanwhile`);
  const refused = answers.find(({ status }) => status === 429);
  assert.equal(refused.json.code, "rate_limited");
  assert.match(refused.json.detail, /people of this workspace/);
  assert.match(refused.headers["ratelimit-policy"], /"workspace";q=6;w=3/);
  assert.ok(Number(refused.headers["retry-after"]) >= 1);
  assert.equal((await other.call("GET", "/me")).status, 200);
  assert.ok(!(await other.call("GET", "/me")).headers["ratelimit-policy"].includes("workspace"));
});

test("on sockets the same plan counts", async () => {
  await wait(3000);
  const socket = await member.connect();
  const asked = await Promise.all(Array.from({ length: 12 }, () => socket.ask("presence.set", { status: "away" })));
  assert.ok(asked.some(({ problem }) => problem?.code === "rate_limited"));
  assert.ok(asked.some(({ ok }) => ok));
});

test("without limit again", async () => {
  await wait(3000);
  assert.notEqual((await quota("--requests", "0")).code, 0);
  assert.equal((await quota("--requests", "none")).code, 0);
  await until(false);
});
