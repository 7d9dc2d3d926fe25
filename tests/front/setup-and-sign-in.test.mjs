import assert from "node:assert/strict";
import { after, test } from "node:test";
import { exchange, login, password, setUp, startServer } from "./harness.mjs";

const server = await startServer(after);
let owner;

const status = async () => (await exchange(server, "GET", "/api/v1/setup")).json;
const complete = (body) => exchange(server, "POST", "/api/v1/setup", { body });

test("a new server says that it waits to be set up and prints the link", async () => {
  assert.deepEqual(await status(), { needed: true });
  assert.match(server.setupLink, /^https:\/\/localhost:\d+\/setup#token=\S{20,}$/);
});

test("a wrong set-up token makes nothing", async () => {
  const body = {
    token: "x".repeat(43),
    workspace_name: "A",
    workspace_slug: "a1",
    username: "olga",
    display_name: "O",
    password,
  };
  const answer = await complete(body);
  assert.equal(answer.status, 403);
  assert.equal(answer.json.code, "setup_token_invalid");
  assert.deepEqual(await status(), { needed: true });
});

test("a refused form leaves the set-up link usable", async () => {
  const token = server.setupLink.split("#token=")[1];
  const good = { token, workspace_name: "A", workspace_slug: "acme", username: "olga", display_name: "O", password };
  for (const [field, value] of [
    ["workspace_slug", "Not A Slug"],
    ["username", "Olga!"],
    ["password", "short"],
    ["workspace_name", ""],
    ["display_name", "x".repeat(81)],
  ]) {
    const answer = await complete({ ...good, [field]: value });
    assert.equal(answer.status, 422, answer.text);
    assert.equal(answer.json.field, `body.${field}`);
  }
});

test("the link makes the workspace and signs its owner in", async () => {
  owner = await setUp(server, "acme", { link: server.setupLink, workspace_name: "Acme Ltd" });
  assert.deepEqual(await status(), { needed: false });
  const me = await owner.get("/me");
  assert.equal(me.user.tier, "owner");
  assert.equal(me.workspace.name, "Acme Ltd");
  assert.equal(me.workspace.slug, "acme");
  assert.ok(me.permissions.includes("manage_roles"));
});

test("the link works once", async () => {
  const token = server.setupLink.split("#token=")[1];
  const answer = await complete({
    token,
    workspace_name: "B",
    workspace_slug: "second",
    username: "olga",
    display_name: "O",
    password,
  });
  assert.equal(answer.json.code, "setup_token_invalid");
});

test("a further link from wardroomctl makes a further workspace, not one of the same slug", async () => {
  const { out } = await server.ctl("setup-link");
  const token = out.trim().split("#token=")[1];
  const body = { token, workspace_name: "B", workspace_slug: "acme", username: "olga", display_name: "O", password };
  const taken = await complete(body);
  assert.equal(taken.status, 409);
  assert.equal(taken.json.code, "slug_taken");
  const other = await complete({ ...body, workspace_slug: "bravo" });
  assert.equal(other.status, 200, other.text);
  assert.notEqual(other.json.workspace.id, owner.workspace.id);
  assert.match((await server.ctl("workspaces")).out, /^acme\t[^]*^bravo\t/m);
});

test("twenty set-ups with one link at once make one workspace", async () => {
  const token = (await server.ctl("setup-link")).out.trim().split("#token=")[1];
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      complete({
        token,
        workspace_name: "C",
        workspace_slug: `race${n}`,
        username: "olga",
        display_name: "O",
        password,
      }),
    ),
  );
  assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  assert.ok(answers.every(({ status }) => status === 200 || status === 403 || status === 409));
  assert.equal((await server.ctl("workspaces")).out.match(/^race/gm).length, 1);
});

test("signing in needs the right workspace, name and password, and does not say which was wrong", async () => {
  assert.equal((await login(server, "acme", "olga")).status, 200);
  const wrong = await Promise.all([
    login(server, "acme", "olga", { password: `${password}!` }),
    login(server, "acme", "nobody"),
    login(server, "nowhere", "olga"),
  ]);
  for (const { status, json } of wrong) {
    assert.equal(status, 401);
    assert.equal(json.code, "invalid_credentials");
    assert.equal(json.detail, wrong[0].json.detail);
  }
});

test("many wrong passwords lock the account for a while, also for the right one", async () => {
  const other = await setUp(server, "locked");
  let answer;
  for (let n = 0; n < 30; ++n) {
    answer = await login(server, "locked", "olga", { password: `wrong wrong wrong ${n}` });
    if (answer.status === 429) break;
  }
  assert.equal(answer.status, 429, answer.text);
  assert.ok(Number(answer.headers["retry-after"]) > 0);
  assert.equal((await login(server, "locked", "olga")).status, 429);
  assert.equal((await other.call("GET", "/me")).status, 200);
  assert.equal((await login(server, "acme", "olga")).status, 200);
});

test("a changed or foreign access token is refused with 401", async () => {
  const [head, payload, signature] = owner.token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url"));
  const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const flipped = Buffer.from(signature, "base64url");
  flipped[5] ^= 1;
  const bad = [
    "",
    "x",
    `${head}.${payload}`,
    `${head}.${payload}.`,
    `${head}.${payload}.${flipped.toString("base64url")}`,
    `${head}.${encoded({ ...claims, sub: "usr_00000000000000000000000000" })}.${signature}`,
    `${encoded({ alg: "none", typ: "at+jwt" })}.${payload}.`,
    `${encoded({ alg: "HS256", typ: "at+jwt" })}.${payload}.${signature}`,
    `${owner.token}.x`,
    owner.token.repeat(20),
  ];
  for (const token of bad) {
    const answer = await exchange(server, "GET", "/api/v1/me", { headers: { authorization: `Bearer ${token}` } });
    assert.equal(answer.status, 401, token.slice(0, 80));
    assert.match(answer.headers["www-authenticate"], /^Bearer/);
  }
});

test("the published key verifies the access token", async () => {
  const { createPublicKey, verify } = await import("node:crypto");
  const { keys } = (await exchange(server, "GET", "/.well-known/jwks.json")).json;
  const [head, payload, signature] = owner.token.split(".");
  const { kid } = JSON.parse(Buffer.from(head, "base64url"));
  const key = createPublicKey({ key: keys.find((one) => one.kid === kid), format: "jwk" });
  assert.ok(verify(null, Buffer.from(`${head}.${payload}`), key, Buffer.from(signature, "base64url")));
  assert.ok(keys.every((one) => !("d" in one)));
});

test("people, sessions and tokens outlive a restart", async () => {
  await server.stop();
  await server.start();
  assert.equal(server.setupLink, undefined);
  assert.equal((await owner.get("/me")).user.id, owner.id);
  assert.equal((await login(server, "acme", "olga")).status, 200);
});
