// The server's own list of operations, and for each a call that succeeds, so that suites can loop over all of them.
import assert from "node:assert/strict";
import { Authenticator, addPasskey } from "./authenticator.mjs";
import { exchange } from "./http.mjs";
import { ofScim, ofWebhooks } from "./integration-operations.mjs";
import { invite, password, setUp } from "./person.mjs";
import { printed } from "./server.mjs";
import { enrol, totp } from "./totp.mjs";

export async function allOperations() {
  const { paths, components } = JSON.parse(await printed("openapi"));
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: operation.operationId,
      method: method.toUpperCase(),
      path: path.replace("/api/v1", ""),
      query: operation.parameters.filter((parameter) => parameter.in === "query"),
      params: operation.parameters.filter((parameter) => parameter.in === "path"),
      body: operation.requestBody?.content["application/json"].schema,
      open: operation.security.length === 0,
      audit: operation["x-audit"],
      logs: operation["x-audit-logs"] ?? [],
      needs: operation.description.match(/with the permission (\w+)/)?.[1],
      realtime: operation["x-realtime"],
      components,
    })),
  );
}

export const pathOf = (operation, params = {}) =>
  operation.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name]));

// What the calls below are about. `actor` made the channel and the message unless that takes more than their tier.
export async function stage(owner, actor, { member = true, kind = "public" } = {}) {
  const other = await invite(owner, "member");
  const maker = !member ? owner : ["viewer"].includes(actor.user.tier) ? other : actor;
  const channel = await maker.channel(kind, "staged");
  if (member && maker !== actor) await maker.put(`/channels/${channel.id}/members/${actor.id}`);
  const message = await maker.say(channel, "staged");
  const second = kind === "public" && member ? other : maker;
  if (second !== maker) await second.put(`/channels/${channel.id}/members/${second.id}`);
  await other.post("/directs", { user: actor.id });
  const { invitation, token } = await owner.post("/invitations", { tier: "member", max_uses: 5, expires_in_hours: 1 });
  const sessions = (await actor.get("/me/sessions")).items;
  return { owner, actor, other, maker, channel, message, invitation, token, session: sessions[0].id };
}

let number = 0;

// Keys of an epoch can be destroyed only when nothing is under them any more.
async function somethingToRetire(owner) {
  const { items } = await owner.get("/keys");
  if (!items.some(({ purpose, state }) => purpose === "workspace root" && state === "old")) {
    await owner.post("/keys/rotate", { key: "workspace" });
  }
  await owner.post("/keys/reencrypt");
  while ((await owner.get("/keys/status")).state === "running") await new Promise((resolve) => setTimeout(resolve, 20));
}
// What is right is known only when there is a factor: `before` fills it in.
function ofFactors(at) {
  const answer = { challenge: "x", code: "000000" };
  const confirm = { code: "000000" };
  const without = (person) => person.delete("/me/factors/totp");
  const anew = async (person) => {
    await without(person);
    return enrol(person);
  };
  const login = () => ({ workspace: at.owner.workspace.slug, username: at.actor.user.username, password });
  return {
    "auth.factor": {
      body: answer,
      before: async () => {
        const { secret } = await anew(at.actor);
        const { json } = await at.owner.call("POST", "/auth/login", login());
        Object.assign(answer, { challenge: json.challenge, code: totp(secret, 1) });
      },
    },
    "auth.step_up": { body: { password } },
    "factor.totp.confirm": {
      body: confirm,
      before: async () => {
        await without(at.actor);
        confirm.code = totp((await at.actor.post("/me/factors/totp")).secret);
      },
    },
    "factor.totp.remove": { before: () => anew(at.actor) },
    "factor.codes.renew": { before: () => anew(at.actor) },
    "user.factors.reset": { params: { user: at.other.id }, before: () => anew(at.other) },
    "factor.policy.set": { body: { required_from: null } }, // as it is: factors.test.mjs changes it
  };
}

function ofPasskeys(at) {
  const alone = { credential: "AA", client_data: "AA", authenticator_data: "AA", signature: "AA" };
  const made = { name: "Made", client_data: "AA", attestation_object: "AA" };
  const [asked, one] = [{ challenge: "x" }, { passkey: "pky_01h455vb4pex5vsknk084sn02q" }];
  const add = async () => {
    const { authenticator, passkey } = await addPasskey(at.actor);
    one.passkey = passkey.id;
    return authenticator;
  };
  const begin = async () => {
    const authenticator = await add();
    Object.assign(alone, authenticator.get(await at.owner.post("/auth/passkey/begin")));
  };
  const ask = async () => {
    await add();
    const body = { workspace: at.owner.workspace.slug, username: at.actor.user.username, password };
    asked.challenge = (await at.owner.call("POST", "/auth/login", body)).json.challenge;
  };
  const offer = async () => {
    const offered = await at.actor.post("/me/factors/passkey-offer");
    Object.assign(made, new Authenticator(at.actor.server).create(offered));
  };
  return {
    "auth.passkey": { body: alone, before: begin },
    "auth.factor.passkey": { body: asked, before: ask },
    "factor.passkey.add": { body: made, before: offer },
    "factor.passkey.rename": { params: one, body: { name: "Renamed" }, before: add },
    "factor.passkey.remove": { params: one, before: add },
  };
}

