// Who joins, and how: open, invited and closed workspaces, invitations for one person or a domain, addresses that a
// letter shows to be somebody's, and passwords set anew by mail.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { Person, exchange, invite, login, password, setUp, startServer, wait } from "./harness.mjs";
import { MailServer, inFragment, linkIn } from "./mail-server.mjs";

const mail = await MailServer.start(after);
const server = await startServer(after, { env: mail.env });
const silent = await startServer(after); // sends no mail
const owner = await setUp(server, "acme", { link: server.setupLink });
const open = await setUp(server, "open");
const quiet = await setUp(silent, "acme", { link: silent.setupLink });
await open.put("/registration", { mode: "open", tier: "viewer", domains: [] });

let number = 0;
const address = () => `person${++number}@example.org`;
const call = (route, body, at = server) => exchange(at, "POST", `/api/v1${route}`, { body });
const ways = async (workspace, at = server) => (await exchange(at, "GET", `/api/v1/auth/ways?workspace=${workspace}`)).json;
const is = (answer, status, code) => assert.deepEqual([answer.status, answer.json?.code], [status, code], answer.text);
const newcomer = (over = {}) => ({ username: `new${++number}`, display_name: "N", password, ...over });
const entries = (event, reader = owner) => reader.audit(event);
async function lettersSettle() {
  for (let before = -1; before !== mail.letters.length; ) {
    before = mail.letters.length;
    await wait(300);
  }
}
async function withAddress(boss, to = address()) {
  const person = await invite(boss);
  await person.post("/me/address", { address: to });
  const { token } = inFragment(linkIn(await mail.next(to)));
  await person.post("/me/address/confirm", { token });
  return { person, to };
}

test("without mail: an open workspace takes whoever comes, others nobody", async () => {
  assert.deepEqual(await ways("acme", silent), { open: false, by_mail: false, reset: false });
  is(await call("/auth/register", { workspace: "acme", ...newcomer() }, silent), 403, "registration_closed");
  await quiet.put("/registration", { mode: "open", tier: "member", domains: [] });
  assert.deepEqual(await ways("acme", silent), { open: true, by_mail: false, reset: false });
  const answer = await call("/auth/register", { workspace: "acme", ...newcomer() }, silent);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.json.user.tier, "member");
  const [entry] = await entries("user.registered", quiet);
  assert.deepEqual([entry.actor, entry.target], [answer.json.user.id, answer.json.user.id]);
  is(await call("/auth/register", { workspace: "none", ...newcomer() }, silent), 403, "registration_closed");
  assert.equal((await quiet.call("PUT", "/registration", { mode: "open", tier: "member", domains: ["example.org"] })).json.code, "invalid_field");
  for (const [route, body] of [["/auth/register/begin", { workspace: "acme", address: "a@example.org" }],
    ["/auth/reset/begin", { workspace: "acme", address: "a@example.org" }]]) {
    is(await call(route, body, silent), 409, "mail_not_configured");
  }
  await quiet.refused(409, "mail_not_configured", "POST", "/me/address", { address: "a@example.org" });
  for (const bound of [{ address: "a@example.org" }, { domain: "example.org" }]) {
    await quiet.refused(409, "mail_not_configured", "POST", "/invitations", { tier: "member", max_uses: 1, expires_in_hours: 1, ...bound });
  }
});

test("by mail: somebody shows that an address is theirs, and joins once", async () => {
  assert.deepEqual(await ways("open"), { open: true, by_mail: true, reset: true });
  is(await call("/auth/register", { workspace: "open", ...newcomer() }), 403, "address_needed");
  const to = address();
  assert.equal((await call("/auth/register/begin", { workspace: "open", address: ` ${to.toUpperCase()} ` })).status, 200);
  const letter = await mail.next(to);
  assert.deepEqual([letter.from, letter.tls, letter.user], ["wardroom@example.org", true, "wardroom"]);
  assert.equal(letter.headers["Auto-Submitted"], "auto-generated");
  assert.match(letter.headers.Subject, /^Join /);
  const link = linkIn(letter);
  assert.ok(link.startsWith(`${server.url}/register#token=`));
  const { token } = inFragment(link);
  const answer = await call("/auth/register", { workspace: "open", token, ...newcomer() });
  assert.equal(answer.status, 200, answer.text);
  const person = new Person(server, answer.json);
  assert.equal(person.user.tier, "viewer");
  assert.equal((await person.get("/me/address")).address, to);
  is(await call("/auth/register", { workspace: "open", token, ...newcomer() }), 409, "address_taken");
  is(await call("/auth/register", { workspace: "acme", token, ...newcomer() }), 403, "registration_closed");

  await call("/auth/register/begin", { workspace: "open", address: to });
  assert.match((await mail.next(to)).text, /You have an account there already/);
});

