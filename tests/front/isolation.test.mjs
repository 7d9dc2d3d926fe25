// Two workspaces on one server. To people of the one, everything of the other is as if it did not exist.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { exchange, invite, login, Person, setUp, startServer, wait } from "./harness.mjs";
import { addPasskey } from "./authenticator.mjs";
import { Provisioner } from "./provisioner.mjs";
import { allOperations, perform, samples, stage } from "./operations.mjs";

const server = await startServer(after);
const a = await setUp(server, "alpha", {
  link: server.setupLink,
  display_name: "ALPHA-OWNER",
  workspace_name: "ALPHA-NAME",
});
const b = await setUp(server, "bravo", { display_name: "Bea" });
const operations = await allOperations();
const ofA = await stage(a, a);
const ofB = await stage(b, b);
const ids = [a.id, a.workspace.id, ofA.other.id, ofA.channel.id, ofA.message.id, ofA.invitation.id, ofA.session];
const secret = "ALPHA-SECRET";
await a.say(ofA.channel, secret);

const fresh = (id) => id.slice(0, -1) + (id.endsWith("0") ? "1" : "0"); // beside it, so that paging stands there too
// A group that a provisioning system feeds.
async function fedGroupOf(person) {
  const scim = await Provisioner.of(person);
  const { id } = await scim.group("ALPHA-NAME of a group elsewhere");
  const { id: parent } = await person.post("/groups", { name: "ALPHA-NAME of a fed group", visibility: "public" });
  const { id: feed } = await person.post(`/groups/${parent}/scim-feeds`, { scim_group: id });
  return { scim_group: id, parent, feed };
}
const foreign = {
  channel: ofA.channel.id,
  user: ofA.other.id,
  message: ofA.message.id,
  invitation: ofA.invitation.id,
  session: ofA.session,
  passkey: (await addPasskey(ofA.other, { name: "ALPHA-NAME of a passkey" })).passkey.id,
  provider: (await a.post("/sso/providers", { config: { ...samples(ofA)["sso.provider.create"].body.config, label: "ALPHA-NAME" } })).id,
  workspace: a.workspace.id,
  backup: "wardroom-20260131T120000Z.age", // of the whole server: nobody's who is no operator
  scim_token: (await a.post("/scim/tokens", { name: "ALPHA-NAME of a token" })).scim_token.id,
  incoming_webhook: (await a.post(`/channels/${ofA.channel.id}/incoming-webhooks`, { name: "ALPHA-NAME of a webhook" })).webhook.id,
  outgoing_webhook: (await a.post(`/channels/${ofA.channel.id}/outgoing-webhooks`, { name: "ALPHA-NAME of a webhook", url: "https://receiver.example/" })).webhook.id,
  role: (await a.post("/roles", { name: "ALPHA-NAME of a role", permissions: ["view_audit"] })).id,
  group: (await a.post("/groups", { name: "ALPHA-NAME of a group", visibility: "public" })).id,
  subgroup: (await a.post("/groups", { name: "ALPHA-NAME of a subgroup", visibility: "public" })).id,
  ...(await fedGroupOf(a)),
  api_key: (await ofA.other.post("/me/api-keys", { name: "ALPHA-NAME of a key" })).api_key.id,
};
const unknown = {
  ...Object.fromEntries(Object.entries(foreign).map(([name, id]) => [name, fresh(id)])),
  backup: "wardroom-20270131T120000Z.age",
};
const comparable = ({ status, json }) => ({ status, ...json, request_id: undefined });
const allOf = async (person, path) => {
  const items = [];
  for (let next = ""; next !== null;) {
    const page = await person.get(`${path}${path.includes("?") ? "&" : "?"}limit=200${next && `&after=${next}`}`);
    items.push(...page.items);
    next = page.next;
  }
  return items;
};
const stateOfA = async () =>
  JSON.stringify([
    await allOf(a, "/users"),
    await allOf(a, "/channels"),
    await allOf(a, `/channels/${ofA.channel.id}/events`),
    await allOf(a, "/invitations"),
    await allOf(a, "/groups"),
    (await allOf(a, "/me/sessions")).map(({ id }) => id),
    await a.get("/workspace"),
    await allOf(a, "/audit"),
  ]);
const showsNothingOfA = (value) => {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  for (const word of [...ids, secret, "ALPHA-OWNER", "ALPHA-NAME"]) assert.ok(!text.includes(word), word);
};

// Each id-taking place of an operation: those in the path, and those in the body.
const places = operations.flatMap((operation) => [
  ...operation.params.filter(({ schema }) => schema.type !== "integer").map(({ name }) => ({ operation, name, where: "params" })),
  ...Object.entries(operation.body?.properties ?? {})
    .filter(([, schema]) => schema.pattern?.includes("_["))
    .map(([name]) => ({ operation, name, where: "body" })),
  ...operation.query
    .filter(({ schema }) => schema.pattern?.includes("_["))
    .map(({ name, schema }) => ({ operation, name, where: "query", kind: schema.pattern.slice(1, 4) })),
]);
const kinds = { chn: "channel", usr: "user", msg: "message", inv: "invitation", ses: "session", sso: "provider", grp: "group", ws_: "workspace" };