// The provider is one that cannot be asked: what it takes to be let in is in sso.test.mjs.
const config = { label: "P", issuer: "https://127.0.0.1:9", client_id: "c", create_accounts: false, tier: "member" };
function ofSso(at) {
  const one = { provider: "sso_01h455vb4pex5vsknk084sn02q", workspace: at.owner.workspace.id };
  const begin = { workspace: at.owner.workspace.slug, provider: one.provider };
  const add = async () => {
    for (const { id } of (await at.owner.get("/sso/providers")).items) await at.owner.delete(`/sso/providers/${id}`);
    one.provider = begin.provider = (await at.owner.post("/sso/providers", { config })).id;
  };
  const none = { login: "x", code: "x", state: "x" };
  return {
    "auth.sso.list": { query: { workspace: at.owner.workspace.slug } },
    "auth.sso.begin": { body: begin, before: add },
    "auth.sso.finish": { body: none },
    "auth.sso.logout": { params: one, body: { logout_token: "x" }, before: add },
    "identity.link.begin": { params: one, before: add },
    "identity.link": { body: none },
    "identity.unlink": { params: one, before: add },
    "sso.provider.create": { body: { config } },
    "sso.provider.update": { params: one, body: { enabled: true, config }, before: add },
    "sso.provider.delete": { params: one, before: add },
  };
}

// Nothing is sent from here, and nobody joins by themselves: what that is like is in joining.test.mjs.
function ofJoining(at) {
  const workspace = at.owner.workspace.slug;
  const address = "somebody@example.org";
  return {
    "registration.set": { body: { mode: "invite_only", tier: "member", domains: [] } },
    "auth.ways": { query: { workspace } },
    "auth.register.begin": { body: { workspace, address } },
    "auth.register": { body: { workspace, username: "somebody", display_name: "S", password } },
    "auth.reset.begin": { body: { workspace, address } },
    "me.address.begin": { body: { address } },
    "me.address.confirm": { body: { token: "x" } },
    "invitation.prove": { body: { token: at.token, address } },
  };
}

function ofTokens(at) {
  const given = { token: "x" };
  const take = async () => {
    const body = { workspace: at.owner.workspace.slug, username: at.actor.user.username, password };
    given.token = (await at.owner.post("/auth/login", body)).access_token;
  };
  return { "auth.token.revoke": { body: given, before: take } };
}

// Operations that ask somebody else, who is not there: what they answer.
export const unanswered = {
  "keys.provider.set": /^provider_/,
  "auth.sso.begin": /^provider_unreachable$/,
  "auth.sso.finish": /^sso_failed$/,
  "auth.sso.logout": /^invalid_request$/,
  "identity.link.begin": /^provider_unreachable$/,
  "identity.link": /^sso_failed$/,
  "identity.unlink": /^identity_not_found$/,
  "auth.register.begin": /^mail_not_configured$/,
  "auth.register": /^registration_closed$/,
  "auth.reset.begin": /^mail_not_configured$/,
  "me.address.begin": /^mail_not_configured$/,
  "me.address.confirm": /^letter_invalid$/,
  "me.address.remove": /^address_not_found$/,
  "invitation.prove": /^mail_not_configured$/,
};

function ofResets(at) {
  const use = { token: "x", password: `${password} anew` };
  const fill = async () => {
    const { link } = await at.owner.post(`/users/${at.other.id}/password-reset`);
    use.token = link.split("#token=")[1];
  };
  return { "user.password.reset": { params: { user: at.other.id } }, "auth.reset": { body: use, before: fill } };
}

// Whose key it is that is withdrawn is known only when it was made.
function ofApiKeys(at) {
  const own = { api_key: "key_01h455vb4pex5vsknk084sn02q" };
  const others = { user: at.other.id, api_key: own.api_key };
  const made = async (person) => (await person.post("/me/api-keys", { name: "staged" })).api_key.id;
  return {
    "api_key.create": { body: { name: "a program" } },
    "api_key.revoke": { params: own, before: async () => (own.api_key = await made(at.actor)) },
    "user.api_keys.list": { params: { user: at.other.id } },
    "user.api_key.revoke": { params: others, before: async () => (others.api_key = await made(at.other)) },
  };
}

