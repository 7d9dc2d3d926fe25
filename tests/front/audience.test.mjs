// Who can read a channel, and why somebody may do something there: what is said is what the server does.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { invite, setUp, startServer } from "./harness.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });

async function audienceOf(channel, by = owner, limit = 50) {
  const readers = new Map();
  for (let next = ""; next !== null;) {
    const page = await by.get(`/channels/${channel.id}/audience?limit=${limit}${next && `&after=${next}`}`);
    for (const { user, through } of page.items) readers.set(user.id, through);
    next = page.next;
  }
  return readers;
}
const explained = async (channel, person, by = owner) =>
  Object.fromEntries((await by.get(`/channels/${channel.id}/audience/${person.id}`)).decisions.map((one) => [one.deed, one]));
const admit = (channel, person, by = owner) => by.put(`/channels/${channel.id}/members/${person.id}`);
async function roleFor(person, ...permissions) {
  const role = await owner.post("/roles", { name: `role ${Math.random()}`, permissions });
  await owner.put(`/roles/${role.id}/holders/${person.id}`);
  return role;
}

test("a private channel is read by its members, a public one through the directory too; nobody who is deactivated", async () => {
  const [inside, outside, gone] = [await invite(owner), await invite(owner, "viewer"), await invite(owner)];
  const secret = await owner.channel("private");
  const open = await owner.channel("public");
  for (const channel of [secret, open]) for (const person of [inside, gone]) await admit(channel, person);
  await owner.patch(`/users/${gone.id}`, { active: false });
  assert.deepEqual([...(await audienceOf(secret)).keys()].sort(), [owner.id, inside.id].sort());
  const readers = await audienceOf(open, outside, 2);
  assert.deepEqual(readers.get(inside.id), ["membership", "directory"]);
  assert.deepEqual(readers.get(outside.id), ["directory"]);
  assert.ok(!readers.has(gone.id));
  await outside.refused(404, "channel_not_found", "GET", `/channels/${secret.id}/audience`);
  await outside.refused(404, "channel_not_found", "GET", `/channels/${secret.id}/audience/${inside.id}`);
  await inside.refused(404, "user_not_found", "GET", `/channels/${secret.id}/audience/usr_01h455vb4pex5vsknk084sn02q`);
});

test("an explanation names what allows a deed, or what is missing", async () => {
  const person = await invite(owner, "member");
  const channel = await owner.channel("public");
  const before = await explained(channel, person);
  assert.deepEqual(before.read.because, ["the channel is public, and they hold channel_directory"]);
  assert.deepEqual([before.post.allowed, before.post.missing], [false, ["membership in the channel"]]);
  await admit(channel, person);
  await roleFor(person, "edit_channels");
  const later = await explained(channel, person);
  assert.deepEqual(later.post.because, ["membership in the channel", "the permission post_messages"]);
  assert.equal(later.edit_channel.allowed, true);
  assert.deepEqual(later.delete_channel.missing, ["the permission manage_channels, or having made the channel"]);
});

test("where a permission comes from is told: tier, role, and what brings it", async () => {
  const person = await invite(owner, "member");
  const role = await roleFor(person, "manage_channels", "post_messages");
  const { items } = await owner.get(`/users/${person.id}/permissions`);
  const through = (permission) => items.find((one) => one.permission === permission).through.map(({ giver, role: id, comes_with }) => [giver, id, comes_with]);
  assert.deepEqual(through("channel_directory"), [["tier", null, null]]);
  assert.deepEqual(through("post_messages"), [["tier", null, null], ["role", role.id, null]]);
  assert.deepEqual(through("edit_channels"), [["role", role.id, "manage_channels"]]);
  assert.deepEqual(through("view_audit"), []);
  const held = items.filter((one) => one.through.length).map((one) => one.permission).sort();
  assert.deepEqual(held, (await person.get("/me")).permissions.sort());
});

// What is explained, asked of the server as that person.
async function attempt(deed, person, channel, spare) {
  const at = `/channels/${channel.id}`;
  if (deed === "read") return person.call("GET", `${at}/messages`);
  if (deed === "post") return person.call("POST", `${at}/messages`, { text: "x", nonce: String(Math.random()) });
  if (deed === "add_people") return person.call("PUT", `${at}/members/${spare.id}`, {});
  if (deed === "edit_channel") return person.call("PATCH", at, { topic: String(Math.random()) });
  if (deed === "remove_people") {
    if (channel.kind !== "direct") await channel.keeper.put(`${at}/members/${spare.id}`);
    return person.call("DELETE", `${at}/members/${spare.id}`);
  }
  if (deed === "delete_others_messages") {
    const message = await channel.keeper.say(channel, "of another");
    return person.call("DELETE", `/messages/${message.id}`);
  }
  return person.call("DELETE", at);
}

const roles = [[], ["edit_channels"], ["manage_subscribers"], ["delete_messages"], ["manage_channels"], ["post_messages"], ["create_channels"]];
for (const tier of ["viewer", "member", "admin"]) {
  for (const permissions of roles) {
    test(`what is explained is what happens: ${tier} with ${permissions.join() || "no role"}`, async () => {
      const person = await invite(owner, tier);
      if (permissions.length) await roleFor(person, ...permissions);
      for (const kind of ["public", "private", "direct", "made"]) {
        const may = (await person.get("/me")).permissions;
        if (kind === "made" && !["create_channels", "post_messages"].every((one) => may.includes(one))) continue;
        for (const member of kind === "made" || kind === "direct" ? [true] : [true, false]) {
          const channel =
            kind === "direct" ? await owner.post("/directs", { user: person.id }) : await (kind === "made" ? person : owner).channel(kind === "made" ? "private" : kind);
          channel.keeper = owner;
          if (kind === "made") await admit(channel, owner, person);
          else if (member && kind !== "direct") await admit(channel, person);
          const decisions = await explained(channel, person);
          assert.equal((await audienceOf(channel)).has(person.id), decisions.read.allowed);
          for (const [deed, { allowed, because, missing }] of Object.entries(decisions)) {
            const answer = await attempt(deed, person, channel, await invite(owner, "viewer"));
            assert.equal(answer.status === 200, allowed, `${kind} ${member} ${deed}: ${JSON.stringify({ because, missing })} ${answer.text}`);
            assert.equal(because.length > 0, allowed);
            assert.equal(missing.length === 0, allowed);
          }
        }
      }
    });
  }
}
