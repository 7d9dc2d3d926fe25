// Passwords at their real cost: a flood of sign-ins waits in a bounded queue and takes nothing from those who chat.
import assert from "node:assert/strict";
import https from "node:https";
import { after, test } from "node:test";
import { invite, password, setUp, startServer, wait } from "./harness.mjs";

const server = await startServer(after, {
  env: { WARDROOM_PASSWORD_MEMORY_KIB: "65536", WARDROOM_PASSWORD_PASSES: "3" },
});
const owner = await setUp(server, "acme", { link: server.setupLink });
const ann = await invite(owner);
const channel = await ann.channel();
const agent = new https.Agent({ maxSockets: 200, ca: server.ca });

const signIn = () =>
  new Promise((resolve, reject) => {
    const body = JSON.stringify({ workspace: "acme", username: "olga", password });
    const headers = { "content-type": "application/json", "content-length": body.length };
    const to = { host: "127.0.0.1", port: server.port, method: "POST", path: "/api/v1/auth/login", headers, agent };
    https
      .request(to, (response) => {
        let text = "";
        response.on("data", (part) => (text += part));
        response.on("end", () => {
          resolve({ status: response.statusCode, code: JSON.parse(text).code, retry: response.headers["retry-after"] });
        });
      })
      .on("error", reject)
      .end(body);
  });

test("two hundred sign-ins at once: some are served, the rest are asked to come again, and chat goes on", async (context) => {
  let flooding = true;
  const flood = Promise.all(Array.from({ length: 200 }, signIn)).finally(() => (flooding = false));
  const times = [];
  while (flooding) {
    const began = performance.now();
    await ann.say(channel, "meanwhile");
    times.push(performance.now() - began);
    await wait(20);
  }
  const answers = await flood;
  agent.destroy();
  const served = answers.filter(({ status }) => status === 200);
  const busy = answers.filter(({ status }) => status === 503);
  assert.equal(served.length + busy.length, 200, JSON.stringify(answers.slice(0, 3)));
  assert.ok(served.length >= 66 && busy.length > 0, `${served.length} served, ${busy.length} busy`);
  assert.ok(busy.every(({ code, retry }) => code === "busy" && Number(retry) >= 1));
  times.sort((a, b) => a - b);
  const [middle, longest] = [times[Math.floor(times.length / 2)], times.at(-1)].map(Math.round);
  context.diagnostic(`${times.length} posts during the flood: median ${middle} ms, longest ${longest} ms`);
  assert.ok(times.length > 5 && middle < 1000, `median ${middle} ms`);
});
