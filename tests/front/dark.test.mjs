// A workspace whose root key is the customer's own: taken away there, the workspace goes dark; given back, it returns.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { CustomerHsm, pin } from "./customer-hsm.mjs";
import { exchange, login, password, setUp, startServer, wait } from "./harness.mjs";

const hsm = new CustomerHsm();
after(() => hsm.discard());
hsm.makeKey("customer");
const checkSeconds = 1;
const env = { ...hsm.env, WARDROOM_KMS_CHECK_SECONDS: `${checkSeconds}` };
const server = await startServer(after, { env });
const acme = await setUp(server, "acme", { link: server.setupLink });
const other = await setUp(server, "globex");
const channel = await acme.channel();
await acme.say(channel, "before");
const elsewhere = await other.channel();

async function until(what, holds, seconds = 30) {
  const begun = Date.now();
  for (;;) {
    if (await holds()) return (Date.now() - begun) / 1000;
    if (Date.now() - begun > seconds * 1000) throw new Error(`not in ${seconds} s: ${what}\n${server.log.slice(-3000)}`);
    await wait(100);
  }
}
const status = async (person) => (await person.call("GET", "/me")).status;

test("an administrator moves a workspace's keys under the customer's HSM while it is used", async () => {
  const set = await server.ctl("provider", "--workspace", "acme", "set", hsm.spec("customer"));
  assert.equal(set.code, 0, set.out);
  const shown = await server.ctl("provider", "--workspace", "acme", "show");
  assert.equal(shown.code, 0, shown.out);
  assert.match(shown.out, /pkcs11\.token=customer/);
  assert.match(shown.out, /pkcs11\.pin is set/);
  assert.ok(!shown.out.includes(pin), shown.out);
  assert.equal((await acme.get(`/channels/${channel.id}/messages`)).items.length, 1);
});

test("owners see which key service it is and that it grants the key, and no credentials", async () => {
  await until("proven", async () => (await acme.get("/keys/provider")).proven_at !== null);
  const answer = await acme.call("GET", "/keys/provider");
  assert.equal(answer.json.provider, "pkcs11");
  assert.equal(answer.json.chosen_by, "administrator");
  assert.equal(answer.json.settings["pkcs11.token"], "customer");
  assert.deepEqual(answer.json.secrets_set, ["pkcs11.pin"]);
  assert.equal(answer.json.state, "granted");
  assert.ok(!answer.text.includes(pin));
});

test("a key service that does not prove itself is refused and nothing changes", async () => {
  const set = await server.ctl("provider", "--workspace", "acme", "set", hsm.spec("no-such-token"));
  assert.equal(set.code, 1, set.out);
  assert.equal((await acme.get("/keys/provider")).settings["pkcs11.token"], "customer");
});

test("the workspace goes dark when the key is taken away: sockets closed, everything answered 503", async () => {
  const socket = await acme.connect();
  const bystander = await other.connect();
  hsm.takeKeyAway();
  const seconds = await until("dark", async () => (await status(acme)) === 503);
  assert.ok(seconds <= 3 * checkSeconds + 10, `dark after ${seconds} s`);

  const closed = await socket.closed;
  assert.equal(closed.code, 4503);
  assert.match(closed.reason, /^tenant_dark: /);

  const problem = await acme.refused(503, "tenant_dark", "GET", `/channels/${channel.id}/messages`);
  assert.match(problem.detail, /key service refuses its key.*grant it again/);
  assert.ok(!JSON.stringify(problem).includes("customer"), "which key service it is concerns nobody here");
  await acme.refused(503, "tenant_dark", "POST", `/channels/${channel.id}/messages`, { text: "x" });
  const refresh = await exchange(server, "POST", "/api/v1/auth/refresh", { body: { refresh_token: acme.refreshToken } });
  assert.equal(refresh.json.code, "tenant_dark", refresh.text);
  const answer = await acme.call("GET", "/me");
  assert.ok(Number(answer.headers["retry-after"]) > 0);

  assert.equal(bystander.ws.readyState, bystander.ws.OPEN);
  await other.say(elsewhere, "still here");
  await bystander.close();
});

test("signing in to a dark workspace is answered the same, whatever the name and password", async () => {
  const answers = [
    await login(server, "acme", "olga"),
    await login(server, "acme", "olga", { password: `not ${password}` }),
    await login(server, "acme", "nobody"),
  ];
  for (const { status: code, json } of answers) {
    assert.equal(code, 503);
    assert.equal(json.code, "tenant_dark");
    assert.equal(json.detail, answers[0].json.detail);
  }
  assert.equal((await login(server, "globex", "olga")).status, 200);
});

test("a restarted server does not open it either, and serves the others", async () => {
  await server.stop();
  await server.start();
  await acme.refused(503, "tenant_dark", "GET", "/me");
  await other.say(elsewhere, "after the restart");
});

test("given back, the workspace returns by itself, and nobody has to sign in again", async () => {
  hsm.giveKeyBack();
  await until("back", async () => (await status(acme)) === 200);
  const { items } = await acme.get(`/channels/${channel.id}/messages`);
  assert.deepEqual(items.map(({ text }) => text), ["before"]);
  const refresh = await exchange(server, "POST", "/api/v1/auth/refresh", { body: { refresh_token: acme.refreshToken } });
  assert.equal(refresh.status, 200, refresh.text);
  acme.take(refresh.json);
  const socket = await acme.connect();
  await socket.close();
  const events = (await acme.get("/audit?limit=200")).items.map(({ event }) => event);
  assert.ok(events.includes("keys.provider_changed"), events.join());
  assert.ok(events.includes("keys.restored"), events.join());
});

test("going dark costs at most a few seconds again after it came back", async () => {
  hsm.takeKeyAway();
  const seconds = await until("dark", async () => (await status(acme)) === 503);
  assert.ok(seconds <= 3 * checkSeconds + 10, `dark after ${seconds} s`);
  hsm.giveKeyBack();
  await until("back", async () => (await status(acme)) === 200);
});

test("moved back under the platform's key, the customer's is not needed any more", async () => {
  const reset = await acme.delete("/keys/provider");
  assert.equal(reset.provider, "platform");
  assert.equal(reset.chosen_by, null);
  hsm.takeKeyAway();
  await wait(5 * checkSeconds * 1000);
  assert.equal(await status(acme), 200);
  hsm.giveKeyBack();
});

test("owners may not name files, modules or private addresses of the server's machine", async () => {
  const modules = { provider: "pkcs11", pkcs11: { module: "/tmp/evil.so", token: "x", pin: "1234" } };
  await acme.refused(422, "invalid_field", "PUT", "/keys/provider", modules);
  const local = { provider: "local", local: { file: "/etc/shadow" } };
  await acme.refused(422, "invalid_field", "PUT", "/keys/provider", local);
  for (const url of ["https://127.0.0.1:8200", "https://169.254.169.254", "https://localhost:8200"]) {
    const answer = await acme.call("PUT", "/keys/provider", { provider: "vault", vault: { url, key: "k", token: "t0ken" } });
    assert.equal(answer.status, 422, answer.text);
    assert.ok(!answer.text.includes("t0ken"));
  }
  assert.equal((await acme.get("/keys/provider")).provider, "platform");
});
