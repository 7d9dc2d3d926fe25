// Clients that send a byte now and then to hold the server's attention: ended by the clock, and nobody else waits.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import tls from "node:tls";
import { exchange, setUp, startServer } from "./harness.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });

// Sends `begin`, then `drip` twice a second until the server ends it: {out, seconds}.
function dripping(begin, drip) {
  return new Promise((resolve) => {
    let [out, began, timer] = ["", 0];
    const socket = tls.connect({ host: "127.0.0.1", port: server.port, ca: server.ca }, () => {
      began = performance.now();
      socket.write(begin);
      timer = setInterval(() => socket.write(drip), 500);
    });
    socket.on("data", (part) => (out += part)).on("error", () => {});
    socket.on("end", () => clearInterval(timer));
    socket.on("close", () => resolve({ out, seconds: (performance.now() - began) / 1000 }, clearInterval(timer)));
  });
}

test("slow heads and bodies are refused after 15 seconds, however many, while others are served", async () => {
  const login = "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\n";
  const slow = Promise.all([
    ...Array.from({ length: 40 }, () => dripping(login, "X")),
    ...Array.from({ length: 40 }, () => dripping(`${login}Content-Length: 1000\r\n\r\n`, " ")),
  ]);
  let served = 0;
  const until = performance.now() + 10_000; // while they drip
  while (performance.now() < until) {
    const began = performance.now();
    await owner.get("/me");
    assert.ok(performance.now() - began < 5000);
    ++served;
  }
  assert.ok(served > 20, `${served} served`);
  for (const { out, seconds } of await slow) {
    assert.match(out, /^HTTP\/1\.1 408 /);
    assert.match(out, /"code":"too_slow"/);
    assert.ok(seconds > 14 && seconds < 25, `${seconds} s`);
  }
  assert.equal((await exchange(server, "GET", "/healthz")).status, 200);
});
