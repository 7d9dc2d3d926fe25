// What reaches the server below JSON: methods, sizes, header fields and requests made to be read in two ways.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import tls from "node:tls";
import { exchange, invite, setUp, startServer } from "./harness.mjs";
import { allOperations, pathOf } from "./operations.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const ann = await invite(owner);
const operations = await allOperations();

// Sends these bytes on a connection of their own and gives everything that came back until it closed or fell silent.
function bytes(request, { silence = 400 } = {}) {
  return new Promise((resolve, reject) => {
    let out = "";
    const socket = tls.connect({ host: "127.0.0.1", port: server.port, ca: server.ca }, () => socket.write(request));
    const end = () => resolve(out, clearTimeout(timer), socket.destroy());
    let timer = setTimeout(end, silence * 5);
    socket.on("data", (part) => {
      out += part.toString("latin1");
      clearTimeout(timer);
      timer = setTimeout(end, silence);
    });
    socket.on("close", end);
    socket.on("error", (error) => (out ? end() : reject(error)));
  });
}
const answers = (out) => [...out.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
const head = (...lines) => `${["POST /api/v1/auth/login HTTP/1.1", "Host: x", ...lines].join("\r\n")}\r\n\r\n`;

const byPath = new Map();
for (const operation of operations) byPath.set(operation.path, [...(byPath.get(operation.path) ?? []), operation]);
const ids = {
  channel: "chn_01h455vb4pex5vsknk084sn02q",
  user: "usr_01h455vb4pex5vsknk084sn02q",
  message: "msg_01h455vb4pex5vsknk084sn02q",
  session: "ses_01h455vb4pex5vsknk084sn02q",
  invitation: "inv_01h455vb4pex5vsknk084sn02q",
};

test("a path asked with a method it does not have answers 405 and names those it has", async () => {
  for (const [path, known] of byPath) {
    if (/^\/invitations\/\w/.test(path)) continue; // DELETE reads these words as an id
    const methods = known.map(({ method }) => method);
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]) {
      if (methods.includes(method)) continue;
      const answer = await ann.call(
        method,
        pathOf({ path }, ids),
        ["POST", "PUT", "PATCH"].includes(method) ? {} : undefined,
      );
      assert.equal(answer.status, 405, `${method} ${path}`);
      for (const allowed of methods) assert.ok(answer.headers.allow.split(", ").includes(allowed), `${method} ${path}`);
    }
  }
});

test("a path that is nothing answers 404", async () => {
  for (const path of [
    "/api/v1/",
    "/api/v1/nothing",
    "/api/v2/me",
    "/api/v1/me/",
    "/api/v1//me",
    "/API/v1/me",
    "/api/v1/channels/",
  ]) {
    assert.equal((await exchange(server, "GET", path)).status, 404, path);
    assert.ok([404, 405, 413].includes((await exchange(server, "POST", path, { body: {} })).status), path);
  }
});

test("paths that climb or hide a slash reach nothing", async () => {
  for (const path of [
    "/../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/..%2f..%2fetc/passwd",
    "/.well-known/../api/v1/me",
    "//etc/passwd",
    "/\\..\\x",
    "/%00",
    "/a%0d%0aSet-Cookie:%20x=1",
  ]) {
    const answer = await exchange(server, "GET", path);
    assert.ok([400, 404].includes(answer.status), `${path} ${answer.status}`);
    assert.equal(answer.headers["set-cookie"], undefined);
    assert.ok(!answer.text.includes("root:"));
  }
});

test("a body larger than the operation takes is refused before it is read", async () => {
  const answer = await ann.call("POST", "/channels", undefined, { raw: "x".repeat(65 * 1024) });
  assert.equal(answer.status, 413);
  assert.equal(answer.json.code, "body_too_large");
  const announced = await bytes(head("Content-Type: application/json", "Content-Length: 99999999999"));
  assert.deepEqual(answers(announced), [413]);
});

test("a body of just the limit is read", async () => {
  const raw = `{"name":"x","kind":"public"${" ".repeat(64 * 1024 - 28)}}`;
  assert.equal((await ann.call("POST", "/channels", undefined, { raw })).status, 200);
});

test("header fields beyond 16 KiB, or too many of them, answer 431", async () => {
  assert.deepEqual(answers(await bytes(head(`X-A: ${"x".repeat(17 * 1024)}`))), [431]);
  assert.deepEqual(
    answers(await bytes(head(...Array.from({ length: 150 }, (_, n) => `X-${n}: x`), "Content-Length: 0"))),
    [431],
  );
});

test("a target beyond 8 KiB answers 414", async () => {
  assert.deepEqual(answers(await bytes(`GET /${"x".repeat(9000)} HTTP/1.1\r\nHost: x\r\n\r\n`)), [414]);
});

