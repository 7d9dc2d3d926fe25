import assert from "node:assert/strict";
import { after, test } from "node:test";
import { invite, setUp, startServer } from "./harness.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const [admin, ann, ben, viewer] = await Promise.all(
  ["admin", "member", "member", "viewer"].map((tier, n) => invite(owner, tier, ["adam", "ann", "ben", "vera"][n])),
);

const mine = async (person) => (await person.get("/channels?limit=200")).items.map(({ id }) => id);
const directory = async (person) => (await person.get("/channels?scope=directory&limit=200")).items.map(({ id }) => id);
const everyRoute = (id) => [
  ["GET", `/channels/${id}`],
  ["PATCH", `/channels/${id}`, { name: "x" }],
  ["DELETE", `/channels/${id}`],
  ["GET", `/channels/${id}/members`],
  ["PUT", `/channels/${id}/members/${ben.id}`],
  ["DELETE", `/channels/${id}/members/${ben.id}`],
  ["POST", `/channels/${id}/messages`, { text: "x" }],
  ["GET", `/channels/${id}/messages`],
  ["GET", `/channels/${id}/events`],
  ["PUT", `/channels/${id}/read`, { seq: 1 }],
  ["POST", `/channels/${id}/typing`, {}],
];

test("everybody begins in the channel for everybody", async () => {
  const general = (await viewer.get("/channels")).items.find(({ name }) => name === "general");
  assert.equal(general.member, true);
  const { items } = await viewer.get(`/channels/${general.id}/members?limit=200`);
  assert.equal(items.length, 5);
});

test("a public channel is found, read and joined by anybody, and posted to by its members", async () => {
  const channel = await ann.channel("public", "open");
  assert.equal(channel.member, true);
  assert.ok((await directory(ben)).includes(channel.id));
  await ann.say(channel, "hello");
  assert.equal((await ben.get(`/channels/${channel.id}/messages`)).items[0].text, "hello");
  await ben.refused(403, "not_a_member", "POST", `/channels/${channel.id}/messages`, { text: "x" });
  await ben.put(`/channels/${channel.id}/members/${ben.id}`);
  await ben.say(channel, "hi");
  assert.ok((await mine(ben)).includes(channel.id));
  await ben.delete(`/channels/${channel.id}/members/${ben.id}`);
  await ben.refused(403, "not_a_member", "POST", `/channels/${channel.id}/messages`, { text: "x" });
});

test("a private channel does not exist for anybody outside it, owner and administrators included", async () => {
  const channel = await ann.channel("private", "secret plans");
  for (const outsider of [owner, admin, ben, viewer]) {
    assert.ok(!(await directory(outsider)).includes(channel.id));
    assert.ok(!(await mine(outsider)).includes(channel.id));
    for (const [method, path, body] of everyRoute(channel.id)) {
      const answer = await outsider.call(method, path, body);
      const expected = outsider === viewer && answer.status === 403 ? "permission_denied" : "channel_not_found";
      assert.equal(answer.json.code, expected, `${method} ${path} ${answer.text}`);
    }
  }
  assert.equal((await ann.get(`/channels/${channel.id}/members`)).items.length, 1);
});

test("a private channel's member adds others, who see it from the start and lose it on leaving", async () => {
  const channel = await ann.channel("private", "pair");
  const said = await ann.say(channel, "before you came");
  await ann.put(`/channels/${channel.id}/members/${ben.id}`);
  assert.equal((await ben.get(`/channels/${channel.id}/messages`)).items[0].text, "before you came");
  await ben.refused(403, "permission_denied", "DELETE", `/channels/${channel.id}/members/${ann.id}`);
  await ann.delete(`/channels/${channel.id}/members/${ben.id}`);
  await ben.refused(404, "channel_not_found", "GET", `/channels/${channel.id}`);
  await ben.refused(404, "message_not_found", "PATCH", `/messages/${said.id}`, { text: "x" });
});

test("joining twice is one membership and one event", async () => {
  const channel = await ann.channel();
  const path = `/channels/${channel.id}/members/${ben.id}`;
  await Promise.all(Array.from({ length: 10 }, () => ben.put(path)));
  const { items } = await ann.get(`/channels/${channel.id}/events`);
  assert.equal(items.filter(({ event, user }) => event === "member.joined" && user === ben.id).length, 1);
  await ben.delete(path);
  await ben.refused(403, "not_a_member", "DELETE", path);
});

test("a viewer may join and read a public channel, and neither post nor bring others", async () => {
  const channel = await ann.channel();
  await viewer.put(`/channels/${channel.id}/members/${viewer.id}`);
  await viewer.refused(403, "permission_denied", "POST", `/channels/${channel.id}/messages`, { text: "x" });
  await viewer.refused(403, "permission_denied", "PUT", `/channels/${channel.id}/members/${ben.id}`);
  await viewer.put(`/channels/${channel.id}/read`, { seq: 1 });
});

