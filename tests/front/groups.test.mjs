// Groups of people: who sees which, who is in them through what, who manages them.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { Person, invite, setUp, startServer } from "./harness.mjs";
import { allOperations, perform, powers, samples, stage } from "./operations.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const admin = await invite(owner, "admin");
const operations = (await allOperations()).filter(({ params }) => params.some(({ name }) => name === "group"));
let number = 0;

const make = (visibility = "public", more = {}, by = owner) => by.post("/groups", { name: `group ${++number}`, visibility, ...more });
const put = (group, person, by = owner) => by.put(`/groups/${group.id}/members/${person.id}`);
const out = (group, person, by = owner) => by.delete(`/groups/${group.id}/members/${person.id}`);
const nest = (group, subgroup, by = owner) => by.put(`/groups/${group.id}/subgroups/${subgroup.id}`);
const appoint = (group, person, given = powers, by = owner) =>
  by.put(`/groups/${group.id}/managers/${person.id}`, { powers: given });
const seenBy = async (person) => (await person.get("/groups?limit=200")).items;
const sees = async (person, group) => (await seenBy(person)).some(({ id }) => id === group.id);
const members = async (group, by = owner) => (await by.get(`/groups/${group.id}/members`)).items;
const memberOf = async (group, person, by = owner) => (await members(group, by)).find(({ user }) => user.id === person.id);
const sourcesOf = async (group, person) => (await memberOf(group, person))?.sources.map(({ source }) => source);

test("public groups show who is in them, private ones that they exist, hidden ones nothing", async () => {
  const [inside, outside] = [await invite(owner), await invite(owner, "viewer")];
  const [open, closed, hidden] = [await make(), await make("private"), await make("hidden")];
  for (const group of [open, closed, hidden]) await put(group, inside);
  const listed = new Map((await seenBy(outside)).map((group) => [group.id, group]));
  assert.deepEqual([listed.get(open.id).people, listed.get(open.id).powers], [1, []]);
  assert.deepEqual([listed.get(closed.id).people, listed.get(closed.id).member], [null, false]);
  assert.ok(!listed.has(hidden.id));
  assert.deepEqual((await members(open, outside)).map(({ user }) => user.id), [inside.id]);
  await outside.refused(403, "group_is_private", "GET", `/groups/${closed.id}/members`);
  assert.equal((await members(closed, inside)).length, 1);
  await outside.refused(404, "group_not_found", "GET", `/groups/${hidden.id}`);
  await inside.refused(404, "group_not_found", "GET", `/groups/${hidden.id}`); // being in it is no right to know of it
  await admin.refused(404, "group_not_found", "GET", `/groups/${hidden.id}`);
  assert.ok(!(await sees(admin, hidden)));
  await appoint(hidden, outside, ["edit"]);
  assert.ok(await sees(outside, hidden));
  assert.equal((await members(hidden, outside)).length, 1);
});

test("a custom role with view_hidden_groups shows hidden groups, and changes nothing of them", async () => {
  const person = await invite(owner);
  const hidden = await make("hidden");
  const role = await owner.post("/roles", { name: `role ${++number}`, permissions: ["view_hidden_groups"] });
  await owner.put(`/roles/${role.id}/holders/${person.id}`);
  assert.ok(await sees(person, hidden));
  assert.deepEqual(await members(hidden, person), []);
  await person.refused(403, "group_power_needed", "PUT", `/groups/${hidden.id}/members/${person.id}`);
  await owner.delete(`/roles/${role.id}/holders/${person.id}`);
  assert.ok(!(await sees(person, hidden)));
});

