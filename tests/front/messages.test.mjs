import assert from "node:assert/strict";
import { after, test } from "node:test";
import { invite, setUp, startServer } from "./harness.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const [admin, ann, ben] = [await invite(owner, "admin"), await invite(owner), await invite(owner)];

async function shared() {
  const channel = await ann.channel();
  for (const person of [ben, admin]) await person.put(`/channels/${channel.id}/members/${person.id}`);
  return channel;
}
const list = async (person, channel, query = "limit=200") => person.get(`/channels/${channel.id}/messages?${query}`);

test("a message keeps every character of its text", async () => {
  const channel = await shared();
  for (const text of [
    "plain",
    "Grüße 🦊👩‍👩‍👧 \u202eשלום",
    "line\nline\ttab",
    "  spaces  ",
    '"\\/<script>&amp;',
    "\u2028\u2029\ufeff",
    "x".repeat(8000),
    "🦊".repeat(8000),
  ]) {
    const posted = await ann.say(channel, text);
    assert.equal(posted.text, text);
    assert.equal((await list(ben, channel)).items.at(-1).text, text);
  }
});

test("an empty, blank or over-long text is refused and named", async () => {
  const channel = await shared();
  for (const text of ["", " \n\t ", "x".repeat(8001), null, 5, ["x"]]) {
    const problem = await ann.call("POST", `/channels/${channel.id}/messages`, { text });
    assert.equal(problem.status, 422, problem.text);
    assert.equal(problem.json.field, "body.text");
  }
  assert.equal((await list(ann, channel)).items.length, 0);
});

test("the same nonce again is the same message, however many come at once", async () => {
  const channel = await shared();
  const answers = await Promise.all(Array.from({ length: 20 }, () => ann.say(channel, "once", "nonce-1")));
  assert.equal(new Set(answers.map(({ id }) => id)).size, 1);
  assert.equal((await list(ann, channel)).items.length, 1);
  assert.equal((await ann.say(channel, "another text", "nonce-1")).text, "once");
});

test("a nonce is its author's own, and used in one channel only", async () => {
  const [channel, other] = [await shared(), await shared()];
  const first = await ann.say(channel, "ann", "same");
  const second = await ben.say(channel, "ben", "same");
  assert.notEqual(first.id, second.id);
  await ann.refused(409, "nonce_used", "POST", `/channels/${other.id}/messages`, { text: "x", nonce: "same" });
});

test("sequence numbers rise by one, whoever posts", async () => {
  const channel = await shared();
  await Promise.all(Array.from({ length: 60 }, (_, n) => [ann, ben, admin][n % 3].say(channel, `m${n}`)));
  const { items } = await list(ann, channel);
  assert.equal(items.length, 60);
  items.forEach(({ seq }, n) => assert.equal(seq, items[0].seq + n));
  assert.equal((await ann.get(`/channels/${channel.id}`)).last_seq, items.at(-1).seq);
});

test("only its author edits a message, and the text before is gone", async () => {
  const channel = await shared();
  const message = await ann.say(channel, "first version");
  for (const person of [ben, admin]) {
    await person.refused(403, "not_the_author", "PATCH", `/messages/${message.id}`, { text: "x" });
  }
  const edited = await ann.patch(`/messages/${message.id}`, { text: "second version" });
  assert.equal(edited.seq, message.seq);
  assert.ok(edited.edited_at >= message.created_at);
  const events = await ben.get(`/channels/${channel.id}/events?limit=200`);
  assert.ok(!JSON.stringify(events).includes("first version"));
  assert.equal((await list(ben, channel)).items[0].text, "second version");
});

test("its author or a member with manage_channels deletes a message; its text is nowhere any more", async () => {
  const channel = await shared();
  const [one, two] = [await ann.say(channel, "delete me 1"), await ann.say(channel, "delete me 2")];
  await ben.refused(403, "permission_denied", "DELETE", `/messages/${one.id}`);
  const gone = await ann.delete(`/messages/${one.id}`);
  assert.deepEqual([gone.deleted, gone.text], [true, ""]);
  assert.equal((await admin.delete(`/messages/${two.id}`)).deleted, true);
  const everything = JSON.stringify([
    await list(ben, channel),
    await ben.get(`/channels/${channel.id}/events?limit=200`),
  ]);
  assert.ok(!everything.includes("delete me"));
  await ann.refused(409, "message_deleted", "PATCH", `/messages/${one.id}`, { text: "back" });
  assert.equal((await ann.delete(`/messages/${one.id}`)).deleted, true);
});