// Nothing is proven of a log that was not signed yet, which the server does every minute, and wardroomctl before a proof.
const signed = new Set();
function ofAudit(at) {
  const { server, workspace } = at.owner;
  const before = async () => {
    if (signed.has(workspace.id)) return;
    const { code, out } = await server.ctl("audit", "prove", "1", `${server.home}/${workspace.id}.proof`, "--workspace", workspace.slug);
    assert.equal(code, 0, out);
    signed.add(workspace.id);
  };
  return {
    "audit.proof.entry": { before, params: { seq: 1 } },
    "audit.proof.growth": { before, query: { from: 1 } },
    "audit.retention.set": { body: { keep_days: 365 } },
    "alert.settings.set": { body: { off: ["many_denied"], to: [] } },
  };
}

// Whose recovery key it is that is used or taken away is known only when it was made.
function ofRecovery(at) {
  const use = { key: "x", password: `${password}!` };
  const made = async (person) => (await person.post("/me/recovery-key")).key;
  return {
    "recovery_key.remove": { before: () => made(at.actor) },
    "auth.recover": { body: use, before: async () => (use.key = await made(at.other)) },
    "user.import": { body: { people: [{ username: `import${process.pid}-${++number}`, display_name: "I", tier: "viewer" }] } },
  };
}

// A role that somebody has; what it allows, viewers may anyway.
function ofOtherSessions(at) {
  const params = { user: at.other.id, session: at.session };
  const before = async () => {
    params.session = (await at.other.get("/me/sessions")).items[0].id;
  };
  return { "user.session.revoke": { params, before } };
}

function ofRoles(at) {
  const one = { role: "rol_01h455vb4pex5vsknk084sn02q" };
  const held = { ...one, user: at.other.id };
  const granted = { ...one, user: at.actor.id };
  const name = () => `staged ${process.pid}-${++number}`;
  const before = async () => {
    const { items } = await at.owner.get("/roles");
    for (const role of items.filter(({ name }) => name.startsWith("staged"))) await at.owner.delete(`/roles/${role.id}`);
    one.role = held.role = granted.role = (await at.owner.post("/roles", { name: name(), permissions: ["web_chat"] })).id;
    await at.owner.put(`/roles/${one.role}/holders/${at.other.id}`);
  };
  return {
    "role.create": { body: { name: name(), permissions: ["web_chat"] } },
    "role.update": { params: one, body: { name: name() }, before },
    "role.delete": { params: one, before },
    "role.holders": { params: one, before },
    "role.grant": { params: granted, before },
    "role.withdraw": { params: held, before },
    "user.permissions": { params: { user: at.other.id } },
    "user.roles": { params: { user: at.other.id } },
  };
}

export const powers = ["edit", "manage_members", "manage_subgroups", "link_channels", "set_mentions", "set_visibility", "appoint_managers"];

// A group that the actor manages, with somebody in it; a subgroup; groups elsewhere that could feed it.
// Another workspace of the server, there and in service, for the owner whom this makes an operator.
const administered = new Map();
async function administer(owner) {
  const { server, workspace } = owner;
  if (administered.get(server)?.operators !== workspace.id) {
    assert.equal((await server.ctl("workspace", "operators", workspace.slug)).code, 0);
    while ((await owner.call("GET", "/server/workspaces")).status !== 200) await new Promise((resolve) => setTimeout(resolve, 50));
    administered.set(server, { operators: workspace.id });
  }
  const known = administered.get(server);
  if (known.id && (await owner.call("GET", `/server/workspaces/${known.id}`)).status === 200) {
    await owner.post(`/server/workspaces/${known.id}/resume`, {});
    return known;
  }
  known.slug = `elsewhere-${process.pid}-${++number}`;
  known.id = (await setUp(server, known.slug)).workspace.id;
  return known;
}

