import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import tls from "node:tls";
import { exchange, Server, setUp, Socket, startServer, wait } from "./harness.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });

const handshake = (of, options = {}) =>
  new Promise((resolve, reject) => {
    const socket = tls.connect({ host: "127.0.0.1", port: of.port, ca: of.ca, ...options }, () => {
      const { fingerprint256, subjectaltname } = socket.getPeerCertificate();
      resolve({ protocol: socket.getProtocol(), cipher: socket.getCipher().name, fingerprint256, subjectaltname });
      socket.destroy();
    });
    socket.on("error", reject);
  });

test("TLS 1.3 is spoken, with a certificate of the server's own CA", async () => {
  const { protocol, subjectaltname } = await handshake(server);
  assert.equal(protocol, "TLSv1.3");
  assert.match(subjectaltname, /127\.0\.0\.1/);
  assert.match(subjectaltname, /localhost/);
});

test("who does not know the CA is not let believe the server", async () => {
  await assert.rejects(handshake(server, { ca: undefined }), { code: /VERIFY|SELF_SIGNED|UNABLE/ });
});

for (const version of ["TLSv1.2", "TLSv1.1", "TLSv1"]) {
  test(`${version} is refused`, async () => {
    await assert.rejects(
      handshake(server, { minVersion: "TLSv1", maxVersion: version, ciphers: "DEFAULT:@SECLEVEL=0" }),
    );
  });
}

test("TLS 1.2 is spoken where the administrator allows it", async () => {
  const old = new Server({ env: { WARDROOM_TLS_ALLOW_TLS12: "true" } });
  await old.start();
  try {
    assert.equal((await handshake(old, { maxVersion: "TLSv1.2" })).protocol, "TLSv1.2");
    await assert.rejects(
      handshake(old, { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT:@SECLEVEL=0" }),
    );
  } finally {
    await old.discard();
  }
});

test("every kind of answer carries the security headers", async () => {
  const answers = {
    page: await exchange(server, "GET", "/"),
    "no page": await exchange(server, "GET", "/nothing"),
    health: await exchange(server, "GET", "/healthz"),
    ready: await exchange(server, "GET", "/readyz"),
    keys: await exchange(server, "GET", "/.well-known/jwks.json"),
    openapi: await exchange(server, "GET", "/api/v1/openapi.json"),
    success: await owner.call("GET", "/me"),
    unauthorized: await exchange(server, "GET", "/api/v1/me"),
    "bad input": await owner.call("POST", "/channels", { name: "" }),
    "no route": await owner.call("GET", "/nothing"),
    "wrong method": await owner.call("DELETE", "/me"),
    "too large": await owner.call("POST", "/channels", undefined, { raw: "x".repeat(70_000) }),
    "bad header": await exchange(server, "GET", "/", { headers: { "x-a": "x".repeat(20_000) } }).catch(() => undefined),
    "not upgraded": await exchange(server, "GET", "/api/v1/realtime"),
  };
  for (const [what, answer] of Object.entries(answers)) {
    if (!answer) continue;
    const { headers } = answer;
    assert.match(headers["strict-transport-security"] ?? "", /max-age=\d{8,}/, what);
    assert.equal(headers["x-content-type-options"], "nosniff", what);
    assert.equal(headers["x-frame-options"], "DENY", what);
    assert.equal(headers["referrer-policy"], "no-referrer", what);
    assert.match(headers["permissions-policy"] ?? "", /geolocation=\(\)/, what);
    assert.equal(headers["cross-origin-opener-policy"], "same-origin", what);
    assert.equal(headers["cross-origin-resource-policy"], "same-origin", what);
    const policy = headers["content-security-policy"] ?? "";
    for (const part of [
      "default-src 'none'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "require-trusted-types-for 'script'",
    ]) {
      assert.ok(policy.includes(part), `${what}: ${policy}`);
    }
    assert.doesNotMatch(policy, /unsafe|\*/, what);
    assert.equal(headers["access-control-allow-origin"], undefined, what);
    assert.equal(headers["x-powered-by"], undefined, what);
  }
  for (const what of ["success", "unauthorized"]) {
    if (what === "success") assert.equal(answers[what].headers["cache-control"], "no-store");
  }
  assert.equal(answers["not upgraded"].status < 500, true);
});

test("a foreign page is not answered in a way its browser would let it read", async () => {
  const preflight = await exchange(server, "OPTIONS", "/api/v1/me", {
    headers: { origin: "https://evil.example", "access-control-request-method": "GET" },
  });
  assert.equal(preflight.headers["access-control-allow-origin"], undefined);
  const { ticket } = await owner.post("/realtime/tickets");
  const socket = new Socket(server, ticket, { origin: "https://evil.example" });
  const opened = await socket.opened.then(
    () => 101,
    (error) => error.status,
  );
  assert.ok([101, 403].includes(opened)); // the ticket, not the origin, is the right
  if (opened === 101) await socket.close();
});

test("a certificate of one's own is served, and its replacement without a restart", async (context) => {
  const [first, second] = [await new Server().start(), await new Server().start()];
  const own = new Server();
  context.after(async () => {
    for (const one of [first, second, own]) await one.discard();
  });
  const [certificate, key, config] = ["own.pem", "own.key", "wardroom.toml"].map((name) => path.join(own.home, name));
  const install = (from) => {
    copyFileSync(path.join(from.data, "tls/server.key"), key);
    copyFileSync(path.join(from.data, "tls/server.pem"), certificate);
  };
  mkdirSync(own.home, { recursive: true });
  install(first);
  writeFileSync(config, `[tls]\ncertificate = "${certificate}"\nprivate_key = "${key}"\n`);
  own.args = ["--config", config];
  own.ca = Buffer.concat([first.ca, second.ca]);
  await own.start();
  const person = await setUp(own, "acme", { link: own.setupLink });
  const socket = await person.connect();
  const [before, wanted] = [(await handshake(own)).fingerprint256, (await handshake(second)).fingerprint256];
  assert.equal(before, (await handshake(first)).fingerprint256);

  writeFileSync(certificate, "rubbish");
  await wait(1000);
  assert.equal((await handshake(own)).fingerprint256, before, "an unusable file does not replace a good certificate");

  install(second);
  let now;
  for (let n = 0; n < 100 && now !== wanted; ++n) {
    await wait(100);
    now = (await handshake(own)).fingerprint256;
  }
  assert.equal(now, wanted);
  assert.equal((await socket.command("presence.list")).items.length, 1, "open connections live on");
  await socket.close();
});
