// The audit logs on their way to a syslog collector (a real rsyslogd, RFC 5424 over TLS).
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { after, test } from "node:test";
import { Server, closeAgents, invite, login, setUp, startServer, wait } from "./harness.mjs";
import { SyslogServer } from "./syslog-server.mjs";

const syslog = await SyslogServer.start(after);
const server = await startServer(after, { env: syslog.env });
const owner = await setUp(server, "acme", { link: server.setupLink });
const log = `wardroom/audit/${owner.workspace.id}`;
const parameters = (data) => Object.fromEntries([...data.matchAll(/ (\w+)="((?:[^"\\\]]|\\.)*)"/g)].map(([, name, value]) => [name, value.replace(/\\(.)/g, "$1")]));
const ofAcme = () => syslog.messages().filter(({ data }) => parameters(data).log === log);
async function upTo(seq) {
  for (let tries = 0; tries < 400; ++tries, await wait(50)) {
    const found = ofAcme();
    if (found.some(({ data }) => Number(parameters(data).seq) >= seq)) return found;
  }
  throw new Error(`entry ${seq} did not come\n${syslog.output}\n${server.log.slice(-2000)}`);
}
const newest = async () => (await owner.get("/audit/search?limit=1")).items[0].seq;

test("every entry comes, in order, with its parts as RFC 5424 has them", async () => {
  await login(server, "acme", "olga", { password: "wrong" });
  await owner.patch("/me", { display_name: 'Olga "the \\ ]' });
  const entries = await owner.audit();
  const came = await upTo(entries.at(-1).seq);
  assert.deepEqual(came.map(({ data }) => Number(parameters(data).seq)), entries.map(({ seq }) => seq));
  for (const [n, { message, data, id, ...rest }] of came.entries()) {
    const { event, outcome, actor, target, address, request, session } = entries[n];
    assert.equal(id, event);
    assert.equal(rest.facility, "13");
    assert.equal(rest.severity, outcome === "ok" ? "6" : "4");
    assert.equal(new Date(rest.at).getTime(), new Date(entries[n].at).getTime());
    assert.deepEqual([rest.app, rest.version], ["wardroom", "1"]);
    const told = parameters(data);
    for (const [name, value] of Object.entries({ outcome, actor, target, address, request, session })) assert.equal(told[name] ?? "", value, name);
    assert.equal(JSON.parse(message).seq, entries[n].seq);
  }
  assert.ok(hostname().length > 0);
});

test("the collector can verify the chain from what it was sent; details stay sealed", async () => {
  let chain = Buffer.alloc(32);
  const count = await newest();
  for (const { message } of (await upTo(count)).slice(0, count)) {
    const leaf = createHash("sha256").update(Buffer.concat([Buffer.from([0]), Buffer.from(message.trimStart())])).digest();
    chain = createHash("sha256").update(Buffer.concat([chain, leaf])).digest();
  }
  assert.equal((await owner.get("/audit/verify")).chain, chain.toString("hex"));
  assert.ok(!JSON.stringify(syslog.messages()).includes("the \\\\ ]"));
});

test("the server's own log comes too", async () => {
  const platform = syslog.messages().filter(({ data }) => !parameters(data).log.includes("/ws_") || parameters(data).log !== log);
  assert.ok(platform.some(({ id }) => id === "system.started"), JSON.stringify(platform.map(({ id }) => id)));
});

test("while the collector is away nothing is lost or held up; it gets what it missed", async () => {
  await syslog.stop();
  const mia = await invite(owner, "member", "mia");
  for (let n = 0; n < 300; ++n) await mia.patch("/me", { display_name: `Mia ${n}` });
  for (let tries = 0; !/audit syslog|syslog: .*it is tried again/.test(server.log) && tries < 200; ++tries) await wait(50);
  assert.match(server.log, /it is tried again/);
  syslog.run();
  await syslog.listening();
  const count = await newest();
  const seqs = (await upTo(count)).map(({ data }) => Number(parameters(data).seq));
  assert.deepEqual([...new Set(seqs)].sort((a, b) => a - b), Array.from({ length: Math.max(...seqs) }, (_, n) => n + 1));
});

test("after a restart it goes on where it was", async () => {
  const before = await upTo(await newest());
  await server.stop();
  await server.start();
  closeAgents();
  await login(server, "acme", "olga", { password: "wrong again" });
  const after_ = await upTo(Math.max(...before.map(({ data }) => Number(parameters(data).seq))) + 1);
  const seqs = after_.map(({ data }) => Number(parameters(data).seq));
  assert.equal(seqs.filter((seq) => seq === 1).length, 1);
});

test("a collector that cannot prove itself, or asks for a certificate that is not given, gets nothing", async () => {
  const wrong = [{ WARDROOM_AUDIT_SYSLOG_CA_FILE: server.data + "/tls/ca.pem" }, { WARDROOM_AUDIT_SYSLOG: `tls://127.0.0.1:${syslog.port}` }];
  for (const env of wrong) {
    const before = syslog.messages().length;
    const other = new Server({ env: { ...syslog.env, ...env } });
    await other.start();
    for (let tries = 0; !/it is tried again/.test(other.log) && tries < 200; ++tries) await wait(50);
    assert.match(other.log, /it is tried again/);
    assert.equal(syslog.messages().length, before);
    await other.discard();
  }
});

test("settings that cannot work are refused at the start", async () => {
  for (const env of [
    { WARDROOM_AUDIT_SYSLOG: "udp://localhost:514" }, { WARDROOM_AUDIT_SYSLOG: "tls://localhost" }, { WARDROOM_AUDIT_SYSLOG: "tcp://example.org:514" },
    { WARDROOM_AUDIT_SYSLOG: "tls://localhost:1/path" }, { WARDROOM_AUDIT_SYSLOG_PRIVATE_KEY: "" }, { WARDROOM_AUDIT_SYSLOG: "" },
  ]) {
    const { code, out } = await server.ctl.call({ ...server, env: { ...server.env, ...env } }, "config", "check");
    assert.equal(code, 1, JSON.stringify(env));
    assert.match(out, /audit\.syslog/);
  }
});
