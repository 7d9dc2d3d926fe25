// Other systems that post into channels: what they may send, on whose behalf, and how they are shut out.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { exchange, invite, setUp, startServer, wait } from "./harness.mjs";

const server = await startServer(after, { env: { WARDROOM_LOG_LEVEL: "debug" } });
const owner = await setUp(server, "acme", { link: server.setupLink });
const admin = await invite(owner, "admin");
const member = await invite(owner, "member");
const channel = await admin.channel("private", "alarms");
await admin.put(`/channels/${channel.id}/members/${member.id}`);
const made = await admin.post(`/channels/${channel.id}/incoming-webhooks`, { name: "Monitoring" });

const pathOf = (url) => new URL(url).pathname;
const send = (body, { url = made.url, ...options } = {}) => exchange(server, "POST", pathOf(url), { body, ...options });
const newest = async (of = channel) => (await member.get(`/channels/${of.id}/messages`)).items.at(-1);

async function refused(status, code, body, options) {
  const before = await newest();
  const answer = await send(body, options);
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.json.code, code);
  assert.deepEqual(await newest(), before);
  return answer.json;
}

test("what is posted to its address stands in the channel under its name, not as somebody's own words", async () => {
  const socket = await member.connect();
  const answer = await send({ text: "disk is full" });
  assert.equal(answer.status, 200);
  assert.equal(answer.text, "ok");
  const event = await socket.event("message.posted");
  assert.equal(event.message.text, "disk is full");
  assert.equal(event.message.bot.name, "Monitoring");
  assert.equal(event.message.author, admin.id);
  assert.deepEqual((await newest()).bot, event.message.bot);
});

test("it is news to everybody, to whoever made it, too", async () => {
  const unread = async (person) => (await person.get(`/channels/${channel.id}`)).unread;
  const last = (await newest()).seq;
  await admin.put(`/channels/${channel.id}/read`, { seq: last });
  await send({ text: "disk is full still" });
  assert.equal(await unread(admin), 1);
});

test("payloads as products send them to Slack: forms, attachments, blocks, links and escapes", async () => {
  const cases = [
    [{ raw: `payload=${encodeURIComponent(JSON.stringify({ text: "by a form" }))}`, headers: { "content-type": "application/x-www-form-urlencoded" } }, "by a form"],
    [{ body: { text: "see <https://a.example/x?y=1&amp;z=2|the page> &lt;now&gt;" } }, "see [the page](https://a.example/x?y=1&z=2) <now>"],
    [{ body: { text: "a &lt;https://no.link|x&gt; b" } }, "a <https://no.link|x> b"],
    [{ body: { attachments: [{ pretext: "Build 7", title: "failed", title_link: "https://ci.example/7", text: "2 tests", fields: [{ title: "branch", value: "main", short: true }] }] } },
      "Build 7\n[failed](https://ci.example/7)\n2 tests\nbranch: main"],
    [{ body: { blocks: [{ type: "header", text: { type: "plain_text", text: "Deployed" } }, { type: "divider" }, { type: "context", elements: [{ type: "mrkdwn", text: "by *olga*" }] }] } }, "Deployed\nby *olga*"],
    [{ body: { text: "with more", username: "root", icon_emoji: ":fire:", channel: "#general", unfurl_links: true } }, "with more"],
  ];
  for (const [given, text] of cases) {
    const answer = await send(given.body, given);
    assert.equal(answer.status, 200, answer.text);
    assert.equal((await newest()).text, text);
  }
  assert.equal((await newest()).bot.name, "Monitoring", "a payload does not choose its name");
});