const inner = "GET /api/v1/me HTTP/1.1\r\nHost: x\r\n\r\n";
for (const [what, request] of [
  ["two lengths that differ", head("Content-Length: 0", `Content-Length: ${inner.length}`) + inner],
  ["two lengths alike", head("Content-Length: 0", "Content-Length: 0")],
  ["a list as length", head(`Content-Length: 0, ${inner.length}`) + inner],
  ["a length and a transfer encoding", head("Content-Length: 5", "Transfer-Encoding: chunked") + "0\r\n\r\n" + inner],
  ["a transfer encoding and a length", head("Transfer-Encoding: chunked", "Content-Length: 5") + "0\r\n\r\n" + inner],
  ["a chunked body", head("Transfer-Encoding: chunked") + "0\r\n\r\n" + inner],
  ["a transfer encoding nobody knows", head("Transfer-Encoding: xchunked") + inner],
  ["a transfer encoding behind a tab", head("Transfer-Encoding:\tchunked") + "0\r\n\r\n" + inner],
  ["a space before the colon", head("Transfer-Encoding : chunked", "Content-Length: 0") + inner],
  ["a signed length", head("Content-Length: +5") + inner],
  ["a negative length", head("Content-Length: -1") + inner],
  ["a hexadecimal length", head("Content-Length: 0x5") + inner],
  ["a length beyond all numbers", head("Content-Length: 99999999999999999999999") + inner],
  ["an empty length", head("Content-Length: ") + inner],
  ["a folded header field", head("X-A: a", " Transfer-Encoding: chunked", "Content-Length: x") + inner],
  ["a bare line feed in a field", head("X-A: a\nTransfer-Encoding: chunked", "Content-Length: 0") + inner],
  ["a bare carriage return in a field", head("X-A: a\rTransfer-Encoding: chunked", "Content-Length: x") + inner],
  ["a zero byte in a field", head("X-A: a\0b", "Content-Length: 0") + inner],
  ["two hosts", head("Host: y", "Content-Length: 0") + inner],
  ["no host", `GET /healthz HTTP/1.1\r\n\r\n${inner}`],
  ["an unknown version", `GET /healthz HTTP/3.7\r\nHost: x\r\n\r\n${inner}`],
  ["no version", `GET /healthz\r\n\r\n${inner}`],
  ["a space in the target", `GET /health z HTTP/1.1\r\nHost: x\r\n\r\n${inner}`],
  ["no HTTP at all", "\x16\x03\x01\x00\xff\r\n\r\n" + inner],
]) {
  test(`a request with ${what} is refused and nothing after it on the connection is served`, async () => {
    const statuses = answers(await bytes(request));
    assert.equal(statuses.length, 1, statuses.join());
    assert.ok([400, 411, 413, 431, 501, 505].includes(statuses[0]), String(statuses[0]));
  });
}

test("requests sent ahead are answered one by one, in order", async () => {
  const one = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
  const two = "GET /api/v1/me HTTP/1.1\r\nHost: x\r\n\r\n";
  assert.deepEqual(answers(await bytes(one + two + one)), [200, 401, 200]);
});

test("a request cut anywhere gets no answer but a refusal, and the server stands", async () => {
  const whole = head("Content-Type: application/json", "Content-Length: 2") + "{}";
  for (let length = 1; length < whole.length; length += 7) {
    const socket = tls.connect({ host: "127.0.0.1", port: server.port, ca: server.ca }, () =>
      socket.end(whole.slice(0, length)),
    );
    await new Promise((resolve) =>
      socket
        .on("close", resolve)
        .on("error", () => {})
        .resume(),
    );
  }
  assert.equal((await exchange(server, "GET", "/healthz")).status, 200);
});

test("plain HTTP to the TLS port gets nothing from the API", async () => {
  const net = await import("node:net");
  const out = await new Promise((resolve) => {
    let all = "";
    const socket = net.connect(server.port, "127.0.0.1", () =>
      socket.write("GET /api/v1/setup HTTP/1.1\r\nHost: x\r\n\r\n"),
    );
    socket
      .on("data", (part) => (all += part))
      .on("close", () => resolve(all))
      .on("error", () => {});
    setTimeout(() => socket.destroy(), 2000).unref();
  });
  assert.ok(!out.includes("needed"));
});

test("HEAD answers like GET without a body", async () => {
  const out = await bytes("HEAD /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  assert.deepEqual(answers(out), [200]);
  assert.ok(out.endsWith("\r\n\r\n"));
});

test("the server stands after all of this and logged no fault", async () => {
  assert.equal((await ann.call("GET", "/me")).status, 200);
  assert.deepEqual(
    server.log.split("\n").filter((line) => /"level":"(error|fatal)"/.test(line)),
    [],
  );
});
