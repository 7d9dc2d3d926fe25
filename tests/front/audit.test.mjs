import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { invite, login, setUp, startServer } from "./harness.mjs";
import { allOperations, perform, samples, stage, unanswered } from "./operations.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const second = await setUp(server, "bravo");
const operations = await allOperations();
const isEvent = (text) => /^[a-z_]+(\.[a-z_]+)+$/.test(text);

async function entries(person = owner, from = 0, log = "security") {
  const items = [];
  for (let next = from; next !== null;) {
    const page = await person.get(`/audit?limit=200&after=${next}&log=${log}`);
    items.push(...page.items);
    next = page.next;
  }
  return items;
}

test("a workspace's log begins with its keys and its set-up", async () => {
  const [first, next, login] = await entries(second);
  assert.deepEqual([first.seq, first.event, first.target], [1, "keys.created", second.workspace.id]);
  assert.deepEqual([next.seq, next.event, next.actor], [2, "setup.completed", second.id]);
  assert.deepEqual([login.event, login.actor], ["auth.login", second.id]);
});

// What the entry's target must be; `answer` is what the operation gave.
const targets = {
  "auth.login": () => "",
  "auth.logout": () => "",
  "auth.factor": () => "",
  "auth.passkey": () => "",
  "auth.step_up": () => "",
  "sso.provider.create": (_, answer) => answer.id,
  "sso.provider.update": (_, answer) => answer.id,
  "sso.provider.delete": (_at, _answer, sample) => sample.params.provider,
  "auth.token.revoke": (at) => at.actor.id,
  "registration.set": (at) => at.owner.workspace.id,
  "scim.token.create": (_, answer) => answer.scim_token.id,
  "scim.token.revoke": (_at, _answer, sample) => sample.params.scim_token,
  "webhook.incoming.create": (_, answer) => answer.webhook.id,
  "webhook.incoming.rotate": (_at, _answer, sample) => sample.params.incoming_webhook,
  "webhook.incoming.delete": (_at, _answer, sample) => sample.params.incoming_webhook,
  "webhook.outgoing.create": (_, answer) => answer.webhook.id,
  "webhook.outgoing.replace": (_at, _answer, sample) => sample.params.outgoing_webhook,
  "webhook.outgoing.switch": (_at, _answer, sample) => sample.params.outgoing_webhook,
  "webhook.outgoing.rotate": (_at, _answer, sample) => sample.params.outgoing_webhook,
  "webhook.outgoing.delete": (_at, _answer, sample) => sample.params.outgoing_webhook,
  "scim.settings.set": (at) => at.owner.workspace.id,
  "factor.passkey.add": (at) => at.actor.id,
  "factor.passkey.remove": (at) => at.actor.id,
  "factor.totp.confirm": (at) => at.actor.id,
  "factor.totp.remove": (at) => at.actor.id,
  "factor.codes.renew": (at) => at.actor.id,
  "user.factors.reset": (at) => at.other.id,
  "role.create": (_, answer) => answer.id,
  "role.update": (_, answer) => answer.id,
  "role.delete": (_at, _answer, sample) => sample.params.role,
  "role.grant": (_at, _answer, sample) => `${sample.params.role} ${sample.params.user}`,
  "role.withdraw": (_at, _answer, sample) => `${sample.params.role} ${sample.params.user}`,
  "group.create": (_, answer) => answer.id,
  "group.update": (_at, _answer, sample) => sample.params.group,
  "group.delete": (_at, _answer, sample) => sample.params.group,
  "group.member_put": (_at, _answer, sample) => `${sample.params.group} ${sample.params.user}`,
  "group.member_remove": (_at, _answer, sample) => `${sample.params.group} ${sample.params.user}`,
  "group.member_readmit": (_at, _answer, sample) => `${sample.params.group} ${sample.params.user}`,
  "group.subgroup_put": (_at, _answer, sample) => `${sample.params.group} ${sample.params.subgroup}`,
  "group.subgroup_remove": (_at, _answer, sample) => `${sample.params.group} ${sample.params.subgroup}`,
  "group.manager_put": (_at, _answer, sample) => `${sample.params.group} ${sample.params.user}`,
  "group.manager_remove": (_at, _answer, sample) => `${sample.params.group} ${sample.params.user}`,
  "group.feed_scim": (_at, answer, sample) => `${sample.params.group} ${answer.id}`,
  "group.feed_sso": (_at, answer, sample) => `${sample.params.group} ${answer.id}`,
  "group.feed_disconnect": (_at, _answer, sample) => `${sample.params.group} ${sample.params.feed}`,
  "channel.group_link": (at, _answer, sample) => `${at.channel.id} ${sample.params.group}`,
  "channel.group_unlink": (at, _answer, sample) => `${at.channel.id} ${sample.params.group}`,
  "api_key.create": (_, answer) => answer.api_key.id,
  "api_key.revoke": (_at, _answer, sample) => sample.params.api_key,
  "user.api_key.revoke": (_at, _answer, sample) => sample.params.api_key,
  "user.password.reset": (at) => at.other.id,
  "auth.reset": (at) => at.other.id,
  "user.import": (_, answer) => answer.users[0].id,
  "auth.recover": (at) => at.other.id,
  "recovery_key.create": (at) => at.actor.id,
  "recovery_key.remove": (at) => at.actor.id,
  "me.update": (at) => at.actor.id,
  "me.password": () => "",
  "audit.verify": (at) => `wardroom/audit/${at.owner.workspace.id}`,
  "audit.retention.set": (at) => `wardroom/audit/${at.owner.workspace.id}`,
  "alert.settings.set": (at) => at.owner.workspace.id,
  "keys.rotate": (_, answer) => `workspace epoch ${answer.current}`,
  "keys.reencrypt": (_, answer) => `workspace epoch ${answer.epoch}`,
  "keys.retire": (_, answer) => `workspace epoch ${answer.epochs.join(", ")}`,
  "keys.verify": (_, answer) => `${answer.values} values, 0 broken`,
  "workspace.update": (at) => at.owner.workspace.id,
  "server.backup_create": () => "",
  "server.backup_delete": (_at, _answer, sample) => sample.params.backup,
  "server.workspace_link": () => "",
  "server.workspace_suspend": (_at, _answer, sample) => sample.params.workspace,
  "server.workspace_resume": (_at, _answer, sample) => sample.params.workspace,
  "server.workspace_allow": (_at, _answer, sample) => sample.params.workspace,
  "server.workspace_wipe": (_at, _answer, sample) => sample.params.workspace,
  "session.revoke": (at) => at.session,
  "user.update": (at) => at.other.id,
  "user.sessions.revoke": (at) => at.other.id,
  "user.session.revoke": (at, _answer, sample) => `${at.other.id} ${sample.params.session}`,
  "invitation.create": (_, answer) => answer.invitation.id,
  "invitation.revoke": (at) => at.invitation.id,
  "invitation.accept": (at) => at.invitation.id,
  "channel.create": (_, answer) => answer.id,
  "channel.update": (at) => at.channel.id,
  "channel.delete": (at) => at.channel.id,
  "direct.open": (_, answer) => answer.id,
  "member.put": (at) => `${at.open.id} ${at.actor.id}`,
  "member.remove": (at) => `${at.channel.id} ${at.actor.id}`,
  "message.edit": (at) => at.message.id,
  "message.delete": (at) => at.message.id,
};