test("what is no message is refused with a reason, and posts nothing", async () => {
  await refused(400, "malformed_json", undefined, { raw: '{"text": ' });
  await refused(422, "invalid_field", { text: "   " });
  await refused(422, "invalid_field", {});
  await refused(422, "invalid_field", []);
  await refused(422, "invalid_field", { text: 7 });
  await refused(422, "invalid_field", { attachments: [7] });
  await refused(422, "invalid_field", { attachments: Array(101).fill({ text: "x" }) });
  await refused(422, "invalid_field", { text: "x".repeat(8001) });
  await refused(422, "invalid_field", undefined, { raw: "text=x", headers: { "content-type": "application/x-www-form-urlencoded" } });
  await refused(415, "unsupported_media_type", undefined, { raw: "x", headers: { "content-type": "text/plain" } });
  const nested = `{"text":${"[".repeat(100)}${"]".repeat(100)}}`;
  await refused(400, "json_too_deep", undefined, { raw: nested });
  assert.equal((await exchange(server, "GET", pathOf(made.url))).status, 405);
  assert.equal((await send(undefined, { raw: `{"text":"${"x".repeat(70_000)}"}` })).status, 413);
});

test("its address is told once, and stands in no list, log entry or file", async () => {
  const token = made.url.split("/").at(-1);
  const { incoming } = await admin.get(`/channels/${channel.id}/webhooks`);
  assert.equal(incoming.length, 1);
  assert.equal(incoming[0].name, "Monitoring");
  assert.ok(!JSON.stringify(incoming).includes(token.slice(40)));
  assert.ok(token.includes(incoming[0].shown));
  assert.ok(!JSON.stringify(await owner.audit()).includes(token.slice(40)));
  assert.ok(!server.log.includes(token.slice(40)));
});

test("everybody who reads the channel sees that it is there; only members with manage_webhooks change it", async () => {
  assert.deepEqual((await member.get(`/channels/${channel.id}/webhooks`)).incoming.map(({ id }) => id), [made.webhook.id]);
  await member.refused(403, "permission_denied", "POST", `/channels/${channel.id}/incoming-webhooks`, { name: "mine" });
  await member.refused(403, "permission_denied", "DELETE", `/incoming-webhooks/${made.webhook.id}`);
  // The owner is not in the channel: it is as if there were none.
  await owner.refused(404, "channel_not_found", "GET", `/channels/${channel.id}/webhooks`);
  await owner.refused(404, "channel_not_found", "POST", `/channels/${channel.id}/incoming-webhooks`, { name: "mine" });
  await owner.refused(404, "webhook_not_found", "POST", `/incoming-webhooks/${made.webhook.id}/address`);
  await owner.refused(404, "webhook_not_found", "DELETE", `/incoming-webhooks/${made.webhook.id}`);
  const direct = await admin.post("/directs", { user: member.id });
  await admin.refused(409, "direct_conversation", "POST", `/channels/${direct.id}/incoming-webhooks`, { name: "mine" });
});

test("what a program said is not edited by anybody, and deleted by whoever made it", async () => {
  await send({ text: "a false alarm" });
  const message = await newest();
  await admin.refused(403, "posted_by_a_program", "PATCH", `/messages/${message.id}`, { text: "all is well" });
  await member.refused(403, "permission_denied", "DELETE", `/messages/${message.id}`);
  const deleted = await admin.delete(`/messages/${message.id}`);
  assert.equal(deleted.deleted, true);
  assert.equal(deleted.bot.name, "Monitoring");
});

test("given a new address, the one before is void at once, and the refusal is recorded", async () => {
  const { url, webhook } = await admin.post(`/incoming-webhooks/${made.webhook.id}/address`);
  assert.equal(webhook.id, made.webhook.id);
  assert.notEqual(webhook.shown, made.webhook.shown);
  await refused(404, "webhook_not_found", { text: "by the old address" });
  assert.equal((await send({ text: "by the new one" }, { url })).status, 200);
  made.url = url;
  const [entry] = await owner.audit("webhook.refused");
  assert.match(entry.detail, /^webhook_not_found: /);
  assert.equal(entry.outcome, "refused");
});

test("addresses of nobody, cut ones, and another workspace's are refused", async () => {
  const token = made.url.split("/").at(-1);
  const changed = token.slice(0, -1) + (token.endsWith("x") ? "y" : "x");
  for (const shown of ["", "x", token.slice(0, -1), changed, `${token}/x`, "%00", "wrk_".repeat(20)]) {
    const answer = await exchange(server, "POST", `/hooks/${shown}`, { body: { text: "x" } });
    assert.ok([400, 404, 405].includes(answer.status), `${shown}: ${answer.status}`);
  }
});