test("a hidden group is nowhere: by id in every operation, by its name, in pages, on sockets, as a subgroup, at a channel", async () => {
  const stranger = await invite(owner, "admin"); // manage_groups, and still not
  const group = await make("hidden", { name: "Internal investigation" });
  const at = await stage(stranger, stranger);
  at.owner = owner;
  const socket = await stranger.connect();
  const comparable = ({ status, json }) => ({ status, ...json, request_id: undefined });
  for (const operation of operations) {
    const { before: _, ...sample } = samples(at)[operation.name];
    for (const name of operation.params.map((param) => param.name).filter((each) => /group$/.test(each))) {
      const of = (id) => perform(stranger, operation, { ...sample, params: { ...sample.params, [name]: id } });
      const unknown = group.id.slice(0, -1) + (group.id.endsWith("0") ? "1" : "0");
      assert.deepEqual(comparable(await of(group.id)), comparable(await of(unknown)), `${operation.name} ${name}`);
    }
  }
  const twin = await stranger.post("/groups", { name: "Internal investigation", visibility: "public" });
  await stranger.delete(`/groups/${twin.id}`);
  await owner.refused(409, "group_name_taken", "PATCH", `/groups/${group.id}`, { visibility: "public", name: (await make()).name });
  const pages = [];
  for (let next = ""; next !== null;) {
    const page = await stranger.get(`/groups?limit=1${next && `&after=${next}`}`);
    pages.push(...page.items);
    next = page.next;
  }
  assert.ok(!pages.some(({ id }) => id === group.id));
  const outer = await make("public");
  await nest(outer, group);
  await put(group, stranger);
  assert.deepEqual((await stranger.get(`/groups/${outer.id}/subgroups`)).items, []);
  assert.equal((await owner.get(`/groups/${outer.id}/subgroups`)).items.length, 1);
  const [through] = (await memberOf(outer, stranger, stranger)).sources;
  assert.deepEqual([through.source, through.by, through.through], ["manual", null, null]);
  const channel = await owner.channel("private");
  await owner.put(`/channels/${channel.id}/groups/${group.id}`);
  const told = JSON.stringify([
    await stranger.get(`/channels/${channel.id}/groups`),
    await stranger.get(`/channels/${channel.id}/audience`),
    await stranger.get(`/channels/${channel.id}/audience/${stranger.id}`),
    await stranger.get(`/channels/${channel.id}/events`),
    socket.events,
  ]);
  assert.ok(!told.includes(group.id) && !told.includes("investigation"), told);
  await stranger.delete(`/channels/${channel.id}/members/${stranger.id}`); // no refusal tells of it either
  assert.ok(!JSON.stringify(await stranger.audit()).includes("investigation"));
});

test("sources coexist: who is in by hand and by a subgroup stays when one of them ends", async () => {
  const person = await invite(owner);
  const [group, subgroup] = [await make(), await make()];
  await nest(group, subgroup);
  await put(subgroup, person);
  assert.deepEqual(await sourcesOf(group, person), ["group"]);
  await put(group, person);
  const { sources } = await memberOf(group, person);
  assert.deepEqual(sources.map(({ source, by, through }) => [source, by, through?.id ?? null]), [
    ["manual", owner.id, null],
    ["group", null, subgroup.id],
  ]);
  await out(subgroup, person);
  assert.deepEqual(await sourcesOf(group, person), ["manual"]);
  await put(subgroup, person);
  await owner.delete(`/groups/${group.id}/subgroups/${subgroup.id}`);
  assert.deepEqual(await sourcesOf(group, person), ["manual"]);
  await out(group, person);
  assert.equal(await memberOf(group, person), undefined);
  await owner.refused(404, "not_in_group", "DELETE", `/groups/${group.id}/members/${person.id}`);
});

test("who is taken out by hand stays out, whatever subgroups say, until they are put in or the decision is lifted", async () => {
  const person = await invite(owner);
  const [group, subgroup] = [await make(), await make()];
  await nest(group, subgroup);
  await put(subgroup, person);
  const removed = await out(group, person);
  assert.deepEqual([removed.member, removed.kept_out_by, removed.sources.length], [false, owner.id, 1]);
  await out(subgroup, person);
  await put(subgroup, person);
  assert.equal((await memberOf(group, person)).member, false);
  assert.equal(await memberOf(group, person, person), undefined, "decisions are for who manages members");
  assert.equal((await owner.get(`/groups/${group.id}`)).people, 0);
  await owner.delete(`/groups/${group.id}/kept-out/${person.id}`);
  assert.deepEqual([(await memberOf(group, person)).member, await sourcesOf(group, person)], [true, ["group"]]);
  await owner.refused(404, "not_kept_out", "DELETE", `/groups/${group.id}/kept-out/${person.id}`);
  await out(group, person);
  assert.deepEqual([(await put(group, person)).member, await sourcesOf(group, person)], [true, ["manual", "group"]]);
});

