import assert from "node:assert/strict";
import { after, test } from "node:test";
import { exchange, invite, password, setUp, startServer } from "./harness.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink, workspace_name: "Acme Ltd" });
const admin = await invite(owner, "admin");

const make = (tier = "member", max_uses = 1, expires_in_hours = 1, by = owner) =>
  by.post("/invitations", { tier, max_uses, expires_in_hours });
const preview = (token) => exchange(server, "POST", "/api/v1/invitations/preview", { body: { token } });
let number = 0;
const accept = (token, given = {}) =>
  exchange(server, "POST", "/api/v1/invitations/accept", {
    body: { token, username: `new${++number}`, display_name: "New", password, ...given },
  });

test("the link carries the token behind a #, so that no server log ever sees it", async () => {
  const { link, token, invitation } = await make();
  assert.equal(link, `${server.url}/invite#token=${token}`);
  assert.equal(invitation.created_by, owner.id);
  assert.equal(invitation.uses, 0);
  const { items } = await owner.get("/invitations");
  assert.ok(!JSON.stringify(items).includes(token));
});

test("a preview tells where to and as what, and uses nothing up", async () => {
  const { token } = await make("viewer");
  for (let n = 0; n < 3; ++n) {
    const { status, json } = await preview(token);
    assert.equal(status, 200);
    assert.equal(json.workspace_name, "Acme Ltd");
    assert.equal(json.tier, "viewer");
  }
  assert.equal((await accept(token)).status, 200);
});

for (const tier of ["viewer", "member", "admin", "owner"]) {
  test(`whoever accepts an invitation for ${tier} is ${tier}`, async () => {
    const answer = await accept((await make(tier)).token);
    assert.equal(answer.status, 200);
    assert.equal(answer.json.user.tier, tier);
    assert.equal(answer.json.workspace.id, owner.workspace.id);
  });
}

test("an invitation is good for as many people as it says, also when they come at once", async () => {
  const { token, invitation } = await make("member", 3);
  const answers = await Promise.all(Array.from({ length: 8 }, () => accept(token)));
  assert.equal(answers.filter(({ status }) => status === 200).length, 3);
  assert.ok(answers.every(({ status, json }) => status === 200 || json.code === "invitation_invalid"));
  const { items } = await owner.get("/invitations?limit=200");
  assert.equal(items.find(({ id }) => id === invitation.id).uses, 3);
});

test("a refused form does not use the invitation up", async () => {
  const { token } = await make();
  for (const [field, value] of [
    ["username", "Not A Name"],
    ["username", "olga"],
    ["password", "short"],
    ["display_name", ""],
  ]) {
    const answer = await accept(token, { [field]: value });
    assert.ok(answer.status === 422 || answer.status === 409, answer.text);
    assert.equal(answer.json.field, `body.${field}`);
  }
  assert.equal((await accept(token)).status, 200);
});

test("a revoked invitation opens nothing, and revoking it twice is no error", async () => {
  const { token, invitation } = await make();
  await owner.delete(`/invitations/${invitation.id}`);
  await owner.delete(`/invitations/${invitation.id}`);
  assert.equal((await preview(token)).json.code, "invitation_invalid");
  assert.equal((await accept(token)).json.code, "invitation_invalid");
});

test("an invitation lapses when its maker may no longer grant it", async () => {
  const maker = await invite(owner, "admin");
  const { token } = await make("admin", 5, 1, maker);
  assert.equal((await preview(token)).status, 200);
  await owner.patch(`/users/${maker.id}`, { tier: "member" });
  assert.equal((await preview(token)).json.code, "invitation_invalid");
  assert.equal((await accept(token)).json.code, "invitation_invalid");
});

test("an administrator cannot invite an owner", async () => {
  await admin.refused(403, "grant_exceeds_own", "POST", "/invitations", {
    tier: "owner",
    max_uses: 1,
    expires_in_hours: 1,
  });
});

test("unknown, changed and empty tokens are all answered alike", async () => {
  const { token } = await make();
  const changed = token.slice(0, -1) + (token.at(-1) === "A" ? "B" : "A");
  for (const wrong of ["x", changed, token + "x", token.slice(3)]) {
    const answer = await accept(wrong);
    assert.equal(answer.status, 404, wrong);
    assert.equal(answer.json.code, "invitation_invalid");
  }
});

test("numbers out of range are refused and named", async () => {
  const good = { tier: "member", max_uses: 1, expires_in_hours: 1 };
  for (const [field, value] of [
    ["max_uses", 0],
    ["max_uses", 1001],
    ["max_uses", 1.5],
    ["max_uses", "1"],
    ["expires_in_hours", 0],
    ["expires_in_hours", -1],
    ["expires_in_hours", 2161],
    ["tier", "king"],
    ["tier", null],
  ]) {
    const answer = await owner.call("POST", "/invitations", { ...good, [field]: value });
    assert.equal(answer.status, 422, answer.text);
    assert.equal(answer.json.field, `body.${field}`);
  }
});

test("the list pages through all invitations once", async () => {
  const seen = [];
  for (let next = ""; next !== null;) {
    const page = await owner.get(`/invitations?limit=4${next && `&after=${next}`}`);
    seen.push(...page.items.map(({ id }) => id));
    next = page.next;
  }
  assert.equal(new Set(seen).size, seen.length);
  assert.equal(seen.length, (await owner.get("/invitations?limit=200")).items.length);
});