test("unknown and deactivated people cannot be added", async () => {
  const channel = await ann.channel();
  const gone = await invite(owner);
  await owner.patch(`/users/${gone.id}`, { active: false });
  await ann.refused(404, "user_not_found", "PUT", `/channels/${channel.id}/members/${gone.id}`);
  await ann.refused(404, "user_not_found", "PUT", `/channels/${channel.id}/members/usr_01h455vb4pex5vsknk084sn02q`);
});

test("who made a channel changes it; of the others only a member with manage_channels", async () => {
  const channel = await ann.channel("public", "old");
  await ben.put(`/channels/${channel.id}/members/${ben.id}`);
  await ben.refused(403, "permission_denied", "PATCH", `/channels/${channel.id}`, { name: "mine" });
  await admin.refused(403, "not_a_member", "PATCH", `/channels/${channel.id}`, { name: "mine" });
  assert.equal((await ann.patch(`/channels/${channel.id}`, { name: "new" })).name, "new");
  await admin.put(`/channels/${channel.id}/members/${admin.id}`);
  const updated = await admin.patch(`/channels/${channel.id}`, { topic: "about it" });
  assert.deepEqual([updated.name, updated.topic], ["new", "about it"]);
});

test("a deleted channel takes its messages along, for everybody", async () => {
  const channel = await ann.channel();
  const message = await ann.say(channel, "soon gone");
  await ben.put(`/channels/${channel.id}/members/${ben.id}`);
  await ben.refused(403, "permission_denied", "DELETE", `/channels/${channel.id}`);
  await ann.delete(`/channels/${channel.id}`);
  for (const person of [ann, ben, owner]) {
    await person.refused(404, "channel_not_found", "GET", `/channels/${channel.id}`);
    await person.refused(404, "channel_not_found", "GET", `/channels/${channel.id}/messages`);
    assert.ok(!(await mine(person)).includes(channel.id));
  }
  await ann.refused(404, "message_not_found", "PATCH", `/messages/${message.id}`, { text: "x" });
  await ann.refused(404, "channel_not_found", "DELETE", `/channels/${channel.id}`);
});

test("two people have one direct conversation, whoever opens it and however often", async () => {
  const opened = await Promise.all([
    ...Array.from({ length: 4 }, () => ann.post("/directs", { user: ben.id })),
    ...Array.from({ length: 4 }, () => ben.post("/directs", { user: ann.id })),
  ]);
  assert.equal(new Set(opened.map(({ id }) => id)).size, 1);
  assert.equal(opened[0].other.id, ben.id);
  assert.equal(opened[7].other.id, ann.id);
  assert.equal(opened[0].name, "");
});

test("a direct conversation is between its two people only and cannot be left, changed or deleted", async () => {
  const direct = await ann.post("/directs", { user: ben.id });
  for (const outsider of [owner, admin]) {
    for (const [method, path, body] of everyRoute(direct.id)) {
      await outsider.refused(404, "channel_not_found", method, path, body);
    }
  }
  for (const [method, path, body] of [
    ["PATCH", `/channels/${direct.id}`, { name: "x" }],
    ["DELETE", `/channels/${direct.id}`],
    ["PUT", `/channels/${direct.id}/members/${viewer.id}`],
    ["DELETE", `/channels/${direct.id}/members/${ann.id}`],
    ["DELETE", `/channels/${direct.id}/members/${ben.id}`],
  ]) {
    await ann.refused(409, "direct_conversation", method, path, body);
  }
  assert.equal((await ann.get(`/channels/${direct.id}/members`)).items.length, 2);
});

test("one may write to oneself", async () => {
  const notes = await ann.post("/directs", { user: ann.id });
  assert.equal((await ann.get(`/channels/${notes.id}/members`)).items.length, 1);
  await ann.say(notes, "remember");
});

test("a viewer opens a direct conversation that exists, and no new one", async () => {
  const direct = await ben.post("/directs", { user: viewer.id });
  assert.equal((await viewer.post("/directs", { user: ben.id })).id, direct.id);
  await viewer.refused(403, "permission_denied", "POST", "/directs", { user: ann.id });
});

test("a channel of kind direct is not made by name", async () => {
  const problem = await ann.refused(422, "invalid_field", "POST", "/channels", { name: "x", kind: "direct" });
  assert.equal(problem.field, "body.kind");
});

test("the lists of channels and members page through everything once", async () => {
  for (const [person, path] of [
    [ann, "/channels?scope=mine"],
    [ann, "/channels?scope=directory"],
    [ann, `/channels/${(await mine(ann))[0]}/members?`],
  ]) {
    const seen = [];
    for (let next = ""; next !== null;) {
      const page = await person.get(`${path}&limit=2${next && `&after=${next}`}`);
      seen.push(...page.items.map((item) => item.id ?? item.user.id));
      assert.ok(page.items.length <= 2);
      next = page.next;
    }
    const all = await person.get(`${path}&limit=200`);
    assert.deepEqual(
      seen,
      all.items.map((item) => item.id ?? item.user.id),
    );
  }
});