// Asked where there is a set-up link, a key service, an identity provider, or a workspace to sign everybody out of.
const elsewhere = ["setup.complete", "keys.provider.reset", "factor.policy.set", ...Object.keys(unanswered)];

for (const operation of operations.filter(({ name }) => !elsewhere.includes(name))) {
  const event = isEvent(operation.audit) ? operation.audit : undefined;
  const performAndLook = async () => {
    const actor = await invite(owner, "owner");
    const at = await stage(owner, actor);
    at.open = await owner.channel();
    const sample = {
      ...samples(at)[operation.name],
      ...(operation.name === "direct.open" && { body: { user: owner.id } }),
      ...(operation.name === "member.put" && { params: { channel: at.open.id, user: actor.id } }),
    };
    await sample.before?.();
    delete sample.before;
    const logs = ["security", "compliance"];
    const before = await Promise.all(logs.map(async (log) => (await entries(owner, 0, log)).at(-1).seq));
    const answer = await perform(actor, operation, sample);
    assert.equal(answer.status, 200, answer.text);
    // Re-encryption ends in its own time, and says so itself.
    const newer = async (log, at) => (await entries(owner, before[at], log)).filter((entry) => entry.event !== "keys.reencrypted");
    const left = await Promise.all(logs.map(newer));
    if (!event) return assert.deepEqual(left, [[], []]);
    const signsIn = operation.name === "invitation.accept"; // which is an entry, too
    const ours = left.map((inOne) => inOne.filter((entry) => entry.event === event));
    assert.deepEqual(ours.map((inOne) => inOne.length), logs.map((log) => Number(operation.logs.includes(log))), JSON.stringify(left));
    assert.equal(left.flat().length, operation.logs.length + (signsIn ? 1 : 0), JSON.stringify(left));
    for (const entry of ours.flat()) {
    const whose = { "invitation.accept": answer.json.user?.id, "auth.reset": at.other.id, "auth.recover": at.other.id };
    assert.equal(entry.actor, whose[operation.name] ?? actor.id);
    assert.equal(entry.target, targets[operation.name](at, answer.json, sample));
    assert.equal(entry.outcome, "ok");
    assert.equal(entry.address, "127.0.0.1");
    assert.match(entry.request, /^req_/);
    assert.equal(entry.request, answer.headers["x-request-id"]);
    }
  };
  if (event) test(`${operation.name} leaves one entry ${event}, of whom and on what`, performAndLook);
  else test(`${operation.name} leaves no entry`, performAndLook);
}

