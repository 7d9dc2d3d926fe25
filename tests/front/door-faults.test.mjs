// What strangers do at the door that no good client does: each stands in the server's own audit log, and opens nothing.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { after, test } from "node:test";
import tls from "node:tls";
import { promisify } from "node:util";
import { WebSocket } from "ws";
import { exchange, setUp, startServer, wait } from "./harness.mjs";

const server = await startServer(after);
const run = promisify(execFile);
const owner = await setUp(server, "acme", { link: server.setupLink });

async function platformLog(event) {
  const file = path.join(server.home, `platform-${Math.random()}.jsonl`);
  assert.equal((await server.ctl("audit", "export", file, "--workspace", "platform")).code, 0);
  const entries = readFileSync(file, "utf8").trimEnd().split("\n").slice(1, -1).map((line) => JSON.parse(line));
  return entries.filter((entry) => entry.event === event);
}
async function recorded(event, address) {
  for (let tries = 0; tries < 100; ++tries, await wait(50)) {
    const found = (await platformLog(event)).filter((entry) => entry.address === address);
    if (found.length) return found;
  }
  assert.fail(`no ${event} from ${address}`);
}

// Bytes on a connection of their own; what came back.
const plainly = (from, bytes, port = server.port) =>
  new Promise((resolve) => {
    let out = "";
    const socket = net.connect({ host: "127.0.0.1", port, localAddress: from }, () => socket.write(bytes));
    socket.on("data", (part) => (out += part.toString("latin1"))).on("error", () => {}).on("close", () => resolve(out));
    setTimeout(() => socket.destroy(), 2000).unref();
  });
const encrypted = (from, { bytes = "", port = server.port, ...options }) =>
  new Promise((resolve) => {
    const socket = tls.connect({ host: "127.0.0.1", port, localAddress: from, ca: server.ca, ...options }, () =>
      socket.write(bytes),
    );
    socket.on("data", () => {}).on("error", (error) => resolve(error)).on("close", () => resolve(undefined));
    setTimeout(() => socket.destroy(), 2000).unref();
  });

test("what comes without encryption is not read, and recorded once a minute for an address", async () => {
  for (let n = 0; n < 5; ++n) {
    const out = await plainly("127.0.7.1", "GET /api/v1/setup HTTP/1.1\r\nHost: x\r\n\r\n");
    assert.ok(!out.includes("HTTP/1.1 2") && !out.includes("{"), out);
  }
  await plainly("127.0.7.2", "SSH-2.0-OpenSSH_9.2p1\r\n");
  assert.equal((await recorded("protocol.plaintext", "127.0.7.2")).length, 1);
  const [entry, ...more] = await recorded("protocol.plaintext", "127.0.7.1");
  assert.deepEqual([entry.outcome, entry.actor, more.length], ["refused", "", 0]);
});

test("a connection that comes to no key exchange is recorded: an old version, a certificate that is not trusted", async () => {
  assert.ok(await encrypted("127.0.7.3", { maxVersion: "TLSv1.2" }));
  await recorded("protocol.tls_failed", "127.0.7.3");
  const trusting = ["s_client", "-connect", `127.0.0.1:${server.port}`, "-bind", "127.0.7.4", "-verify_return_error"];
  await assert.rejects(run("openssl", [...trusting, "-CAfile", "/etc/ssl/certs/ca-certificates.crt"]));
  await recorded("protocol.tls_failed", "127.0.7.4");
});

test("a packet that was changed on its way is recorded, and nothing is done with it", async () => {
  // Between client and server: turns a bit of what the client says last.
  const between = net.createServer((client) => {
    const onward = net.connect({ host: "127.0.0.1", port: server.port, localAddress: "127.0.7.5" });
    onward.on("data", (part) => client.write(part)).on("close", () => client.destroy()).on("error", () => {});
    client.on("error", () => {}).on("close", () => onward.destroy());
    client.on("data", (part) => {
      if (part[0] !== 0x16 && part.length > 300) part[part.length - 40] ^= 1;
      onward.write(part);
    });
  });
  await new Promise((resolve) => between.listen(0, "127.0.0.1", resolve));
  const request = `GET /api/v1/setup HTTP/1.1\r\nHost: x\r\nX-Padding: ${"x".repeat(400)}\r\n\r\n`;
  await encrypted("127.0.0.1", { bytes: request, port: between.address().port, checkServerIdentity: () => undefined });
  between.close();
  await recorded("protocol.tls_failed", "127.0.7.5");
});

test("who connects and leaves is not recorded", async () => {
  await new Promise((resolve) => {
    const socket = net.connect({ host: "127.0.0.1", port: server.port, localAddress: "127.0.7.6" }, () => socket.end());
    socket.on("close", resolve).on("error", () => {}).resume();
  });
  await exchange(server, "GET", "/healthz", { from: "127.0.7.6" });
  await wait(300);
  for (const event of ["protocol.plaintext", "protocol.tls_failed", "protocol.malformed", "protocol.path_refused"]) {
    assert.deepEqual((await platformLog(event)).filter(({ address }) => address === "127.0.7.6"), []);
  }
});

test("a request that hides another one is recorded", async () => {
  const smuggled = "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  await encrypted("127.0.7.7", { bytes: smuggled });
  assert.equal((await recorded("protocol.malformed", "127.0.7.7"))[0].outcome, "refused");
});

test("a path that climbs is recorded with what was tried", async () => {
  const climbing = { "127.0.8.1": "/../../etc/passwd", "127.0.8.2": "/%2e%2e/%2e%2e/etc/passwd", "127.0.8.3": "/api/v1/..%5c..%5cx" };
  for (const [from, target] of Object.entries(climbing)) {
    assert.equal((await exchange(server, "GET", target, { from })).status, 404, target);
    const [entry] = await recorded("protocol.path_refused", from);
    assert.equal(entry.target, decodeURIComponent(target));
  }
});

test("an address that somebody claims to speak for is recorded with their own", async () => {
  await exchange(server, "GET", "/healthz", { from: "127.0.8.4", headers: { "x-forwarded-for": "203.0.113.9" } });
  await recorded("protocol.address_claimed", "127.0.8.4");
});

test("a ticket that nobody was given is recorded", async () => {
  const socket = new WebSocket(`wss://127.0.0.1:${server.port}/api/v1/realtime?ticket=${"x".repeat(43)}`, {
    ca: server.ca,
    localAddress: "127.0.8.5",
    checkServerIdentity: () => undefined,
  });
  const status = await new Promise((resolve) => socket.on("unexpected-response", (_, answer) => resolve(answer.statusCode)));
  assert.equal(status, 401);
  assert.equal((await recorded("access.token_refused", "127.0.8.5"))[0].target, "/api/v1/realtime");
});

test("none of it is in a workspace's log", async () => {
  const { items } = await owner.get("/audit?limit=200&after=0");
  assert.deepEqual(items.filter(({ event }) => event.startsWith("protocol.")), []);
});
