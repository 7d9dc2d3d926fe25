// Whose address counts, and what the port for plain HTTP does.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { after, test } from "node:test";
import { login, Server, setUp, startServer } from "./harness.mjs";

const freePort = () =>
  new Promise((resolve) => {
    const probe = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
const plainPort = await freePort();
const open = await startServer(after, { env: { WARDROOM_SERVER_REDIRECT_PORT: String(plainPort) } });
const proxied = await startServer(after, { env: { WARDROOM_SERVER_TRUSTED_PROXIES: "127.0.0.1, 10.0.0.0/8" } });

async function addressSeen(server, forwarded) {
  const slug = `w${Math.random().toString(36).slice(2, 8)}`;
  const owner = await setUp(server, slug);
  const answer = await login(server, slug, "olga", { headers: { "x-forwarded-for": forwarded } });
  assert.equal(answer.status, 200, answer.text);
  const { items } = await owner.take(answer.json).get("/me/sessions");
  return items.find(({ current }) => current).address;
}

test("a forwarded address is believed from a trusted proxy, up to the last hop that is none", async () => {
  assert.equal(await addressSeen(proxied, "203.0.113.7"), "203.0.113.7");
  assert.equal(await addressSeen(proxied, "6.6.6.6, 203.0.113.7, 10.1.2.3"), "203.0.113.7");
  assert.equal(await addressSeen(proxied, "rubbish"), "127.0.0.1");
});

test("a trusted proxy's word is no fault", async () => {
  const file = path.join(proxied.home, "platform.jsonl");
  assert.equal((await proxied.ctl("audit", "export", file, "--workspace", "platform")).code, 0);
  assert.ok(!readFileSync(file, "utf8").includes("protocol.address_claimed"));
});

test("nobody else's word for an address counts", async () => {
  assert.equal(await addressSeen(open, "203.0.113.7"), "127.0.0.1");
});

const plainly = (request) =>
  new Promise((resolve) => {
    let out = "";
    const socket = net.connect(plainPort, "127.0.0.1", () => socket.write(request));
    socket.on("data", (part) => (out += part)).on("error", () => {});
    socket.on("close", () => resolve(out));
    setTimeout(() => socket.destroy(), 3000).unref();
  });

test("plain HTTP is redirected to https, whatever is asked, and served nothing", async () => {
  for (const target of ["/", "/api/v1/setup", "/healthz?x=1"]) {
    const out = await plainly(`GET ${target} HTTP/1.1\r\nHost: localhost:${plainPort}\r\n\r\n`);
    assert.match(out, /^HTTP\/1\.1 308 /);
    assert.match(out, new RegExp(`^Location: https://localhost:${open.port}${target.replace("?", "\\?")}\r$`, "m"));
    assert.ok(!out.includes("needed"));
  }
  const body = '{"workspace":"acme"}';
  const posted = await plainly(
    `POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  assert.match(posted, /^HTTP\/1\.1 308 /);
  assert.equal(await plainly("GET / HTTP/1.1\r\nHost: evil.example/\r\n\r\n"), "");
});

test("a certificate that is about to end is told to the log", async (context) => {
  const server = new Server();
  context.after(() => server.discard());
  const [certificate, key] = ["own.pem", "own.key"].map((name) => path.join(server.home, name));
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"];
  const how = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "5"];
  execFileSync("openssl", [...how, "-keyout", key, "-out", certificate, ...subject], { stdio: "ignore" });
  execFileSync("chmod", ["600", key]);
  Object.assign(server.env, { WARDROOM_TLS_CERTIFICATE: certificate, WARDROOM_TLS_PRIVATE_KEY: key });
  await server.start();
  assert.match(server.log, /"level":"warning","message":"certificate .*own\.pem ends in [45] days; renew it"/);
});