test("an operation that changes nothing leaves no entry", async () => {
  const actor = await invite(owner, "owner");
  const at = await stage(owner, actor);
  const before = (await entries()).at(-1).seq;
  await actor.post("/directs", { user: at.other.id });
  await actor.put(`/channels/${at.channel.id}/members/${actor.id}`);
  await actor.refused(404, "channel_not_found", "DELETE", "/channels/chn_01h455vb4pex5vsknk084sn02q");
  assert.deepEqual(await entries(owner, before), []);
});

test("a failed login is recorded with the name that was tried", async () => {
  const before = (await entries()).at(-1).seq;
  await login(server, "acme", "olga", { password: "wrong wrong wrong" });
  await login(server, "acme", "stranger");
  const left = await entries(owner, before);
  assert.deepEqual(
    left.map(({ event, actor, target, outcome, detail }) => [event, actor, target, outcome, detail]),
    [
      ["auth.login_failed", "", owner.id, "refused", "olga"],
      ["auth.login_failed", "", "", "refused", "stranger"],
    ],
  );
});

test("the chain is verified through the API, and that is recorded too", async () => {
  const count = (await entries()).length;
  const found = await owner.get("/audit/verify");
  assert.deepEqual([found.ok, found.entries], [true, count]);
  assert.match(found.chain, /^[0-9a-f]{64}$/);
  assert.equal((await entries()).at(-1).event, "audit.verified");
});

test("wardroomctl verifies the live logs while the server runs", async () => {
  const { code, out } = await server.ctl("audit", "verify");
  assert.equal(code, 0, out);
  for (const log of ["platform", "acme", "bravo"]) assert.match(out, new RegExp(`^${log} security: ok.*\n${log} compliance: ok`, "m"));
});