const tried = new Set(); // operations that answered with 404 to somebody who is signed in
for (const { operation, name, where, kind } of places) {
  test(`${operation.name} with another workspace's ${name} (${where}) answers as for one that nobody has`, async () => {
    assert.ok(foreign[kinds[kind] ?? name], `no ${name} of another workspace was made`);
    const before = await stateOfA();
    const { before: _, ...sample } = samples(ofB)[operation.name] ?? {};
    const of = (from) => ({ ...sample, [where]: { ...sample[where], [name]: from[kinds[kind] ?? name] } });
    const answer = await perform(b, operation, of(foreign));
    const expected = await perform(b, operation, of(unknown));
    assert.deepEqual(comparable(answer), comparable(expected));
    // Whoever is no operator learns of no workspace whether it is there.
    const refused = operation.path.startsWith("/server/") ? [403] : [404, 422];
    if (where !== "query") assert.ok(refused.includes(answer.status), answer.text);
    if (answer.status === 404 && !operation.open) tried.add(operation.name);
    showsNothingOfA(answer.text.replaceAll(foreign[kinds[kind] ?? name], ""));
    assert.equal(await stateOfA(), before);
  });
}

test("what was tried stands in the log of the workspace whose member tried it, and in no other", async () => {
  assert.ok(tried.size > 30, `${tried.size}`);
  let missing = [...tried];
  for (let tries = 0; missing.length && tries < 50; ++tries, await wait(50)) {
    const entries = (await allOf(b, "/audit")).filter(({ event }) => event === "access.unknown");
    missing = [...tried].filter((name) => !entries.some(({ target, actor }) => target === name && actor === b.id));
    // One a minute for each person and operation, though each was tried twice and more.
    if (!missing.length) assert.ok(entries.length < 2 * tried.size, `${entries.length}`);
  }
  assert.deepEqual(missing, []);
  assert.deepEqual((await allOf(a, "/audit")).filter(({ event }) => event === "access.unknown"), []);
});

test("no list of the one shows anything of the other", async () => {
  for (const path of ["/users", "/channels", "/channels?scope=directory", "/invitations", "/me/sessions", "/audit", "/groups", "/scim/groups"]) {
    showsNothingOfA(await allOf(b, path));
  }
  showsNothingOfA(await b.get("/presence"));
  showsNothingOfA(await b.get("/me"));
  showsNothingOfA(await b.get("/workspace"));
  showsNothingOfA(await b.get("/sso/providers"));
  showsNothingOfA(await b.get("/me/identities"));
  showsNothingOfA(await b.get("/scim/tokens"));
});

test("nothing that happens in the one is told on sockets of the other", async () => {
  const [socketB, socketA] = [await b.connect(), await a.connect()];
  for (const [op, args] of [
    ["message.post", { channel: ofA.channel.id, text: "x" }],
    ["message.edit", { message: ofA.message.id, text: "x" }],
    ["message.delete", { message: ofA.message.id }],
    ["channel.read", { channel: ofA.channel.id, seq: 1 }],
    ["typing.send", { channel: ofA.channel.id }],
  ]) {
    assert.equal((await socketB.ask(op, args)).problem.status, 404, op);
  }
  await socketB.command("resume", { channels: { [ofA.channel.id]: 0 } });
  await a.say(ofA.channel, `${secret} live`);
  await socketA.command("presence.set", { status: "away" });
  await socketA.command("typing.send", { channel: ofA.channel.id });
  await a.patch("/me", { display_name: "ALPHA-OWNER 2" });
  await socketA.event("message.posted");
  await wait(1500);
  showsNothingOfA(socketB.events);
  showsNothingOfA(await socketB.command("presence.list"));
  assert.ok(!JSON.stringify(socketA.events).includes(b.id));
  await Promise.all([socketA.close(), socketB.close()]);
});

test("an access token opens its own workspace only, whatever ids are asked for", async () => {
  const person = new Person(server, { access_token: a.token, user: b.user, workspace: b.workspace });
  assert.equal((await person.get("/me")).workspace.id, a.workspace.id);
  await person.refused(404, "user_not_found", "GET", `/users/${b.id}`);
  await person.refused(404, "channel_not_found", "GET", `/channels/${ofB.channel.id}`);
});

test("a token whose workspace is exchanged for the other one opens nothing", async () => {
  const swap = (token, from, to) => {
    const [head, payload, signature] = token.split(".");
    const claims = Buffer.from(payload, "base64url").toString().replaceAll(from, to);
    return [head, Buffer.from(claims).toString("base64url"), signature].join(".");
  };
  const forged = swap(a.token, a.workspace.id, b.workspace.id);
  assert.notEqual(forged, a.token);
  assert.equal((await exchange(server, "GET", "/api/v1/me", { token: forged })).status, 401);
});

test("refresh and invitation tokens lead to their own workspace, however they are bent", async () => {
  const person = await invite(a, "member", "wanderer");
  const refreshed = await exchange(server, "POST", "/api/v1/auth/refresh", {
    body: { refresh_token: person.refreshToken },
  });
  assert.equal(refreshed.json.workspace.id, a.workspace.id);
  const preview = await exchange(server, "POST", "/api/v1/invitations/preview", { body: { token: ofA.token } });
  assert.equal(preview.json.workspace_name, "ALPHA-NAME");
  // The part that names the workspace, exchanged: what follows is unknown there.
  const common = (x, y) => [...x].findIndex((c, n) => c !== y[n]);
  for (const length of [20, 26, 30, 36]) {
    const bent = ofB.token.slice(0, length) + ofA.token.slice(length);
    if (common(bent, ofB.token) < 0 || bent === ofA.token) continue;
    const answer = await exchange(server, "POST", "/api/v1/invitations/preview", { body: { token: bent } });
    assert.equal(answer.status, 404, `${length}`);
  }
});

test("the same name with the same password in the other workspace is somebody else", async () => {
  assert.equal((await login(server, "bravo", "wanderer")).status, 401);
  const answer = await login(server, "bravo", "olga");
  assert.equal(answer.json.user.id, b.id);
});
