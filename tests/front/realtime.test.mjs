import assert from "node:assert/strict";
import { after, test } from "node:test";
import { invite, setUp, signIn, startServer, wait } from "./harness.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const [ann, ben] = [await invite(owner), await invite(owner)];

async function shared(kind = "public") {
  const channel = await ann.channel(kind);
  await ann.put(`/channels/${channel.id}/members/${ben.id}`);
  return channel;
}
const nothing = async (socket, name, fits = () => true) => {
  await wait(300);
  assert.deepEqual(
    socket.events.filter((frame) => frame.event === name && fits(frame)),
    [],
  );
};

test("the first frame says hello, to whom and in which session", async () => {
  const socket = await ann.connect();
  assert.equal(socket.hello.user, ann.id);
  assert.equal(socket.hello.heartbeat, 30);
  const { items } = await ann.get("/me/sessions");
  assert.equal(socket.hello.session, items.find(({ current }) => current).id);
  await socket.close();
});

test("every command answers with its own id and does what its HTTP operation does", async () => {
  const channel = await shared();
  const socket = await ann.connect();
  const message = await socket.command("message.post", { channel: channel.id, text: "one", nonce: "rt-1" });
  assert.equal(
    (await socket.command("message.post", { channel: channel.id, text: "one", nonce: "rt-1" })).id,
    message.id,
  );
  assert.equal((await socket.command("message.edit", { message: message.id, text: "two" })).text, "two");
  assert.equal((await socket.command("message.delete", { message: message.id })).deleted, true);
  assert.deepEqual(await socket.command("channel.read", { channel: channel.id, seq: message.seq }), {
    last_read_seq: message.seq,
  });
  assert.deepEqual(await socket.command("typing.send", { channel: channel.id }), {});
  assert.deepEqual(await socket.command("presence.set", { status: "away" }), {});
  const { items } = await socket.command("presence.list");
  assert.deepEqual(
    items.find(({ user }) => user === ann.id),
    { user: ann.id, status: "away" },
  );
  assert.deepEqual(await socket.command("resume", { channels: {} }), {});
  await socket.close();
});

test("a refused command is answered with the problem and leaves the connection open", async () => {
  const channel = await ben.channel("private");
  const socket = await ann.connect();
  const refused = async (op, args) => (await socket.ask(op, args)).problem;
  assert.equal((await refused("message.post", { channel: channel.id, text: "x" })).code, "channel_not_found");
  assert.equal((await refused("no.such", {})).code, "no_such_command");
  assert.equal((await refused("channel.create", { name: "x", kind: "public" })).code, "no_such_command");
  assert.equal((await refused("message.post", { channel: "x", text: "x" })).field, "args.channel");
  assert.equal((await refused("message.post", { channel: channel.id, text: "x", extra: 1 })).field, "args.extra");
  assert.equal((await refused("presence.set", { status: "offline" })).field, "args.status");
  assert.equal((await refused("resume", { channels: { x: 1 } })).field, "args.channels.x");
  assert.equal((await refused("resume", { channels: { [channel.id]: -1 } })).status, 422);
  assert.deepEqual(await socket.command("resume", { channels: { [channel.id]: 0 } }), {});
  await nothing(socket, "channel.created");
  await socket.close();
});

test("events of a channel come in order, each once, to every member and to nobody else", async () => {
  const channel = await shared("private");
  const [a, b, outsider] = [await ann.connect(), await ben.connect(), await owner.connect()];
  await Promise.all(Array.from({ length: 100 }, (_, n) => (n % 2 ? ann : ben).say(channel, `m${n}`)));
  const last = (await ann.get(`/channels/${channel.id}`)).last_seq;
  for (const socket of [a, b]) {
    const final = await socket.event("message.posted", ({ seq }) => seq === last);
    const seqs = [
      ...socket.events.filter(({ event, channel: of }) => event === "message.posted" && of === channel.id),
      final,
    ].map(({ seq }) => seq);
    assert.deepEqual(
      seqs,
      Array.from({ length: 100 }, (_, n) => last - 99 + n),
    );
  }
  await nothing(outsider, "message.posted", ({ channel: of }) => of === channel.id);
  await Promise.all([a, b, outsider].map((socket) => socket.close()));
});

test("edits, deletions, topics and people are told as they happen", async () => {
  const channel = await shared();
  const socket = await ben.connect();
  const message = await ann.say(channel, "a");
  await ann.patch(`/messages/${message.id}`, { text: "b" });
  await ann.delete(`/messages/${message.id}`);
  await ann.patch(`/channels/${channel.id}`, { topic: "t" });
  await owner.put(`/channels/${channel.id}/members/${owner.id}`);
  await owner.delete(`/channels/${channel.id}/members/${owner.id}`);
  const of = (name) => socket.event(name, (frame) => frame.channel === channel.id);
  assert.equal((await of("message.posted")).message.text, "a");
  assert.equal((await of("message.edited")).message.text, "b");
  assert.deepEqual((await of("message.deleted")).message.text, "");
  assert.equal((await of("channel.updated")).channel_info.topic, "t");
  assert.equal((await of("member.joined")).user, owner.id);
  assert.equal((await of("member.left")).user, owner.id);
  await ann.delete(`/channels/${channel.id}`);
  await of("channel.deleted");
  await socket.close();
});

