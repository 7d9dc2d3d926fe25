// Channels that mirror groups: who is in the group reads the channel, at once and no longer than that.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { invite, setUp, startServer } from "./harness.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
let number = 0;

const make = (visibility = "public") => owner.post("/groups", { name: `group ${++number}`, visibility });
const put = (group, person) => owner.put(`/groups/${group.id}/members/${person.id}`);
const out = (group, person) => owner.delete(`/groups/${group.id}/members/${person.id}`);
const link = (channel, group, by = owner) => by.put(`/channels/${channel.id}/groups/${group.id}`);
const unlink = (channel, group, by = owner) => by.delete(`/channels/${channel.id}/groups/${group.id}`);
const reads = async (person, channel) => (await person.call("GET", `/channels/${channel.id}/messages`)).status === 200;
const readerOf = async (channel, person, by = owner) =>
  (await by.get(`/channels/${channel.id}/audience?limit=200`)).items.find(({ user }) => user.id === person.id);
async function mirrored(...groups) {
  const channel = await owner.channel("private");
  for (const group of groups) await link(channel, group);
  return channel;
}

test("who comes into a group reads its channel, live, and is cut from it when they leave the group", async () => {
  const [person, group] = [await invite(owner), await make()];
  const channel = await mirrored(group);
  const socket = await person.connect();
  assert.ok(!(await reads(person, channel)));
  await put(group, person);
  await socket.event("channel.added", (frame) => frame.channel === channel.id);
  await owner.say(channel, "for the group");
  await socket.event("message.posted", (frame) => frame.channel === channel.id);
  await person.say(channel, "from the group");
  await out(group, person);
  await socket.event("channel.removed", (frame) => frame.channel === channel.id);
  await owner.say(channel, "after");
  assert.ok(!(await reads(person, channel)));
  assert.ok(!socket.events.some(({ message }) => message?.text === "after"));
  await person.refused(404, "channel_not_found", "POST", `/channels/${channel.id}/messages`, { text: "x" });
});

test("linking takes in everybody at once, by subgroups too; unlinking lets go of who was there only through it", async () => {
  const [group, subgroup] = [await make(), await make()];
  const people = [await invite(owner), await invite(owner), await invite(owner)];
  await owner.put(`/groups/${group.id}/subgroups/${subgroup.id}`);
  await put(group, people[0]);
  await put(subgroup, people[1]);
  await put(group, people[2]);
  const channel = await owner.channel("private");
  await owner.put(`/channels/${channel.id}/members/${people[2].id}`);
  assert.deepEqual((await link(channel, group)).items.map(({ group: { id }, linked_by }) => [id, linked_by]), [[group.id, owner.id]]);
  for (const person of people) assert.ok(await reads(person, channel));
  assert.deepEqual(
    (await Promise.all(people.map((person) => readerOf(channel, person)))).map(({ through, groups }) => [through, groups.map(({ id }) => id)]),
    [[["group"], [group.id]], [["group"], [group.id]], [["membership", "group"], [group.id]]],
  );
  const { decisions } = await owner.get(`/channels/${channel.id}/audience/${people[0].id}`);
  assert.deepEqual(decisions.find(({ deed }) => deed === "read").because, [`membership in the channel, through the group ${group.name}`]);
  await unlink(channel, group);
  assert.deepEqual(await Promise.all(people.map((person) => reads(person, channel))), [false, false, true]);
  await owner.refused(404, "group_not_linked", "DELETE", `/channels/${channel.id}/groups/${group.id}`);
});

test("in two of its groups: the channel stays until both are left, or deleted", async () => {
  const [person, one, two] = [await invite(owner), await make(), await make()];
  const channel = await mirrored(one, two);
  for (const group of [one, two]) await put(group, person);
  await out(one, person);
  assert.ok(await reads(person, channel));
  await owner.delete(`/groups/${two.id}`);
  assert.ok(!(await reads(person, channel)));
  assert.deepEqual((await owner.get(`/channels/${channel.id}/groups`)).items.map(({ group }) => group.id), [one.id]);
});

test("who leaves a channel, or is taken out by hand, stays out of it, whatever the group, until they are added", async () => {
  const [leaver, removed, group] = [await invite(owner), await invite(owner), await make()];
  const channel = await mirrored(group);
  for (const person of [leaver, removed]) await put(group, person);
  await leaver.delete(`/channels/${channel.id}/members/${leaver.id}`);
  await owner.delete(`/channels/${channel.id}/members/${removed.id}`);
  for (const person of [leaver, removed]) {
    await out(group, person);
    await put(group, person);
    assert.ok(!(await reads(person, channel)));
  }
  await owner.put(`/channels/${channel.id}/members/${removed.id}`);
  await out(group, removed);
  assert.ok(await reads(removed, channel), "added by hand");
});

test("a channel is linked by who manages it and may link the group, and neither alone", async () => {
  const [maker, manager] = [await invite(owner), await invite(owner)];
  const [open, hidden] = [await make(), await make("hidden")];
  const channel = await maker.channel("private");
  await maker.refused(403, "group_power_needed", "PUT", `/channels/${channel.id}/groups/${open.id}`);
  await maker.refused(404, "group_not_found", "PUT", `/channels/${channel.id}/groups/${hidden.id}`);
  for (const group of [open, hidden]) await owner.put(`/groups/${group.id}/managers/${manager.id}`, { powers: ["link_channels"] });
  await manager.refused(404, "channel_not_found", "PUT", `/channels/${channel.id}/groups/${open.id}`);
  await maker.put(`/channels/${channel.id}/members/${manager.id}`);
  await manager.refused(403, "permission_denied", "PUT", `/channels/${channel.id}/groups/${open.id}`);
  const own = await manager.channel("private");
  assert.equal((await link(own, hidden, manager)).items.length, 1);
  const direct = await owner.post("/directs", { user: maker.id });
  await owner.refused(409, "direct_conversation", "PUT", `/channels/${direct.id}/groups/${open.id}`);
});

