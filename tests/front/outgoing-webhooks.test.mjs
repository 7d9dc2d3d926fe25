// Other systems that are told what happens in channels: signed, in order, until they take it; and who cannot be.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { later } from "./faketime.mjs";
import { exchange, invite, setUp, signIn, startServer, wait } from "./harness.mjs";
import { WebhookReceiver } from "./webhook-receiver.mjs";

const server = await startServer(after, { env: { WARDROOM_LOG_LEVEL: "debug", WARDROOM_WEBHOOKS_PRIVATE_ADDRESSES: "true" } });
const receiver = await WebhookReceiver.start(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const admin = await invite(owner, "admin");
const member = await invite(owner, "member");
const channel = await admin.channel("private", "orders");
await admin.put(`/channels/${channel.id}/members/${member.id}`);

const authorization = "Bearer a-credential-of-the-ticket-system";
const endpoint = (given = {}) => ({ name: "Tickets", url: receiver.url, ca: receiver.ca, authorization, ...given });
const add = (given, to = channel, by = admin) => by.post(`/channels/${to.id}/outgoing-webhooks`, endpoint(given));
const shown = async (id, of = channel, by = admin) => (await by.get(`/channels/${of.id}/webhooks`)).outgoing.find((each) => each.id === id);
async function until(id, fits, of) {
  for (let n = 0; n < 400; ++n, await wait(50)) if (fits(await shown(id, of))) return shown(id, of);
  assert.fail(`it stays ${JSON.stringify(await shown(id, of))}`);
}
async function allSignInAgain() {
  for (const person of [owner, admin, member]) {
    const { token, refreshToken, user, workspace } = await signIn(person);
    person.take({ access_token: token, refresh_token: refreshToken, user, workspace });
  }
}
const made = await add();

test("what is said is told, signed as Standard Webhooks says, with the credential that was given", async () => {
  const message = await member.say(channel, "one pallet, please");
  await receiver.untilTexts("one pallet, please");
  const [request] = receiver.taken;
  assert.equal(request.method, "POST");
  assert.equal(request.url, "/from/wardroom?key=in-the-address");
  assert.equal(request.headers.authorization, authorization);
  assert.equal(request.headers["content-type"], "application/json");
  assert.equal(request.headers["webhook-id"], `${channel.id}-${message.seq}`);
  assert.ok(Math.abs(Number(request.headers["webhook-timestamp"]) - Date.now() / 1000) < 60);
  assert.deepEqual(receiver.signers(request, made.secret), [made.secret]);
  assert.equal(request.type, "message.posted");
  assert.equal(request.timestamp, message.created_at);
  assert.deepEqual(request.data.channel, { id: channel.id, name: "orders" });
  assert.equal(request.data.workspace, owner.workspace.id);
  assert.equal(request.data.actor.username, member.user.username);
  assert.equal(request.data.message.id, message.id);
  const { state, told_at, failing_since } = await until(made.webhook.id, (hook) => hook.told_at !== null);
  assert.deepEqual([state, failing_since, told_at !== null], ["on", null, true]);
});

test("address, credential and secret are told to nobody, and stand in no file and no line of the log", async () => {
  const everything = JSON.stringify([await admin.get(`/channels/${channel.id}/webhooks`), await owner.audit(), await owner.audit(undefined, "compliance")]);
  const secrets = ["in-the-address", "a-credential-of-the-ticket-system", made.secret.slice(6)];
  assert.match(everything, /"host":"127\.0\.0\.1:\d+"/);
  for (const secret of secrets) {
    assert.ok(!everything.includes(secret), secret);
    assert.ok(!server.log.includes(secret), secret);
    for (const file of readdirSync(server.data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())) {
      assert.ok(!readFileSync(path.join(file.parentPath ?? file.path, file.name)).includes(secret), `${secret} in ${file.name}`);
    }
  }
});

test("only what it was to be told, in order; what programs post is told to none", async () => {
  const quiet = await admin.channel("public", "quiet");
  const { webhook } = await add({ events: ["message_edited", "message_deleted", "member_joined"] }, quiet);
  const hook = await admin.post(`/channels/${quiet.id}/incoming-webhooks`, { name: "Echo" });
  const about = () => receiver.taken.filter(({ data }) => data.channel.id === quiet.id);
  await member.put(`/channels/${quiet.id}/members/${member.id}`);
  const message = await member.say(quiet, "first words");
  await member.patch(`/messages/${message.id}`, { text: "second words" });
  await exchange(server, "POST", new URL(hook.url).pathname, { body: { text: "an echo" } });
  const [echo] = (await member.get(`/channels/${quiet.id}/messages`)).items.slice(-1);
  await admin.delete(`/messages/${echo.id}`);
  await member.delete(`/messages/${message.id}`);
  await receiver.until(() => about().length >= 3);
  await wait(200);
  assert.deepEqual(about().map(({ type }) => type), ["member.joined", "message.edited", "message.deleted"]);
  assert.equal(about()[0].data.user.username, member.user.username);
  assert.equal((await shown(webhook.id, quiet)).events.length, 3);
});

test("what is not taken is tried again, and nothing is lost, doubled or out of order over failures and kill -9", async () => {
  const before = receiver.taken.length;
  receiver.status = 503;
  const tries = receiver.tries;
  const texts = Array.from({ length: 12 }, (_, n) => `order ${n}`);
  for (const text of texts.slice(0, 6)) await member.say(channel, text);
  const failing = await until(made.webhook.id, (hook) => hook.failing_since !== null);
  assert.match(failing.failure, /^127\.0\.0\.1:\d+ answers 503$/);
  assert.equal((await shown(made.webhook.id, channel, member)).failure, null, "why is for those who manage webhooks");
  assert.ok(receiver.tries - tries < 4, "it is not hammered");
  await server.kill();
  receiver.status = 200;
  await server.start();
  for (const text of texts.slice(6)) await member.say(channel, text);
  await receiver.untilTexts(...texts);
  const told = receiver.taken.slice(before).filter(({ data }) => data.channel.id === channel.id);
  const ids = told.map(({ headers }) => headers["webhook-id"]);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(told.map(({ data }) => data.message.text), texts);
  assert.equal((await until(made.webhook.id, (hook) => hook.failing_since === null)).failure, null);
});

test("a receiver that hangs holds up nobody else", async () => {
  const slow = await WebhookReceiver.start(after);
  slow.status = "hangs";
  const other = await admin.channel("public", "other");
  await admin.post(`/channels/${other.id}/outgoing-webhooks`, endpoint({ url: slow.url, ca: slow.ca }));
  await admin.say(other, "into the void");
  await slow.until(() => slow.tries > 0, "the first try");
  await member.say(channel, "past the hanging one");
  await receiver.untilTexts("past the hanging one");
  assert.equal(slow.tries, 1, "it is waited for still");
  await admin.delete(`/channels/${other.id}`);
});

test("a new secret: for a day both sign, then only the new one", async () => {
  const { secret } = await admin.post(`/outgoing-webhooks/${made.webhook.id}/secret`);
  assert.match(secret, /^whsec_/);
  assert.notEqual(secret, made.secret);
  await member.say(channel, "signed twice");
  await receiver.untilTexts("signed twice");
  const signers = () => receiver.signers(receiver.taken.at(-1), made.secret, secret);
  assert.deepEqual(signers(), [made.secret, secret]);
  await later(server, "+25h");
  await allSignInAgain();
  await member.say(channel, "signed once");
  await receiver.untilTexts("signed once");
  assert.deepEqual(signers(), [secret]);
});

test("its credentials move to the workspace's new keys, and open when the old ones are destroyed", async () => {
  const hook = await admin.post(`/channels/${channel.id}/incoming-webhooks`, { name: "Named before" });
  receiver.status = 500;
  await member.say(channel, "before the old keys went");
  await until(made.webhook.id, (each) => each.failure !== null); // sealed as well
  await owner.post("/keys/rotate", { key: "workspace" });
  await owner.post("/keys/reencrypt");
  for (let n = 0; n < 600 && (await owner.get("/keys/status")).state === "running"; ++n) await wait(50);
  assert.deepEqual((await owner.post("/keys/retire")).epochs, [1]);
  await server.kill();
  receiver.status = 200;
  await server.start();
  await receiver.untilTexts("before the old keys went");
  assert.equal(receiver.taken.at(-1).headers.authorization, authorization);
  await exchange(server, "POST", new URL(hook.url).pathname, { body: { text: "after that" } });
  assert.equal((await member.get(`/channels/${channel.id}/messages`)).items.at(-1).bot.name, "Named before");
  await admin.delete(`/incoming-webhooks/${hook.webhook.id}`);
});

test("where it leads is said anew as a whole: a credential is not sent to another address", async () => {
  const elsewhere = await WebhookReceiver.start(after);
  const changed = await admin.put(`/outgoing-webhooks/${made.webhook.id}`, { name: "Elsewhere", url: elsewhere.url, ca: elsewhere.ca });
  assert.deepEqual([changed.name, changed.host, changed.authorization_set], ["Elsewhere", `127.0.0.1:${elsewhere.port}`, false]);
  await member.say(channel, "to the other one");
  await elsewhere.untilTexts("to the other one");
  assert.equal(elsewhere.taken[0].headers.authorization, undefined);
  assert.ok(!receiver.texts().includes("to the other one"));
  await admin.put(`/outgoing-webhooks/${made.webhook.id}`, endpoint());
});

test("switched off it tells nothing; on again it goes on where it was", async () => {
  await admin.put(`/outgoing-webhooks/${made.webhook.id}/state`, { on: false });
  await member.say(channel, "while it was off");
  await wait(500);
  assert.ok(!receiver.texts().includes("while it was off"));
  assert.equal((await admin.put(`/outgoing-webhooks/${made.webhook.id}/state`, { on: true })).state, "on");
  await receiver.untilTexts("while it was off");
});

test("410 Gone stops it at once; so does that nothing was taken for a day; each is recorded", async () => {
  const there = await admin.channel("public", "stopping");
  const { webhook } = await add({}, there);
  receiver.status = 410;
  await admin.say(there, "nobody there");
  const stopped = await until(webhook.id, (hook) => hook.state === "stopped", there);
  assert.match(stopped.failure, /answers 410/);
  receiver.status = 500;
  await admin.put(`/outgoing-webhooks/${webhook.id}/state`, { on: true });
  await until(webhook.id, (hook) => hook.failing_since !== null, there);
  await later(server, "+50h");
  await allSignInAgain();
  const given_up = await until(webhook.id, (hook) => hook.state === "stopped", there);
  assert.match(given_up.failure, /^nothing was taken for a day: 127\.0\.0\.1:\d+ answers 500$/);
  receiver.status = 200;
  const entries = (await owner.audit("webhook.stopped")).filter(({ target }) => target === webhook.id);
  assert.equal(entries.length, 2);
  assert.deepEqual(entries.map(({ actor }) => actor), ["", ""]);
  await admin.put(`/outgoing-webhooks/${webhook.id}/state`, { on: true });
  await receiver.untilTexts("nobody there");
});

test("redirects are not followed, a certificate that is not trusted is not talked to", async () => {
  const there = await admin.channel("public", "moved");
  receiver.status = 302;
  const { webhook } = await add({}, there);
  await admin.say(there, "moved");
  assert.match((await until(webhook.id, (hook) => hook.failure !== null, there)).failure, /answers 302/);
  receiver.status = 200;
  await admin.delete(`/channels/${there.id}`);
  const distrusted = await admin.channel("public", "distrusted");
  const stranger = await add({ ca: undefined }, distrusted);
  const { tries } = receiver;
  await admin.say(distrusted, "to a stranger");
  const failing = await until(stranger.webhook.id, (hook) => hook.failure !== null, distrusted);
  assert.match(failing.failure, /certificate that is not trusted/);
  assert.equal(receiver.tries, tries);
  await admin.delete(`/channels/${distrusted.id}`);
});

test("it tells what whoever made it may read: they leave, and it stops", async () => {
  const maker = await invite(owner, "admin");
  const secret = await maker.channel("private", "secret");
  await maker.put(`/channels/${secret.id}/members/${admin.id}`);
  const { webhook } = await add({}, secret, maker);
  await maker.say(secret, "while they are in");
  await receiver.untilTexts("while they are in");
  await maker.delete(`/channels/${secret.id}/members/${maker.id}`);
  await admin.say(secret, "after they left");
  const stopped = await until(webhook.id, (hook) => hook.state === "stopped", secret);
  assert.match(stopped.failure, /may not read the channel/);
  assert.ok(!receiver.texts().includes("after they left"));
});

test("what a suspended workspace says is told when it is served again, and not before", async () => {
  await member.say(channel, "last words before");
  await receiver.untilTexts("last words before");
  receiver.status = 503;
  await member.say(channel, "said before, not taken before");
  await until(made.webhook.id, (hook) => hook.failing_since !== null);
  assert.equal((await server.ctl("workspace", "suspend", "acme")).code, 0);
  receiver.status = 200;
  await server.kill();
  await server.start();
  await wait(3000);
  assert.ok(!receiver.texts().includes("said before, not taken before"));
  assert.equal((await server.ctl("workspace", "resume", "acme")).code, 0);
  await receiver.until(() => receiver.texts().includes("said before, not taken before"), "what was said", 100_000);
});

test("whoever says anew where it leads answers for it: they leave, and it stops", async () => {
  const next = await invite(owner, "admin");
  const shared = await admin.channel("private", "shared");
  await admin.put(`/channels/${shared.id}/members/${next.id}`);
  const { webhook } = await add({}, shared);
  assert.equal((await next.put(`/outgoing-webhooks/${webhook.id}`, endpoint())).created_by, next.id);
  await next.delete(`/channels/${shared.id}/members/${next.id}`);
  await admin.say(shared, "after the one who said so left");
  await until(webhook.id, (hook) => hook.state === "stopped", shared);
  assert.ok(!receiver.texts().includes("after the one who said so left"));
});

test("deleted, it tells nothing more, and its credentials are gone", async () => {
  const there = await admin.channel("public", "deleting");
  const { webhook } = await add({}, there);
  await admin.delete(`/outgoing-webhooks/${webhook.id}`);
  await admin.say(there, "after it was deleted");
  await wait(500);
  assert.ok(!receiver.texts().includes("after it was deleted"));
  assert.deepEqual((await admin.get(`/channels/${there.id}/webhooks`)).outgoing, []);
});

test("bad addresses and credentials are refused with a reason", async () => {
  const refused = (given) => admin.refused(422, "invalid_field", "POST", `/channels/${channel.id}/outgoing-webhooks`, endpoint(given));
  for (const url of ["http://example.org/x", "ftp://example.org", "https://user:pw@example.org/", "https://a b.example", "https://example.org/\nx", "nothing", "https://"]) {
    assert.equal((await refused({ url })).field, "body.url", url);
  }
  assert.equal((await refused({ authorization: "Bearer x\r\nX-More: y" })).field, "body.authorization");
  assert.equal((await refused({ ca: "no certificate" })).field, "body.ca");
  await refused({ events: [] });
  await refused({ events: ["everything"] });
  await refused({ name: "" });
});

test("without webhooks.private_addresses nothing is sent into one's own network", async () => {
  const closed = await startServer(after);
  const alone = await setUp(closed, "acme", { link: closed.setupLink });
  const here = await alone.channel();
  const tries = receiver.tries;
  const { webhook } = await add({}, here, alone);
  await alone.say(here, "into the network");
  let failure = null;
  for (let n = 0; n < 200 && failure === null; ++n, await wait(50)) ({ failure } = (await alone.get(`/channels/${here.id}/webhooks`)).outgoing.find(({ id }) => id === webhook.id));
  assert.match(failure, /leads to an address that is not public/);
  assert.equal(receiver.tries, tries);
  await alone.refused(422, "invalid_field", "POST", `/channels/${here.id}/outgoing-webhooks`, { name: "x", url: "http://127.0.0.1:9/" });
});