test("who is added is told and hears the channel from then on; who is removed hears nothing more", async () => {
  const channel = await ann.channel("private");
  const socket = await ben.connect();
  await ann.say(channel, "before");
  await ann.put(`/channels/${channel.id}/members/${ben.id}`);
  await socket.event("channel.added", (frame) => frame.channel === channel.id);
  await ann.say(channel, "during");
  assert.equal((await socket.event("message.posted", (frame) => frame.channel === channel.id)).message.text, "during");
  await ann.delete(`/channels/${channel.id}/members/${ben.id}`);
  await socket.event("channel.removed", (frame) => frame.channel === channel.id);
  await ann.say(channel, "after");
  await nothing(socket, "message.posted", (frame) => frame.channel === channel.id);
  await socket.close();
});

test("writing is told to the other members and not to oneself", async () => {
  const channel = await shared();
  const [a, b] = [await ann.connect(), await ben.connect()];
  await a.command("typing.send", { channel: channel.id });
  const typing = await b.event("typing", (frame) => frame.channel === channel.id);
  assert.equal(typing.user, ann.id);
  assert.ok(!("seq" in typing));
  await nothing(a, "typing", (frame) => frame.channel === channel.id);
  await Promise.all([a.close(), b.close()]);
});

test("coming, going away and leaving are told to colleagues", async () => {
  const person = await invite(owner);
  const watcher = await ann.connect();
  const told = (status) => watcher.event("presence", (frame) => frame.user === person.id && frame.status === status);
  const socket = await person.connect();
  await told("online");
  await socket.command("presence.set", { status: "away" });
  await told("away");
  await socket.close();
  await told("offline");
  assert.ok(!(await watcher.command("presence.list")).items.some(({ user }) => user === person.id));
  await watcher.close();
});

test("reading on one device is told to one's others only", async () => {
  const channel = await shared();
  const second = await signIn(ben);
  const [a, b] = [await ann.connect(), await second.connect()];
  const { seq } = await ann.say(channel, "x");
  await ben.put(`/channels/${channel.id}/read`, { seq });
  assert.equal((await b.event("read", (frame) => frame.channel === channel.id)).last_read_seq, seq);
  await nothing(a, "read", (frame) => frame.channel === channel.id && frame.last_read_seq === seq);
  await Promise.all([a.close(), b.close()]);
});

test("resume brings what was missed, in order and joined without a gap to what comes live", async () => {
  const channel = await shared();
  const socket = await ben.connect();
  const { seq } = await ann.say(channel, "seen");
  await socket.close();
  for (let n = 0; n < 150; ++n) await ann.say(channel, `missed ${n}`);
  const again = await ben.connect();
  const live = Promise.all(Array.from({ length: 50 }, (_, n) => ann.say(channel, `live ${n}`)));
  await again.command("resume", { channels: { [channel.id]: seq } });
  await live;
  const last = (await ann.say(channel, "last")).seq;
  const final = await again.event("message.posted", (frame) => frame.seq === last && frame.channel === channel.id);
  const seqs = [
    ...again.events.filter((frame) => frame.event === "message.posted" && frame.channel === channel.id),
    final,
  ].map((frame) => frame.seq);
  // Live ones from before the resume may come twice; seen by their numbers they are all there and in order.
  const unique = [...new Set(seqs)].sort((x, y) => x - y);
  assert.deepEqual(
    unique,
    Array.from({ length: 201 }, (_, n) => seq + 1 + n),
  );
  const replayed = seqs.slice(seqs.indexOf(seq + 1));
  assert.deepEqual(replayed, unique, "out of order after the resume");
  await again.close();
});

test("too wide a gap is answered with an overflow of that channel", async () => {
  const channel = await shared();
  await Promise.all(Array.from({ length: 1010 }, (_, n) => ann.say(channel, `m${n}`)));
  const socket = await ben.connect();
  await socket.command("resume", { channels: { [channel.id]: 0 } });
  await socket.event("overflow", (frame) => frame.channel === channel.id);
  await ann.say(channel, "after");
  await socket.event("message.posted", (frame) => frame.message.text === "after");
  await socket.close();
});

test("a reader that stops reading loses its queue, is told so, and resumes without a gap; nobody else waits", async () => {
  const channel = await shared();
  const [slow, quick] = [await ben.connect(), await owner.connect()];
  await owner.put(`/channels/${channel.id}/members/${owner.id}`);
  const { seq } = await ann.say(channel, "begin");
  slow.ws._socket.pause();
  const text = "🦊".repeat(8000);
  const total = 700;
  for (let n = 0; n < total; n += 20) await Promise.all(Array.from({ length: 20 }, () => ann.say(channel, text)));
  const end = (await ann.say(channel, "end")).seq;
  await quick.event("message.posted", (frame) => frame.seq === end, 15_000);
  slow.ws._socket.resume();
  await slow.event("overflow", (frame) => !frame.channel, 15_000);
  const got = new Set(
    slow.events.filter((frame) => frame.channel === channel.id && frame.seq > seq).map((frame) => frame.seq),
  );
  assert.ok(got.size < total);
  await slow.command("resume", { channels: { [channel.id]: end - 5 } });
  await slow.event("message.posted", (frame) => frame.seq === end, 15_000);
  await Promise.all([slow.close(), quick.close()]);
});

test("many commands on one socket at once are all answered", async () => {
  const channel = await shared();
  const socket = await ann.connect();
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, n) => socket.ask("message.post", { channel: channel.id, text: `m${n}` })),
  );
  const refused = answers.filter(({ problem }) => problem);
  assert.ok(refused.every(({ problem }) => problem.code === "too_many_commands"));
  const { items } = await ann.get(`/channels/${channel.id}/messages?limit=200`);
  assert.equal(Math.min(200, answers.length - refused.length), items.length);
  await socket.close();
});

test("the server going away says so with 1001", async () => {
  const socket = await ann.connect();
  await server.stop();
  assert.equal((await socket.closed).code, 1001);
});