test("of a hidden group its people and the channel's others learn nothing by the channel", async () => {
  const [person, reader, group] = [await invite(owner), await invite(owner), await make("hidden")];
  await put(group, person);
  const channel = await mirrored(group);
  await owner.put(`/channels/${channel.id}/members/${reader.id}`);
  for (const asking of [person, reader]) {
    assert.deepEqual((await asking.get(`/channels/${channel.id}/groups`)).items, []);
    const { through, groups } = await readerOf(channel, person, asking);
    assert.deepEqual([through, groups], [["membership"], []]);
    const { decisions } = await asking.get(`/channels/${channel.id}/audience/${person.id}`);
    assert.deepEqual(decisions.find(({ deed }) => deed === "read").because, ["membership in the channel"]);
  }
  const { through, groups } = await readerOf(channel, person, owner);
  assert.deepEqual([through, groups.map(({ name }) => name)], [["group"], [group.name]]);
});

test("who is in a private group is told by the channel only to those who see into the group", async () => {
  const [person, reader, group] = [await invite(owner), await invite(owner), await make("private")];
  await put(group, person);
  const channel = await mirrored(group);
  await owner.put(`/channels/${channel.id}/members/${reader.id}`);
  assert.deepEqual((await readerOf(channel, person, reader)).groups, []);
  assert.deepEqual((await readerOf(channel, person, person)).groups.map(({ id }) => id), [group.id]);
});

test("what a channel mirrors is still so after the server was killed", async () => {
  const [person, late, group] = [await invite(owner), await invite(owner), await make()];
  await put(group, person);
  const channel = await mirrored(group);
  await server.kill();
  await server.start();
  assert.ok(await reads(person, channel));
  await put(group, late);
  assert.ok(await reads(late, channel));
});

test("a public channel mirrors, too: those in the group are members of it, others find it in the directory", async () => {
  const [person, group] = [await invite(owner), await make("private")];
  await put(group, person);
  const channel = await owner.channel("public");
  await link(channel, group);
  const { items } = await person.get("/channels");
  assert.ok(items.some(({ id, member }) => id === channel.id && member));
  const { through } = await readerOf(channel, person);
  assert.deepEqual(through, ["group", "directory"]);
});

test("a deleted channel takes its links along, and its group goes on", async () => {
  const [person, group] = [await invite(owner), await make()];
  const channel = await mirrored(group);
  await owner.delete(`/channels/${channel.id}`);
  await put(group, person);
  await owner.delete(`/groups/${group.id}`);
});

test("a group is mentioned by whom it lets: everybody, its people, or its managers; a hidden one by nobody", async () => {
  const [inside, outside, manager] = [await invite(owner), await invite(owner), await invite(owner)];
  const channel = await owner.channel("public");
  for (const person of [inside, outside, manager]) await person.put(`/channels/${channel.id}/members/${person.id}`);
  const group = await make();
  await put(group, inside);
  await owner.put(`/groups/${group.id}/managers/${manager.id}`, { powers: ["edit"] });
  const text = `hello <@${group.id}>, and <@${group.id}>`;
  const may = async (person) => {
    const { status, json } = await person.call("POST", `/channels/${channel.id}/messages`, { text });
    if (status !== 200) assert.deepEqual([status, json.code], [403, "mention_restricted"]);
    return status === 200;
  };
  for (const [by, expected] of [["everyone", [true, true, true]], ["members", [true, false, true]], ["managers", [false, false, true]]]) {
    await owner.patch(`/groups/${group.id}`, { mentionable_by: by });
    assert.deepEqual(await Promise.all([inside, outside, manager].map(may)), expected, by);
  }
  const own = await outside.say(channel, "plain");
  await outside.refused(403, "mention_restricted", "PATCH", `/messages/${own.id}`, { text });
  await owner.patch(`/groups/${group.id}`, { mentionable_by: "everyone" });
  await outside.patch(`/messages/${own.id}`, { text });
  await owner.patch(`/groups/${group.id}`, { mentionable_by: "managers" });
  await outside.patch(`/messages/${own.id}`, { text: `${text} again` }); // what was mentioned before stays
  await owner.patch(`/groups/${group.id}`, { visibility: "hidden" });
  await manager.refused(403, "mention_restricted", "POST", `/channels/${channel.id}/messages`, { text });
  assert.equal((await outside.say(channel, text)).text, text, "for who may not know of it, it is text like any other");
});

test("bad mentions are text, and too many are refused", async () => {
  const channel = await owner.channel("public");
  for (const text of ["<@", "<@>", "<@grp_>", "<@grp_01h455vb4pex5vsknk084sn02q>", "<@usr_01h455vb4pex5vsknk084sn02q>", `<@${"x".repeat(7000)}>`]) {
    assert.equal((await owner.say(channel, text)).text, text);
  }
  const many = Array.from({ length: 21 }, (_, n) => `<@grp_01h455vb4pex5vsknk084sn0${"0123456789abcdefghjkmnpqrstvwxyz"[n]}q>`).join(" ");
  await owner.refused(422, "too_many_mentions", "POST", `/channels/${channel.id}/messages`, { text: many });
});