test("somebody's groups are told with what puts them in, as far as one may see who is in them", async () => {
  const [person, stranger] = [await invite(owner), await invite(owner)];
  const [open, closed, hidden, inner] = [await make(), await make("private"), await make("hidden"), await make()];
  await nest(open, inner);
  await put(inner, person);
  for (const group of [open, closed, hidden]) await put(group, person);
  const told = async (by) => (await by.get(`/users/${person.id}/groups`)).items.map(({ group, sources }) => [group.id, sources.map(({ source }) => source)]);
  assert.deepEqual(await told(owner), [[open.id, ["manual", "group"]], [closed.id, ["manual"]], [hidden.id, ["manual"]], [inner.id, ["manual"]]]);
  assert.deepEqual(await told(person), [[open.id, ["manual", "group"]], [closed.id, ["manual"]], [inner.id, ["manual"]]]);
  assert.deepEqual(await told(stranger), [[open.id, ["manual", "group"]], [inner.id, ["manual"]]]);
  await stranger.refused(404, "user_not_found", "GET", "/users/usr_01h455vb4pex5vsknk084sn02q/groups");
});

test("groups in groups: five deep, by two ways at once, and never in circles", async () => {
  const person = await invite(owner);
  const chain = [];
  for (let i = 0; i < 6; ++i) chain.push(await make());
  for (let i = 0; i < 5; ++i) await nest(chain[i], chain[i + 1]);
  await nest(chain[0], chain[3]); // a second way
  await put(chain[5], person);
  for (const group of chain) assert.equal((await memberOf(group, person)).member, true);
  await owner.refused(409, "group_circle", "PUT", `/groups/${chain[5].id}/subgroups/${chain[0].id}`);
  await owner.refused(409, "group_circle", "PUT", `/groups/${chain[2].id}/subgroups/${chain[2].id}`);
  await owner.delete(`/groups/${chain[2].id}/subgroups/${chain[3].id}`);
  assert.equal(await memberOf(chain[1], person), undefined);
  assert.equal((await memberOf(chain[0], person)).member, true);
  await owner.delete(`/groups/${chain[5].id}`);
  assert.equal(await memberOf(chain[0], person), undefined);
});

// What a power lets somebody do, as that person.
const deeds = {
  edit: (group, person) => person.call("PATCH", `/groups/${group.id}`, { description: `d${++number}` }),
  set_visibility: (group, person) => person.call("PATCH", `/groups/${group.id}`, { visibility: group.visibility === "public" ? "private" : "public" }),
  set_mentions: (group, person) => person.call("PATCH", `/groups/${group.id}`, { mentionable_by: "managers" }),
  manage_members: (group, person) => person.call("PUT", `/groups/${group.id}/members/${person.id}`),
  manage_subgroups: (group, person) => person.call("POST", "/groups", { name: `sub ${++number}`, visibility: "public", parent: group.id }),
  appoint_managers: (group, person, helper) => person.call("PUT", `/groups/${group.id}/managers/${helper.id}`, { powers: ["appoint_managers"] }),
  link_channels: async (group, person) => person.call("PUT", `/channels/${(await person.channel()).id}/groups/${group.id}`),
};
const helper = await invite(owner);
for (const power of powers) {
  test(`a manager with ${power} alone does that, and nothing else`, async () => {
    const person = await invite(owner);
    for (const [deed, does] of Object.entries(deeds)) {
      const group = await make();
      await appoint(group, person, [power]);
      assert.deepEqual((await person.get(`/groups/${group.id}`)).powers, [power]);
      const answer = await does(group, person, helper);
      assert.equal(answer.status, deed === power ? 200 : 403, `${deed}: ${answer.text}`);
      if (deed !== power) assert.equal(answer.json.code, "group_power_needed", answer.text);
      await person.refused(403, "group_power_needed", "DELETE", `/groups/${group.id}`);
    }
  });
}

