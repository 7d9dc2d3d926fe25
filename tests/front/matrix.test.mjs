// docs/permissions.md is a promise; here every cell of it is asked of a running server.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { invite, Person, printed, setUp, startServer } from "./harness.mjs";
import { allOperations, perform, samples, stage, unanswered } from "./operations.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const operations = await allOperations();
const document = readFileSync(path.resolve(import.meta.dirname, "../../docs/permissions.md"), "utf8");
const roles = ["anonymous", "viewer", "member", "admin", "owner"];

const cells = new Map();
for (const [, name, rest] of document.matchAll(/^\| `([a-z_.]+)` \| [A-Z]+ `[^`]+` \|(.*)$/gm)) {
  const columns = rest.split("|").map((cell) => cell.trim());
  cells.set(name, Object.fromEntries(roles.map((role, n) => [role, columns[n]])));
}

test("docs/permissions.md is what this server prints", async () => {
  assert.equal(document, await printed("permissions"));
});

test("docs/permissions.md has every operation", () => {
  assert.deepEqual([...cells.keys()].sort(), operations.map(({ name }) => name).sort());
});

async function staged(role, options) {
  const actor = await invite(owner, role === "anonymous" ? "member" : role);
  const at = await stage(owner, actor, options);
  const caller = role === "anonymous" ? new Person(server, { ...at.actor, access_token: undefined }) : actor;
  return { at, caller };
}

for (const operation of operations) {
  for (const role of roles) {
    const cell = cells.get(operation.name)?.[role];
    test(`${operation.name} by ${role}: ${cell}`, async () => {
      const { at, caller } = await staged(role);
      const answer = await perform(caller, operation, samples(at)[operation.name]);
      if (cell === "no") {
        assert.equal(answer.status, role === "anonymous" ? 401 : 403, answer.text);
        if (role !== "anonymous") assert.equal(answer.json.code, "permission_denied");
      } else if (operation.name === "setup.complete") {
        assert.equal(answer.json.code, "setup_token_invalid");
      } else if (unanswered[operation.name]) {
        assert.match(answer.json.code, unanswered[operation.name]);
      } else {
        assert.ok(["yes", "channel", "group"].includes(cell), cell);
        assert.equal(answer.status, 200, answer.text);
      }
    });
    if (cell === "group" && role !== "owner") {
      test(`${operation.name} by ${role} in a hidden group they do not manage: as if there were none`, async () => {
        const { at, caller } = await staged(role);
        const { before, ...sample } = samples(at)[operation.name];
        await before();
        await owner.delete(`/groups/${sample.params.group}/managers/${caller.id}`);
        const answer = await perform(caller, operation, sample);
        assert.deepEqual([answer.status, answer.json.code], [404, "group_not_found"], answer.text);
      });
    }
    if (cell !== "channel") continue;
    test(`${operation.name} by ${role} in a private channel they are not in: as if there were none`, async () => {
      const { at, caller } = await staged(role, { member: false, kind: "private" });
      const answer = await perform(caller, operation, samples(at)[operation.name]);
      assert.equal(answer.status, 404, answer.text);
      assert.match(answer.json.code, /^(channel|message|webhook)_not_found$/);
    });
  }
}

test("every refusal for want of a permission is in the audit log, with who and what", async () => {
  const viewer = await invite(owner, "viewer");
  await viewer.refused(403, "permission_denied", "POST", "/channels", { name: "x", kind: "public" });
  await viewer.refused(403, "permission_denied", "GET", "/audit");
  const entries = [];
  for (let next = 0; next !== null;) {
    const page = await owner.get(`/audit?limit=200&after=${next}`);
    entries.push(...page.items.filter(({ actor }) => actor === viewer.id));
    next = page.next;
  }
  const denied = entries.filter(({ event }) => event === "access.denied");
  assert.deepEqual(
    denied.map(({ target, outcome }) => [target, outcome]),
    [
      ["channel.create", "denied"],
      ["audit.list", "denied"],
    ],
  );
});