function ofServer(at) {
  const one = { workspace: "ws_01h455vb4pex5vsknk084sn02q" };
  const confirm = { confirm: "x" };
  const before = async () => {
    const { id, slug } = await administer(at.owner);
    one.workspace = id;
    confirm.confirm = slug;
  };
  const suspended = async () => {
    await before();
    await at.owner.post(`/server/workspaces/${one.workspace}/suspend`, {});
  };
  const whole = async () => {
    await administer(at.owner);
    await at.owner.server.ctl("recovery", "create"); // refused when there is one, which is as good
  };
  const backup = { backup: "x" };
  const backedUp = async () => {
    await whole();
    while ((await at.owner.get("/server/backups")).working) await new Promise((resolve) => setTimeout(resolve, 20));
    const { code, out } = await at.owner.server.ctl("backup", "create");
    assert.equal(code, 0, out);
    backup.backup = out.match(/wardroom-\w+\.age/)[0];
  };
  return {
    "server.backups": { before: whole },
    "server.backup_create": { before: whole },
    "server.backup_delete": { params: backup, before: backedUp },
    "server.workspaces": { before },
    "server.workspace": { params: one, before },
    "server.workspace_link": { before },
    "server.workspace_suspend": { params: one, body: { reason: "unpaid" }, before },
    "server.workspace_resume": { params: one, before: suspended },
    "server.workspace_allow": { params: one, body: { people: 100 }, before },
    "server.workspace_wipe": { params: one, body: confirm, before: suspended },
  };
}

function ofGroups(at) {
  const one = { group: "grp_01h455vb4pex5vsknk084sn02q" };
  const person = { ...one, user: at.other.id };
  const newcomer = { ...one, user: at.actor.id };
  const nested = { ...one, subgroup: "grp_01h455vb4pex5vsknk084sn02r" };
  const fed = { ...one, feed: "fed_01h455vb4pex5vsknk084sn02q" };
  const linked = { ...one, channel: at.channel.id };
  const parent = { name: `staged ${process.pid}-${++number}`, visibility: "hidden", parent: one.group };
  const byScim = { scim_group: "scg_01h455vb4pex5vsknk084sn02q" };
  const bySso = { provider: "sso_01h455vb4pex5vsknk084sn02q", value: "staff" };
  const make = async (visibility) => (await at.owner.post("/groups", { name: `staged ${process.pid}-${++number}`, visibility })).id;
  const before = async () => {
    const { items } = await at.owner.get("/groups?limit=200");
    for (const group of items.filter(({ name }) => name.startsWith("staged"))) await at.owner.delete(`/groups/${group.id}`);
    const group = await make("hidden");
    for (const each of [one, person, newcomer, nested, fed, linked]) each.group = group;
    parent.parent = group;
    nested.subgroup = await make("public");
    await at.owner.put(`/groups/${group}/managers/${at.actor.id}`, { powers });
    await at.owner.put(`/groups/${group}/members/${at.other.id}`);
  };
  const scim = async () => {
    await before();
    for (const { id } of (await at.owner.get("/scim/tokens")).items) await at.owner.delete(`/scim/tokens/${id}`);
    const { token } = await at.owner.post("/scim/tokens", { name: "staged" });
    const group = { schemas: ["urn:ietf:params:scim:schemas:core:2.0:Group"], displayName: `staged ${++number}` };
    byScim.scim_group = (await exchange(at.owner.server, "POST", "/scim/v2/Groups", { token, body: group })).json.id;
  };
  const feed = async () => {
    await scim();
    fed.feed = (await at.owner.post(`/groups/${one.group}/scim-feeds`, byScim)).id;
  };
  const sso = async () => {
    await before();
    for (const { id } of (await at.owner.get("/sso/providers")).items) await at.owner.delete(`/sso/providers/${id}`);
    bySso.provider = (await at.owner.post("/sso/providers", { config: { ...config, group_claim: "groups" } })).id;
  };
  const nest = async () => {
    await before();
    await at.owner.put(`/groups/${one.group}/subgroups/${nested.subgroup}`);
  };
  const keepOut = async () => {
    await nest();
    await at.owner.put(`/groups/${nested.subgroup}/members/${at.other.id}`);
    await at.owner.delete(`/groups/${one.group}/members/${at.other.id}`);
  };
  const manage = async () => {
    await before();
    await at.owner.put(`/groups/${one.group}/managers/${at.other.id}`, { powers: ["edit"] });
  };
  const link = async () => {
    await before();
    // The channel may be gone by an operation before.
    await at.maker.call("PUT", `/channels/${at.channel.id}/members/${at.owner.id}`);
    await at.owner.call("PUT", `/channels/${at.channel.id}/groups/${one.group}`);
  };
  return {
    "group.create": { body: parent, before },
    "group.get": { params: one, before },
    "group.update": { params: one, body: { description: "changed" }, before },
    "group.delete": { params: one, before },
    "group.members": { params: one, before },
    "group.member_put": { params: newcomer, body: {}, before },
    "group.member_remove": { params: person, before },
    "group.member_readmit": { params: person, before: keepOut },
    "group.subgroups": { params: one, before },
    "group.subgroup_put": { params: nested, body: {}, before },
    "group.subgroup_remove": { params: nested, before: nest },
    "group.managers": { params: one, before },
    "group.manager_put": { params: person, body: { powers: ["edit"] }, before },
    "group.manager_remove": { params: person, before: manage },
    "group.feeds": { params: one, before },
    "group.feed_scim": { params: one, body: byScim, before: scim },
    "group.feed_sso": { params: one, body: bySso, before: sso },
    "group.feed_disconnect": { params: fed, before: feed },
    "user.groups": { params: { user: at.other.id } },
    "channel.groups": { params: { channel: at.channel.id } },
    "channel.group_link": { params: linked, body: {}, before },
    "channel.group_unlink": { params: linked, before: link },
  };
}

