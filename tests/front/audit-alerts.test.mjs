// Alerts on rules over the audit log: raised once, listed, and told by mail to whom the workspace names.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { closeAgents, invite, login, setUp, signIn, startServer, wait } from "./harness.mjs";
import { MailServer } from "./mail-server.mjs";

const mail = await MailServer.start(after);
const server = await startServer(after, { env: mail.env });
let owner = await setUp(server, "acme", { link: server.setupLink });
const ann = await invite(owner, "member", "ann");
const abe = await invite(owner, "admin", "abe");
const quiet = await setUp(server, "quiet");
const raised = async (person = owner) => (await person.get("/alerts")).items;
const raisedBy = async (rule, person) => (await raised(person)).filter((alert) => alert.rule === rule);
async function eventually(rule, count, person) {
  for (let tries = 0; tries < 200; ++tries, await wait(50)) {
    const found = await raisedBy(rule, person);
    if (found.length >= count) return found;
  }
  throw new Error(`no alert ${rule}: ${JSON.stringify(await raised(person))}\n${server.log.slice(-1500)}`);
}

test("every rule is on until somebody says otherwise, and only an owner says so", async () => {
  const settings = await owner.get("/alerts/settings");
  assert.ok(settings.rules.length >= 10 && settings.rules.every(({ on, meaning }) => on && meaning.length > 10));
  assert.deepEqual([settings.to, settings.mail], [[], true]);
  await abe.refused(403, "permission_denied", "PUT", "/alerts/settings", { off: [], to: ["abe@example.org"] });
  await ann.refused(403, "permission_denied", "GET", "/alerts");
  await ann.refused(403, "permission_denied", "GET", "/alerts/settings");
  for (const bad of [{ off: ["no_such_rule"], to: [] }, { off: [], to: ["nobody"] }, { off: [], to: ["a@b.example\r\nBcc: x@example.org"] },
    { off: [], to: Array.from({ length: 11 }, (_, n) => `a${n}@example.org`) }, { off: [] }, { to: [] }]) {
    assert.ok([400, 422].includes((await owner.call("PUT", "/alerts/settings", bad)).status), JSON.stringify(bad));
  }
  const set = await owner.put("/alerts/settings", { off: ["many_denied"], to: ["security@example.org", "olga@example.org"] });
  assert.deepEqual(set.to, ["security@example.org", "olga@example.org"]);
  assert.deepEqual(set.rules.filter(({ on }) => !on).map(({ name }) => name), ["many_denied"]);
});

test("that itself raises one, by letter to each address", async () => {
  const [alert] = await eventually("log_shortened", 1);
  const entry = (await owner.audit("alert.settings_changed"))[0];
  assert.equal(alert.seq, entry.seq);
  for (const to of ["security@example.org", "olga@example.org"]) {
    const letter = await mail.next(to);
    assert.match(letter.headers.Subject, /^Alert in acme: /);
    assert.match(letter.text, new RegExp(`Audit entry ${entry.seq}, 20`));
    assert.match(letter.text, /https:\/\/\S+\/admin\/audit/);
    assert.ok(!letter.text.includes("security@example.org") && !letter.text.includes("many_denied"), "details stay in the log");
  }
});

test("rights, accounts, keys and exports each raise theirs", async () => {
  await owner.patch(`/users/${ann.id}`, { tier: "viewer" });
  await eventually("account_changed", 1);
  await owner.put("/registration", { mode: "closed", tier: "member", domains: [] });
  await eventually("rights_changed", 1);
  await owner.post("/keys/rotate", { key: "workspace" });
  await eventually("keys_changed", 1);
  await server.ctl("audit", "export", `${server.home}/export.jsonl`, "--workspace", "acme");
  await owner.patch("/me", { display_name: "Olga" }); // what another process wrote is seen with the next entry
  await eventually("log_exported", 1);
  assert.deepEqual(await raised(quiet), []);
});

test("a role that is given to somebody else raises one, to oneself none, and a changed role its own", async () => {
  const keeper = await setUp(server, "harbour");
  const other = await invite(keeper, "member");
  const names = async () => (await raised(keeper)).map(({ rule }) => rule).sort();
  const role = await keeper.post("/roles", { name: "auditor", permissions: ["view_audit"] });
  await keeper.put(`/roles/${role.id}/holders/${keeper.id}`);
  await wait(1000);
  assert.deepEqual(await names(), []);
  await keeper.put(`/roles/${role.id}/holders/${other.id}`);
  await eventually("account_changed", 1, keeper);
  await keeper.patch(`/roles/${role.id}`, { permissions: ["view_audit", "delete_messages"] });
  await eventually("rights_changed", 1, keeper);
  assert.deepEqual(await names(), ["account_changed", "rights_changed"]);
});

test("a second one of the same kind is not told again for ten minutes", async () => {
  await owner.patch(`/users/${ann.id}`, { tier: "member" });
  await owner.patch(`/users/${ann.id}`, { tier: "viewer" });
  await owner.patch("/me", { display_name: "Olga again" });
  await wait(1000);
  assert.equal((await raisedBy("account_changed")).length, 1);
});

test("one's own name raises none; twenty wrong passwords raise one", async () => {
  const before = (await raised()).length;
  for (let n = 0; n < 19; ++n) await login(server, "acme", `nobody${n}`, { password: "wrong", from: `127.0.8.${n + 1}` });
  await wait(800);
  assert.equal((await raised()).length, before);
  await login(server, "acme", "nobody", { password: "wrong", from: "127.0.8.99" });
  const [alert] = await eventually("guessing", 1);
  assert.equal(alert.count, 20);
});

test("a rule that is off raises nothing", async () => {
  for (let n = 0; n < 60; ++n) await ann.call("GET", "/invitations");
  await wait(1000);
  assert.deepEqual(await raisedBy("many_denied"), []);
});

test("alerts stay, by pages, and are not raised again after a restart", async () => {
  const before = await raised();
  await server.stop();
  closeAgents();
  await server.start();
  owner = await signIn(owner);
  await wait(800);
  assert.deepEqual(await raised(), before);
  const first = await owner.get("/alerts?limit=2");
  const second = await owner.get(`/alerts?limit=2&before=${first.next}`);
  assert.deepEqual([...first.items, ...second.items], before.slice(0, 4));
  assert.ok(before.every(({ seq }, n) => n === 0 || seq <= before[n - 1].seq));
});

test("a token used twice raises one at once", async () => {
  const { json } = await login(server, "acme", "abe");
  const refresh = (token) => owner.call("POST", "/auth/refresh", { refresh_token: token });
  const second = await refresh(json.refresh_token);
  await refresh(second.json.refresh_token);
  assert.equal((await refresh(json.refresh_token)).status, 401);
  await eventually("token_stolen", 1);
});
