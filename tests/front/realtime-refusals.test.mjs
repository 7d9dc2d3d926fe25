import assert from "node:assert/strict";
import { after, test } from "node:test";
import { invite, setUp, Socket, startServer, wait } from "./harness.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const ann = await invite(owner);
const old = (await ann.post("/realtime/tickets")).ticket;
const issued = Date.now();

const status = (ticket, options) =>
  new Socket(server, ticket, options).opened.then(
    () => 101,
    (error) => error.status,
  );

test("a ticket opens one connection", async () => {
  const { ticket, expires_in } = await ann.post("/realtime/tickets");
  assert.equal(expires_in, 30);
  assert.equal(await status(ticket), 101);
  assert.equal(await status(ticket), 401);
});

test("of many connections with one ticket at once one is let in", async () => {
  const { ticket } = await ann.post("/realtime/tickets");
  const all = await Promise.all(Array.from({ length: 10 }, () => status(ticket)));
  assert.deepEqual(all.sort(), [101, ...Array(9).fill(401)]);
});

test("a ticket is good from the address that asked for it only, and used up by the attempt", async () => {
  const { ticket } = await ann.post("/realtime/tickets");
  assert.equal(await status(ticket, { localAddress: "127.0.0.2" }), 401);
  assert.equal(await status(ticket), 401);
});

test("no ticket, a wrong one, an access token or another path open nothing", async () => {
  assert.equal(await status("x".repeat(43)), 401);
  assert.equal(await status("", { query: "" }), 401);
  assert.equal(await status(ann.token), 401);
  assert.equal(await status("", { query: "", headers: { authorization: `Bearer ${ann.token}` } }), 401);
});

test("a ticket of a session that ended meanwhile opens nothing that lasts", async () => {
  const person = await invite(owner);
  const { ticket } = await person.post("/realtime/tickets");
  await owner.delete(`/users/${person.id}/sessions`);
  const socket = new Socket(server, ticket);
  const end = await Promise.race([
    socket.closed.then(({ code }) => code),
    socket.opened.then(
      () => wait(2000),
      () => 401,
    ),
  ]);
  assert.ok(end === 401 || end === 4401, String(end));
  assert.deepEqual(socket.events, []);
});

for (const [what, frame] of [
  ["no JSON", "{"],
  ["an empty frame", ""],
  ["an array", "[]"],
  ["a number", "1"],
  ["no id", '{"op":"presence.list"}'],
  ["a negative id", '{"id":-1,"op":"presence.list"}'],
  ["a fraction as id", '{"id":1.5,"op":"presence.list"}'],
  ["a text as id", '{"id":"1","op":"presence.list"}'],
  ["an id too large", '{"id":18446744073709551615,"op":"presence.list"}'],
  ["no op", '{"id":1}'],
  ["a number as op", '{"id":1,"op":1}'],
  ["an unknown member", '{"id":1,"op":"presence.list","x":1}'],
  ["nesting without end", `{"id":1,"op":"presence.list","args":${"[".repeat(5000)}${"]".repeat(5000)}}`],
  ["text after the end", '{"id":1,"op":"presence.list"} x'],
]) {
  test(`a frame with ${what} closes the connection with 4400 and a reason`, async () => {
    const socket = await ann.connect();
    socket.ws.send(frame);
    const { code, reason } = await socket.closed;
    assert.equal(code, 4400);
    assert.notEqual(reason, "");
  });
}

test("arguments of the wrong type are answered, not closed", async () => {
  const socket = await ann.connect();
  for (const args of [[], "x", 1, null, true]) {
    const { problem } = await socket.ask("presence.set", args);
    assert.equal(problem.status, 422, JSON.stringify(args));
  }
  await socket.close();
});

test("a frame larger than 64 KiB closes the connection with 1009", async () => {
  const socket = await ann.connect();
  socket.ws.send(JSON.stringify({ id: 1, op: "presence.list", args: "x".repeat(70_000) }));
  assert.equal((await socket.closed).code, 1009);
});

test("a fragmented message is limited as a whole", async () => {
  const socket = await ann.connect();
  for (let n = 0; n < 10; ++n) socket.ws.send("x".repeat(8000), { fin: false });
  assert.equal((await socket.closed).code, 1009);
});

test("a binary frame closes the connection", async () => {
  const socket = await ann.connect();
  socket.ws.send(Buffer.from([1, 2, 3]));
  assert.ok([1003, 4400].includes((await socket.closed).code));
});

test("text that is not UTF-8 closes the connection", async () => {
  const socket = await ann.connect();
  socket.ws.send(Buffer.from([0x22, 0xff, 0xfe, 0x22]), { binary: false });
  assert.ok([1007, 4400].includes((await socket.closed).code));
});

test("a frame that is not masked closes the connection with 1002", async () => {
  const socket = await ann.connect();
  socket.ws.send("{}", { mask: false });
  assert.equal((await socket.closed).code, 1002);
});

test("the server stands after all of this", async () => {
  const socket = await ann.connect();
  await socket.command("presence.list");
  await socket.close();
  assert.ok(server.alive());
});

test("a ticket older than 30 seconds opens nothing", async () => {
  await wait(Math.max(0, 31_000 - (Date.now() - issued)));
  assert.equal(await status(old), 401);
});