test("a retry of a deleted message's post does not bring it back", async () => {
  const channel = await shared();
  const message = await ann.say(channel, "gone for good", "gone-1");
  await ann.delete(`/messages/${message.id}`);
  const again = await ann.say(channel, "gone for good", "gone-1");
  assert.deepEqual([again.id, again.deleted, again.text], [message.id, true, ""]);
});

test("who left a public channel no longer changes their messages there", async () => {
  const channel = await shared();
  const message = await ben.say(channel, "mine");
  await ben.delete(`/channels/${channel.id}/members/${ben.id}`);
  await ben.refused(403, "not_a_member", "PATCH", `/messages/${message.id}`, { text: "x" });
  await ben.refused(403, "not_a_member", "DELETE", `/messages/${message.id}`);
});

test("pages backwards and forwards give every message once, in order", async () => {
  const channel = await shared();
  for (let n = 0; n < 23; ++n) await ann.say(channel, `m${n}`);
  const texts = Array.from({ length: 23 }, (_, n) => `m${n}`);
  let [seen, page] = [[], await list(ben, channel, "limit=5")];
  for (;;) {
    seen = [...page.items.map(({ text }) => text), ...seen];
    assert.equal(page.more, page.next !== null);
    if (!page.more) break;
    page = await list(ben, channel, `limit=5&before=${page.next}`);
  }
  assert.deepEqual(seen, texts);
  seen = [];
  for (let after = 0; after !== null; after = page.next) {
    page = await list(ben, channel, `limit=5&after=${after}`);
    seen.push(...page.items.map(({ text }) => text));
  }
  assert.deepEqual(seen, texts);
  const both = await ben.call("GET", `/channels/${channel.id}/messages?before=5&after=1`);
  assert.equal(both.status, 422);
  assert.equal(both.json.field, "query.after");
});

test("unread counts the others' messages after the reading position, which never goes back", async () => {
  const channel = await shared();
  const last = [];
  for (let n = 0; n < 5; ++n) last.push((await ann.say(channel, `m${n}`)).seq);
  const state = async (person) => {
    const { unread, last_read_seq } = await person.get(`/channels/${channel.id}`);
    return [unread, last_read_seq];
  };
  assert.equal((await state(ann))[0], 0);
  assert.equal((await state(ben))[0], 5);
  assert.equal((await ben.put(`/channels/${channel.id}/read`, { seq: last[2] })).last_read_seq, last[2]);
  assert.deepEqual(await state(ben), [2, last[2]]);
  assert.equal((await ben.put(`/channels/${channel.id}/read`, { seq: last[0] })).last_read_seq, last[2]);
  assert.equal((await ben.put(`/channels/${channel.id}/read`, { seq: 2 ** 53 - 1 })).last_read_seq, last[4]);
  assert.deepEqual(await state(ben), [0, last[4]]);
});

test("the event log tells what happened, once each, in order", async () => {
  const channel = await ann.channel("private");
  const message = await ann.say(channel, "a");
  await ann.patch(`/messages/${message.id}`, { text: "b" });
  await ann.put(`/channels/${channel.id}/members/${ben.id}`);
  await ann.delete(`/messages/${message.id}`);
  await ann.patch(`/channels/${channel.id}`, { topic: "t" });
  const seen = [];
  for (let after = 0; after !== null;) {
    const page = await ben.get(`/channels/${channel.id}/events?limit=2&after=${after}`);
    seen.push(...page.items);
    after = page.next;
  }
  assert.deepEqual(
    seen.map(({ event }) => event),
    [
      "channel.created",
      "member.joined",
      "message.posted",
      "message.edited",
      "member.joined",
      "message.deleted",
      "channel.updated",
    ],
  );
  assert.deepEqual(
    seen.map(({ seq }) => seq),
    [1, 2, 3, 4, 5, 6, 7],
  );
  assert.equal(seen[4].user, ben.id);
  assert.equal(seen[6].channel_info.topic, "t");
});