test("only addresses of the domains that are named get a letter; the answer is the same for all", async () => {
  const strict = await setUp(server, "strict");
  await strict.put("/registration", { mode: "open", tier: "member", domains: ["example.org"] });
  const outside = "somebody@example.com";
  const answers = [];
  for (const [workspace, to] of [["strict", outside], ["strict", "a@sub.example.org"], ["acme", outside], ["none", outside], ["strict", address()]]) {
    const answer = await call("/auth/register/begin", { workspace, address: to });
    answers.push([answer.status, answer.text]);
  }
  assert.deepEqual(new Set(answers.map(String)).size, 1, answers.join("; "));
  await lettersSettle();
  assert.ok(!mail.letters.some(({ to }) => to.includes(outside) || to.includes("a@sub.example.org")));
  const to = address();
  await call("/auth/register/begin", { workspace: "strict", address: to });
  const { token } = inFragment(linkIn(await mail.next(to)));
  await strict.put("/registration", { mode: "open", tier: "member", domains: ["elsewhere.example"] });
  is(await call("/auth/register", { workspace: "strict", token, ...newcomer() }), 403, "registration_closed");
});

test("closed: neither registering nor an invitation of before lets anybody in", async () => {
  const boss = await setUp(server, "closed");
  const { token } = await boss.post("/invitations", { tier: "member", max_uses: 5, expires_in_hours: 1 });
  await boss.put("/registration", { mode: "closed", tier: "member", domains: [] });
  is(await call("/invitations/accept", { token, ...newcomer() }), 403, "registration_closed");
  is(await call("/invitations/preview", { token }), 403, "registration_closed");
  await boss.refused(403, "registration_closed", "POST", "/invitations", { tier: "member", max_uses: 1, expires_in_hours: 1 });
  is(await call("/auth/register", { workspace: "closed", ...newcomer() }), 403, "registration_closed");
  await boss.put("/registration", { mode: "invite_only", tier: "member", domains: [] });
  assert.equal((await call("/invitations/accept", { token, ...newcomer() })).status, 200);
  const changes = await entries("registration.changed", boss);
  assert.deepEqual(changes.map(({ detail }) => detail), ["closed, tier member", "invite_only, tier member"]);
});

test("an invitation for one person goes to them, is told to nobody else, and shows their address", async () => {
  const to = address();
  const made = await owner.post("/invitations", { tier: "member", max_uses: 1, expires_in_hours: 24, address: to });
  assert.deepEqual([made.token, made.link, made.invitation.address], [null, null, to]);
  const letter = await mail.next(to);
  assert.match(letter.text, /invites you to "acme"/i);
  const { token } = inFragment(linkIn(letter));
  assert.equal((await call("/invitations/preview", { token })).json.address, to);
  const person = new Person(server, (await call("/invitations/accept", { token, ...newcomer() })).json);
  assert.equal((await person.get("/me/address")).address, to);
  is(await call("/invitations/accept", { token, ...newcomer() }), 404, "invitation_invalid");
  await owner.refused(422, "invalid_field", "POST", "/invitations", { tier: "member", max_uses: 2, expires_in_hours: 1, address: to });
  await owner.refused(422, "invalid_field", "POST", "/invitations", { tier: "member", max_uses: 1, expires_in_hours: 1, address: to, domain: "example.org" });
});

test("an invitation for a domain asks for an address of it, shown by a letter", async () => {
  const { token } = await owner.post("/invitations", { tier: "member", max_uses: 2, expires_in_hours: 24, domain: "example.org" });
  const another = await owner.post("/invitations", { tier: "member", max_uses: 2, expires_in_hours: 24, domain: "example.org" });
  assert.equal((await call("/invitations/preview", { token })).json.domain, "example.org");
  is(await call("/invitations/accept", { token, ...newcomer() }), 403, "address_needed");
  is(await call("/invitations/prove", { token, address: "a@example.com" }), 403, "address_not_invited");
  const to = address();
  assert.equal((await call("/invitations/prove", { token, address: to })).status, 200);
  const { proof, token: same } = inFragment(linkIn(await mail.next(to)));
  assert.equal(same, token);
  is(await call("/invitations/accept", { token: another.token, proof, ...newcomer() }), 403, "address_needed");
  const person = new Person(server, (await call("/invitations/accept", { token, proof, ...newcomer() })).json);
  assert.equal((await person.get("/me/address")).address, to);
  is(await call("/invitations/accept", { token, proof, ...newcomer() }), 409, "address_taken");
});

