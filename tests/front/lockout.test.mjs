// Guessing passwords: how many are allowed, of whom, and what a restart forgives.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeAgents, invite, login, password, setUp, startServer } from "./harness.mjs";

const server = await startServer(after);
const one = await setUp(server, "one", { link: server.setupLink });
const [, three, four] = [await setUp(server, "two"), await setUp(server, "three"), await setUp(server, "four")];

const entriesOf = async (owner, event) =>
  (await owner.get("/audit?limit=200&after=0")).items.filter((entry) => entry.event === event);

async function attempt(workspace, username, given, from) {
  const { status, headers } = await login(server, workspace, username, { password: given, from });
  return { status, retry: Number(headers["retry-after"]) };
}
const wrong = "wrong wrong wrong";

for (const [what, workspace, username] of [
  ["an account", "one", "olga"],
  ["a name that nobody has", "two", "nobody"],
]) {
  test(`ten wrong passwords lock ${what} for 15 minutes, from every address`, async () => {
    for (let n = 0; n < 10; ++n) {
      // From ten addresses, so that it is the name that is counted.
      assert.equal((await attempt(workspace, username, wrong, `127.0.1.${n + 1}`)).status, 401, `${n + 1}`);
    }
    for (const address of ["127.0.0.1", "127.0.1.1", "127.0.2.1"]) {
      const { status, retry } = await attempt(workspace, username, password, address);
      assert.equal(status, 429);
      assert.ok(retry > 14 * 60 && retry <= 15 * 60, `${retry}`);
    }
  });
}

test("ten wrong passwords of ten names lock their address, and no other one", async () => {
  for (let n = 0; n < 10; ++n) assert.equal((await attempt("three", `name${n}`, wrong, "127.0.3.1")).status, 401);
  assert.equal((await attempt("three", "olga", password, "127.0.3.1")).status, 429);
  assert.equal((await attempt("three", "olga", password, "127.0.3.2")).status, 200);
});

test("a lock-out is in the audit log once, with what was locked", async () => {
  const [account, ...others] = await entriesOf(one, "auth.locked_out");
  assert.deepEqual(others, []);
  assert.deepEqual(
    [account.target, account.detail, account.outcome, account.address],
    [one.id, "account olga", "refused", "127.0.1.10"],
  );
  const [address, ...more] = await entriesOf(three, "auth.locked_out");
  assert.deepEqual(more, []);
  assert.deepEqual([address.target, address.detail], ["", "address 127.0.3.1"]);
});

test("a wrong current password when changing it is recorded, counts, and locks the account", async () => {
  const ann = await invite(four, "member", "ann");
  const change = { current_password: wrong, new_password: `${password}!` };
  for (let n = 0; n < 10; ++n) await ann.refused(403, "wrong_password", "POST", "/me/password", change);
  await ann.refused(429, "locked_out", "POST", "/me/password", change);
  assert.equal((await attempt("four", "ann", password, "127.0.4.2")).status, 429);
  const refused = await entriesOf(four, "user.password_refused");
  assert.equal(refused.length, 10);
  assert.deepEqual([refused[0].actor, refused[0].outcome], [ann.id, "refused"]);
  const locked = await entriesOf(four, "auth.locked_out");
  assert.deepEqual(
    locked.map(({ target, detail }) => [target, detail]),
    [
      [ann.id, "account ann"],
      [ann.id, "address 127.0.0.1"],
    ],
  );
});

test("a restart forgives nothing", async () => {
  await server.stop();
  closeAgents();
  await server.start();
  assert.equal((await attempt("one", "olga", password)).status, 429);
  assert.equal((await attempt("three", "olga", password, "127.0.3.1")).status, 429);
  assert.equal((await attempt("three", "olga", password, "127.0.3.2")).status, 200);
});