let file, key;
test("an export verifies on its own, with and without the key", async () => {
  file = path.join(server.home, "audit.jsonl");
  const { code, out } = await server.ctl("audit", "export", file, "--workspace", "acme");
  assert.equal(code, 0, out);
  key = out.match(/public key ([0-9a-f]{64})/)[1];
  const checked = await server.ctl("audit", "verify", file, "--public-key", key);
  assert.equal(checked.code, 0, checked.out);
  assert.match(checked.out, /signature good/);
  assert.match((await server.ctl("audit", "verify", file)).out, /signature not checked/);
  assert.equal((await entries()).at(-1).event, "audit.exported");
});

test("a key that did not sign the export does not verify it", async () => {
  const other = (key[0] === "0" ? "1" : "0") + key.slice(1);
  assert.equal((await server.ctl("audit", "verify", file, "--public-key", other)).code, 2);
});

test("an export that was changed, shortened, reordered or lengthened anywhere does not verify", async () => {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  const middle = Math.floor(lines.length / 2);
  const swapped = [...lines];
  [swapped[middle], swapped[middle + 1]] = [swapped[middle + 1], swapped[middle]];
  const text = lines.join("\n") + "\n";
  const tampered = {
    "a word": text.replace('"outcome":"ok"', '"outcome":"no"'),
    "an actor": text.replace(owner.id, second.id),
    "one bit": (() => {
      const bytes = Buffer.from(text);
      bytes[Math.floor(bytes.length / 3)] ^= 1;
      return bytes;
    })(),
    "a line left out": lines.toSpliced
      ? lines.toSpliced(middle, 1).join("\n") + "\n"
      : lines.filter((_, n) => n !== middle).join("\n") + "\n",
    "the first entry left out": lines.filter((_, n) => n !== 1).join("\n") + "\n",
    "the last entry left out": lines.filter((_, n) => n !== lines.length - 2).join("\n") + "\n",
    "two lines swapped": swapped.join("\n") + "\n",
    "a line twice": [...lines.slice(0, middle), lines[middle], ...lines.slice(middle)].join("\n") + "\n",
    "no end": lines.slice(0, -1).join("\n") + "\n",
    "half of it": text.slice(0, text.length / 2),
    "only the header": `${lines[0]}\n`,
    nothing: "",
    "something behind": text + lines[1] + "\n",
  };
  for (const [what, content] of Object.entries(tampered)) {
    const bad = path.join(server.home, "bad.jsonl");
    writeFileSync(bad, content);
    const { code, out } = await server.ctl("audit", "verify", bad, "--public-key", key);
    assert.equal(code, 2, `${what}: ${out}`);
  }
});

test("an export does not overwrite a file", async () => {
  const { code, out } = await server.ctl("audit", "export", file, "--workspace", "acme");
  assert.equal(code, 1);
  assert.match(out, /exists already/);
});

test("exports taken while people work leave the chain whole", async () => {
  const member = await invite(owner);
  let working = true;
  const work = (async () => {
    while (working) await member.patch("/me", { display_name: `name ${Math.random()}` });
  })();
  const files = [1, 2, 3, 4].map((n) => path.join(server.home, `busy${n}.jsonl`));
  const exported = await Promise.all(files.map((one) => server.ctl("audit", "export", one, "--workspace", "acme")));
  working = false;
  await work;
  for (const { code, out } of exported) assert.equal(code, 0, out);
  for (const one of files) assert.equal((await server.ctl("audit", "verify", one)).code, 0);
  assert.equal((await owner.get("/audit/verify")).ok, true);
  const seqs = (await entries()).map(({ seq }) => seq);
  assert.deepEqual(
    seqs,
    seqs.map((_, n) => n + 1),
  );
});

test("the log cannot be changed through the API", async () => {
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    assert.equal((await owner.call(method, "/audit")).status, 405);
    assert.equal((await owner.call(method, "/audit/1")).status, 404);
  }
});
