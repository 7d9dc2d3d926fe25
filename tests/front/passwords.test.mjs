// What a new password must be, and where it is asked: set-up, invitation, change.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { Server, exchange, invite, login, password, setUp, startServer } from "./harness.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "wardroom-leaked-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const leaked = "seven unrelated leaked nouns";
const list = path.join(folder, "leaked.txt");
const sha1 = (text) => createHash("sha1").update(text).digest("hex").toUpperCase();
writeFileSync(list, ["password", "letmein", leaked].map((text) => `${sha1(text)}:3\r\n`).sort().join(""));

const server = await startServer(after, { env: { WARDROOM_PASSWORD_BREACHED_LIST: list } });
const owner = await setUp(server, "acme", { link: server.setupLink });

const guessable = ["password1234", "Password1234!", "qwertyuiopas", "aaaaaaaaaaaa", "wardroom2026!", "abcabcabcabc", "19871987198719"];

test("what is easy to guess is refused with what to do, and nothing changes", async () => {
  const person = await invite(owner);
  for (const next of [...guessable, `${person.user.username}${person.user.username}`]) {
    const problem = await person.refused(422, "invalid_field", "POST", "/me/password", { current_password: password, new_password: next });
    assert.equal(problem.field, "body.new_password");
    assert.match(problem.detail, /easy to guess.*few words/s, next);
  }
  assert.equal((await login(server, "acme", person.user.username)).status, 200);
});

test("what is in the list of leaked passwords is refused, however long it is", async () => {
  const person = await invite(owner);
  const problem = await person.refused(422, "invalid_field", "POST", "/me/password", { current_password: password, new_password: leaked });
  assert.match(problem.detail, /leaked/);
  await person.post("/me/password", { current_password: password, new_password: `${leaked} and one` });
});

test("an invitation and a set-up ask for the same", async () => {
  const { token } = await owner.post("/invitations", { tier: "member", max_uses: 1, expires_in_hours: 1 });
  const link = (await server.ctl("setup-link")).out.split("#token=")[1].trim();
  for (const weak of ["password1234", leaked]) {
    const body = { token, username: "newcomer", display_name: "N", password: weak };
    const accepted = await exchange(server, "POST", "/api/v1/invitations/accept", { body });
    assert.deepEqual([accepted.status, accepted.json.field], [422, "body.password"]);
    const setup = { token: decodeURIComponent(link), workspace_name: "W", workspace_slug: "weak", username: "olga", display_name: "O", password: weak };
    const made = await exchange(server, "POST", "/api/v1/setup", { body: setup });
    assert.deepEqual([made.status, made.json.field], [422, "body.password"]);
  }
  const body = { token, username: "newcomer", display_name: "N", password };
  assert.equal((await exchange(server, "POST", "/api/v1/invitations/accept", { body })).status, 200);
});

test("a list that is none keeps the server from starting, and it says why", async () => {
  const wrong = path.join(folder, "wrong.txt");
  writeFileSync(wrong, "password\n");
  for (const [file, why] of [[wrong, /password\.breached_list: .*SHA-1/], [path.join(folder, "none"), /password\.breached_list: .*cannot be read/]]) {
    const other = new Server({ env: { WARDROOM_PASSWORD_BREACHED_LIST: file } });
    await assert.rejects(other.start(), why);
    rmSync(other.home, { recursive: true, force: true });
  }
});