test("it posts while whoever made it may: not when they leave the channel, nor when their account ends", async () => {
  const maker = await invite(owner, "admin");
  const here = await maker.channel("public", "hooked");
  await member.put(`/channels/${here.id}/members/${member.id}`);
  const { url, webhook } = await maker.post(`/channels/${here.id}/incoming-webhooks`, { name: "Builds" });
  assert.equal((await send({ text: "while they may" }, { url })).status, 200);
  await maker.delete(`/channels/${here.id}/members/${maker.id}`);
  await refused(403, "webhook_refused", { text: "left" }, { url });
  await maker.put(`/channels/${here.id}/members/${maker.id}`);
  assert.equal((await send({ text: "back again" }, { url })).status, 200);
  await owner.patch(`/users/${maker.id}`, { tier: "viewer" });
  await refused(403, "webhook_refused", { text: "may not post" }, { url });
  await owner.patch(`/users/${maker.id}`, { tier: "admin", active: false });
  await refused(403, "webhook_refused", { text: "gone" }, { url });
  assert.equal((await newest(here)).text, "back again");
  const refusals = (await owner.audit("webhook.refused")).filter(({ target }) => target === webhook.id);
  assert.equal(refusals.length, 1, "one a minute");
  assert.match(refusals[0].detail, /^webhook_refused: Whoever made this webhook may not post/);
});

test("a suspended workspace takes nothing, and does again when it is served again", async () => {
  const workspace = (...args) => server.ctl("workspace", ...args);
  assert.equal((await workspace("suspend", "acme", "--reason", "unpaid")).code, 0);
  let answer;
  for (let n = 0; n < 200 && (answer = await send({ text: "while suspended" })).status === 200; ++n) await wait(50);
  assert.equal(answer.status, 403);
  assert.equal(answer.json.code, "workspace_suspended");
  assert.equal((await workspace("resume", "acme")).code, 0);
  for (let n = 0; n < 200 && (answer = await send({ text: "served again" })).status !== 200; ++n) await wait(50);
  assert.equal((await newest()).text, "served again");
});

test("deleted, it is shut, and what it said keeps its name; with its channel it goes, too", async () => {
  const { webhook, url } = await admin.post(`/channels/${channel.id}/incoming-webhooks`, { name: "Short-lived" });
  await send({ text: "hello" }, { url });
  await admin.delete(`/incoming-webhooks/${webhook.id}`);
  await refused(404, "webhook_not_found", { text: "x" }, { url });
  assert.equal((await newest()).bot.name, "Short-lived");
  const gone = await admin.channel("public", "gone");
  const there = await admin.post(`/channels/${gone.id}/incoming-webhooks`, { name: "Gone" });
  await admin.delete(`/channels/${gone.id}`);
  await refused(404, "webhook_not_found", { text: "x" }, { url: there.url });
});

test("what it said is found by searching, and a kill -9 loses none of it", async () => {
  await send({ text: "flibbertigibbet" });
  for (let n = 0; n < 100 && (await member.get("/search?q=flibbertigibbet")).items.length === 0; ++n) await wait(50);
  const [hit] = (await member.get("/search?q=flibbertigibbet")).items;
  assert.equal(hit.message.bot.name, "Monitoring");
  await server.kill();
  await server.start();
  assert.equal((await send({ text: "after the restart" })).status, 200);
  assert.equal((await newest()).text, "after the restart");
});

test("twenty are enough for a channel", async () => {
  const full = await admin.channel("public", "full");
  for (let n = 0; n < 20; ++n) await admin.post(`/channels/${full.id}/incoming-webhooks`, { name: `number ${n}` });
  await admin.refused(409, "too_many_webhooks", "POST", `/channels/${full.id}/incoming-webhooks`, { name: "one more" });
});