test("nobody appoints with powers they do not hold, and what a manager may do ends with the next request", async () => {
  const [chief, second] = [await invite(owner), await invite(owner)];
  const group = await make("hidden");
  await appoint(group, chief, ["manage_members", "appoint_managers"]);
  await chief.refused(403, "grant_exceeds_own", "PUT", `/groups/${group.id}/managers/${second.id}`, { powers: ["edit"] });
  await chief.refused(422, "invalid_field", "PUT", `/groups/${group.id}/managers/${second.id}`, { powers: [] });
  await appoint(group, second, ["manage_members"], chief);
  await put(group, helper, second);
  await appoint(group, second, ["edit", "manage_members"]);
  await chief.refused(403, "grant_exceeds_own", "DELETE", `/groups/${group.id}/managers/${second.id}`);
  await second.delete(`/groups/${group.id}/managers/${second.id}`); // oneself
  await second.refused(404, "group_not_found", "PUT", `/groups/${group.id}/members/${second.id}`);
  await owner.delete(`/groups/${group.id}/managers/${chief.id}`);
  await chief.refused(404, "group_not_found", "GET", `/groups/${group.id}`);
  const told = (await owner.audit()).filter(({ event, target }) => event.startsWith("group.manager") && target.startsWith(group.id));
  assert.deepEqual(told.map(({ event, detail }) => [event, detail]), [
    ["group.manager_appointed", "manage_members, appoint_managers"],
    ["group.manager_appointed", "manage_members"],
    ["group.manager_appointed", "edit, manage_members"],
    ["group.manager_dismissed", "edit, manage_members"],
    ["group.manager_dismissed", "manage_members, appoint_managers"],
  ]);
});

test("an API key does not have what its person was appointed to", async () => {
  const person = await invite(owner);
  const group = await make();
  await appoint(group, person);
  const { token } = await person.post("/me/api-keys", { name: "robot" });
  const robot = new Person(server, { access_token: token, user: person.user, workspace: person.workspace });
  await robot.refused(403, "group_power_needed", "PUT", `/groups/${group.id}/members/${person.id}`);
  assert.deepEqual((await robot.get(`/groups/${group.id}`)).powers, []);
});

test("making groups needs manage_groups, or a group to make them in", async () => {
  const person = await invite(owner);
  await person.refused(403, "permission_denied", "POST", "/groups", { name: "x", visibility: "public" });
  const group = await make();
  await appoint(group, person, ["manage_subgroups"]);
  const sub = await person.post("/groups", { name: `sub ${++number}`, visibility: "hidden", parent: group.id });
  assert.deepEqual(sub.powers, powers);
  await put(sub, person, person);
  assert.equal((await owner.get(`/groups/${group.id}`)).people, 1);
  await person.delete(`/groups/${sub.id}`);
  assert.equal((await owner.get(`/groups/${group.id}`)).people, 0);
  const privately = await make("private");
  await person.refused(403, "group_is_private", "PUT", `/groups/${group.id}/subgroups/${privately.id}`);
});

test("bad input: names, unknown people, deactivated ones, unknown groups", async () => {
  const group = await make();
  await owner.refused(422, "invalid_field", "POST", "/groups", { name: "", visibility: "public" });
  await owner.refused(422, "invalid_field", "POST", "/groups", { name: "x".repeat(81), visibility: "public" });
  await owner.refused(422, "invalid_field", "POST", "/groups", { name: "x", visibility: "secret" });
  await owner.refused(409, "group_name_taken", "POST", "/groups", { name: group.name, visibility: "private" });
  await owner.refused(404, "user_not_found", "PUT", `/groups/${group.id}/members/usr_01h455vb4pex5vsknk084sn02q`);
  await owner.refused(404, "group_not_found", "PUT", `/groups/${group.id}/subgroups/grp_01h455vb4pex5vsknk084sn02q`);
  const gone = await invite(owner);
  await owner.patch(`/users/${gone.id}`, { active: false });
  await owner.refused(409, "user_inactive", "PUT", `/groups/${group.id}/members/${gone.id}`);
  await owner.refused(409, "user_inactive", "PUT", `/groups/${group.id}/managers/${gone.id}`, { powers });
});

test("who shows groups is told when they change; of a hidden one nothing", async () => {
  const person = await invite(owner);
  const socket = await person.connect();
  await make("hidden");
  await make("public");
  await socket.event("groups.changed");
  assert.equal(socket.events.filter(({ event }) => event === "groups.changed").length, 0);
});

test("nothing of a group's name or description is readable in the files; all of it outlives the server", async () => {
  const words = { name: "Ringelblumen", description: "Zwetschgendatschi" };
  const group = await owner.post("/groups", { ...words, visibility: "hidden" });
  await put(group, helper);
  await server.kill();
  const folder = path.join(server.data, "databases");
  for (const file of readdirSync(folder)) {
    const bytes = readFileSync(path.join(folder, file));
    for (const word of Object.values(words)) assert.ok(!bytes.includes(word), `${word} in ${file}`);
  }
  await server.start();
  const { name, description, people } = await owner.get(`/groups/${group.id}`);
  assert.deepEqual({ name, description, people }, { ...words, people: 1 });
});