// name → {params, query, body} of a call that succeeds for whom `at` was staged, if their tier allows it.
export const samples = (at) => ({
  ...ofFactors(at),
  ...ofPasskeys(at),
  ...ofSso(at),
  ...ofScim(at),
  ...ofWebhooks(at),
  ...ofJoining(at),
  ...ofTokens(at),
  ...ofApiKeys(at),
  ...ofResets(at),
  ...ofAudit(at),
  ...ofRecovery(at),
  ...ofRoles(at),
  ...ofGroups(at),
  ...ofServer(at),
  "setup.complete": {
    body: {
      token: "x".repeat(43),
      workspace_name: "X",
      workspace_slug: "x-ray",
      username: "olga",
      display_name: "O",
      password,
    },
  },
  "auth.login": { body: { workspace: at.owner.workspace.slug, username: at.actor.user.username, password } },
  "auth.refresh": { body: { refresh_token: at.actor.refreshToken } },
  "session.revoke": { params: { session: at.session } },
  "me.update": { body: { display_name: "Changed" } },
  "me.password": { body: { current_password: password, new_password: `${password}!` } },
  "user.get": { params: { user: at.other.id } },
  "user.update": { params: { user: at.other.id }, body: { tier: "viewer" } },
  "user.sessions.revoke": { params: { user: at.other.id } },
  "user.sessions": { params: { user: at.other.id } },
  ...ofOtherSessions(at),
  "invitation.create": { body: { tier: "member", max_uses: 1, expires_in_hours: 1 } },
  "invitation.revoke": { params: { invitation: at.invitation.id } },
  "invitation.preview": { body: { token: at.token } },
  "invitation.accept": {
    body: { token: at.token, username: `sample${process.pid}-${++number}`, display_name: "S", password },
  },
  "workspace.update": { body: { name: "Changed" } },
  "keys.rotate": { body: { key: "workspace" } },
  "keys.retire": { before: () => somethingToRetire(at.owner) },
  "channel.create": { body: { name: "made", kind: "private", topic: "t" } },
  "channel.get": { params: { channel: at.channel.id } },
  "channel.update": { params: { channel: at.channel.id }, body: { name: "changed" } },
  "channel.delete": { params: { channel: at.channel.id } },
  "direct.open": { body: { user: at.other.id } },
  "access.audience": { params: { channel: at.channel.id } },
  "access.explain": { params: { channel: at.channel.id, user: at.other.id } },
  "member.list": { params: { channel: at.channel.id } },
  "member.put": { params: { channel: at.channel.id, user: at.actor.id }, body: {} },
  "member.remove": { params: { channel: at.channel.id, user: at.actor.id } },
  "message.post": { params: { channel: at.channel.id }, body: { text: "posted", nonce: `n${++number}` } },
  "message.list": { params: { channel: at.channel.id } },
  "message.edit": { params: { message: at.message.id }, body: { text: "edited" } },
  "message.delete": { params: { message: at.message.id } },
  "message.search": { query: { q: "posted" } },
  "event.list": { params: { channel: at.channel.id } },
  "channel.read": { params: { channel: at.channel.id }, body: { seq: 1 } },
  "presence.set": { body: { status: "away" } },
  // Refused: there is nothing at this address. Served: bring-your-own-key.test.mjs.
  "keys.provider.set": { body: { provider: "vault", vault: { url: "https://127.0.0.1:9", key: "k", token: "t" } } },
  "typing.send": { params: { channel: at.channel.id }, body: {} },
});

export async function perform(person, operation, sample = {}, options = {}) {
  await sample.before?.();
  const query = new URLSearchParams(sample.query).toString();
  const body = sample.body ?? (operation.body ? {} : undefined);
  return person.call(operation.method, pathOf(operation, sample.params) + (query && `?${query}`), body, options);
}
