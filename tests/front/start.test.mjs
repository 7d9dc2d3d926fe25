// How long the server takes to be ready with many workspaces on disk: printed, not judged.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, test } from "node:test";
import { exchange, login, password, Server, startServer } from "./harness.mjs";

const workspaces = Number(process.env.WARDROOM_WORKSPACES ?? 100);
const server = await startServer(after);

test(`a server with ${workspaces} workspaces starts and serves each of them`, async (context) => {
  const make = async (n) => {
    const token = (await server.ctl("setup-link")).out.trim().split("#token=")[1];
    const body = {
      token,
      workspace_name: `W${n}`,
      workspace_slug: `w${n}`,
      username: "olga",
      display_name: "Olga",
      password,
    };
    const answer = await exchange(server, "POST", "/api/v1/setup", { body });
    assert.equal(answer.status, 200, answer.text);
  };
  for (let n = 0; n < workspaces; n += 4)
    await Promise.all([0, 1, 2, 3].filter((m) => n + m < workspaces).map((m) => make(n + m)));
  const times = [];
  for (let n = 0; n < 3; ++n) {
    await server.stop();
    const began = performance.now();
    await server.start();
    times.push(Math.round(performance.now() - began));
  }
  context.diagnostic(`ready after ${times.join(", ")} ms with ${workspaces} workspaces`);
  for (const n of [0, Math.floor(workspaces / 2), workspaces - 1]) {
    const answer = await login(server, `w${n}`, "olga");
    assert.equal(answer.json.workspace.name, `W${n}`);
  }
  assert.equal((await server.ctl("workspaces")).out.trim().split("\n").length, workspaces);
});

test("a second server on the same data directory does not start", async (context) => {
  const other = new Server();
  context.after(() => rmSync(other.home, { recursive: true }));
  other.data = server.data;
  await assert.rejects(other.start(), /ended with 1/);
  assert.equal((await exchange(server, "GET", "/readyz")).status, 200);
});

test("a setting that does not exist stops the server with its name", async (context) => {
  for (const [env, named] of [
    [{ WARDROOM_SERVER_LISTENN: "127.0.0.1:0" }, /WARDROOM_SERVER_LISTENN: there is no such setting/],
    [{ WARDROOM_RATE_LIMITS: "perhaps" }, /rate\.limits: use true or false/],
  ]) {
    const other = new Server({ env });
    context.after(() => rmSync(other.home, { recursive: true }));
    await assert.rejects(other.start(), named);
    const check = await other.ctl("config", "check");
    assert.notEqual(check.code, 0);
    assert.match(check.out, named);
  }
});
