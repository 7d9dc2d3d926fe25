// Every operation, asked by somebody who was of the workspace and is not any more, or not now: deactivated, signed out,
// with a token that was revoked or is over, with the API key of somebody deactivated. Members and those who are not in
// the channel: matrix.test.mjs. Another workspace: isolation.test.mjs.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { later } from "./faketime.mjs";
import { Person, invite, setUp, startServer } from "./harness.mjs";
import { allOperations, perform, samples, stage } from "./operations.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const operations = (await allOperations()).filter(({ open }) => !open);

const owners = async () => {
  const person = await invite(owner, "member");
  await owner.patch(`/users/${person.id}`, { tier: "owner" }); // may all there is
  return person;
};
const [deactivated, signedOut, revoked, expired] = [await owners(), await owners(), await owners(), await owners()];
const withKey = await owners();
const { token } = await withKey.post("/me/api-keys", { name: "k" });
const program = new Person(server, { access_token: token, user: withKey.user, workspace: withKey.workspace });
const at = await stage(owner, deactivated);
await program.get("/me");

await owner.patch(`/users/${deactivated.id}`, { active: false });
await owner.patch(`/users/${withKey.id}`, { active: false });
await owner.delete(`/users/${signedOut.id}/sessions`);
await revoked.post("/auth/token/revoke", { token: revoked.token });

const state = async () => JSON.stringify(await Promise.all(["/users?limit=200", "/channels", "/roles", "/invitations", "/groups"].map((path) => owner.get(path))));
const before = await state();

function everyOperation(who, person, code) {
  for (const operation of operations) {
    test(`${operation.name} by somebody ${who}: 401 ${code}`, async () => {
      const answer = await perform(person, operation, { ...samples(at)[operation.name], before: undefined });
      assert.deepEqual([answer.status, answer.json.code], [401, code], answer.text);
    });
  }
}

everyOperation("who is deactivated", deactivated, "session_ended");
everyOperation("who was signed out", signedOut, "session_ended");
everyOperation("whose token was revoked", revoked, "token_revoked");
everyOperation("with a deactivated person's API key", program, "token_invalid");
test("none of this changed anything", async () => assert.equal(await state(), before));
test("a quarter of an hour goes by", () => later(server, "+16m"));
everyOperation("whose token is over", expired, "token_expired");