test("an address is taken with the letter's link by who asked for it, and is one person's", async () => {
  const { person, to } = await withAddress(owner);
  assert.deepEqual(await person.get("/me/address"), { address: to, mail: true });
  const other = await invite(owner);
  await other.post("/me/address", { address: to });
  const { token } = inFragment(linkIn(await mail.next(to)));
  await other.refused(409, "address_taken", "POST", "/me/address/confirm", { token });
  await person.refused(403, "another_account", "POST", "/me/address/confirm", { token });
  await open.refused(403, "another_account", "POST", "/me/address/confirm", { token });
  await person.refused(404, "letter_invalid", "POST", "/me/address/confirm", { token: `${token}x` });
  await person.delete("/me/address");
  assert.equal((await person.get("/me/address")).address, null);
  await other.post("/me/address/confirm", { token });
  assert.equal((await entries("user.address_changed")).filter(({ target }) => target === person.id).length, 2);
});

test("a forgotten password is set anew by mail, and nobody learns who has an account", async () => {
  const { person, to } = await withAddress(owner);
  const unknown = address();
  const known = await call("/auth/reset/begin", { workspace: "acme", address: to });
  const none = await call("/auth/reset/begin", { workspace: "acme", address: unknown });
  assert.deepEqual([known.status, known.text], [none.status, none.text]);
  const { token } = inFragment(linkIn(await mail.next(to)));
  const next = `${password} by mail`;
  assert.equal((await call("/auth/reset", { token, password: next })).status, 200);
  await person.refused(401, "session_ended", "GET", "/me");
  assert.equal((await login(server, "acme", person.user.username, { password: next })).status, 200);
  is(await call("/auth/reset", { token, password }), 404, "reset_invalid");
  await lettersSettle();
  assert.ok(!mail.letters.some((letter) => letter.to.includes(unknown)));
  const [entry] = (await entries("user.reset_requested")).filter(({ target }) => target === person.id);
  assert.equal(entry.actor, "");

  await owner.patch(`/users/${person.id}`, { active: false });
  const before = mail.letters.length;
  await call("/auth/reset/begin", { workspace: "acme", address: to });
  await lettersSettle();
  assert.equal(mail.letters.length, before);
});

test("one address gets three letters an hour at most", async () => {
  const to = address();
  for (let n = 0; n < 6; ++n) await call("/auth/register/begin", { workspace: "open", address: to });
  await lettersSettle();
  assert.equal(mail.letters.filter((letter) => letter.to.includes(to)).length, 3);
});

test("a letter that is refused for now is tried again; what no mail server would take is not asked for", async () => {
  const to = "somebody@later.example";
  await call("/auth/register/begin", { workspace: "open", address: to });
  const { headers } = await mail.next(to);
  assert.equal(headers.To, to);
  await call("/auth/register/begin", { workspace: "open", address: "nobody@refused.example" });
  while (!/a letter was given up/.test(server.log)) await wait(20);
  assert.ok(!server.log.includes("nobody@refused.example"));
  for (const bad of ["nobody", "@example.org", "a@b", "a b@example.org", "a@example.org\r\nBcc: x@example.org", "a@example.org,b@example.org", "<a@example.org>", `${"x".repeat(250)}@example.org`, "a@b@example.org", "ä@example.org"]) {
    const answer = await call("/auth/register/begin", { workspace: "open", address: bad });
    is(answer, 422, "invalid_field");
  }
});

test("names with letters of all kinds arrive as they are, and end no header", async () => {
  const boss = await setUp(server, "words", { workspace_name: "Zwölf Boxkämpfer 拳闘 — a name that is longer than a line of a header" });
  const to = address();
  await boss.post("/invitations", { tier: "member", max_uses: 1, expires_in_hours: 24, address: to });
  const letter = await mail.next(to);
  assert.equal(letter.headers.Subject, `Invitation to ${boss.workspace.name}`);
  assert.ok(letter.text.includes(boss.workspace.name));
});

test("no address and no link stands readable in a file or the log", async () => {
  const { to } = await withAddress(owner, "Findelkind@example.org".toLowerCase());
  for (const file of readdirSync(server.data, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    assert.ok(!readFileSync(path.join(file.parentPath ?? file.path, file.name)).includes(to), file.name);
  }
  assert.ok(!server.log.includes(to) && !/token=/.test(server.log.replace(server.setupLink, "")));
});
