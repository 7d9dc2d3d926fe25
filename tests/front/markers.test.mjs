// Words that occur nowhere else are put everywhere a person may type, and then looked for in everything the server wrote.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { exchange, invite, login, setUp, startServer } from "./harness.mjs";

const server = await startServer(after, { env: { WARDROOM_LOG_LEVEL: "debug" } });
const markers = [];
const marked = (what) => {
  const marker = `Zq${what}${Math.random().toString(36).slice(2)}qZ`;
  markers.push(marker);
  return marker;
};

const secretPassword = marked("password");
const owner = await setUp(server, "acme", {
  link: server.setupLink,
  workspace_name: marked("workspace"),
  display_name: marked("owner"),
  password: secretPassword,
});
const { setupLink } = server;
const setupToken = setupLink.split("#token=")[1];

function filesBelow(directory) {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

function occurrences() {
  const found = [];
  const look = (where, content) => {
    for (const marker of markers) {
      for (const form of [marker, Buffer.from(marker, "utf16le"), Buffer.from(marker).toString("hex")]) {
        if (content.includes(form)) found.push(`${marker} in ${where}`);
      }
      for (let shift = 0; shift < 3; ++shift) {
        const encoded = Buffer.from("x".repeat(shift) + marker)
          .toString("base64")
          .slice(shift ? 4 : 0, -4);
        if (content.includes(encoded)) found.push(`${marker} as base64 in ${where}`);
      }
    }
  };
  for (const file of filesBelow(server.home)) look(file, readFileSync(file));
  look("the log", Buffer.from(server.log.replaceAll(setupLink, "")));
  return found;
}

test("markers are planted wherever somebody may type", async () => {
  const member = await invite(owner, "member", undefined, {
    display_name: marked("member"),
    password: marked("memberpassword"),
  });
  const channel = await owner.post("/channels", { name: marked("channel"), kind: "private", topic: marked("topic") });
  await owner.patch(`/channels/${channel.id}`, { name: marked("renamed"), topic: marked("retopic") });
  await owner.put(`/channels/${channel.id}/members/${member.id}`);
  for (let n = 0; n < 50; ++n) await owner.say(channel, `${marked("message")} ${"x".repeat(n * 100)}`);
  const message = await member.say(channel, marked("draft"));
  await member.patch(`/messages/${message.id}`, { text: marked("edited") });
  await member.delete(`/messages/${message.id}`);
  const { url } = await owner.post(`/channels/${channel.id}/incoming-webhooks`, { name: marked("webhook") });
  const payload = { text: marked("webhooktext"), username: marked("webhookuser"), attachments: [{ title: marked("attachment") }] };
  assert.equal((await exchange(server, "POST", new URL(url).pathname, { body: payload })).status, 200);
  await owner.post(`/channels/${channel.id}/outgoing-webhooks`, {
    name: marked("outgoing"),
    url: `https://receiver.example/${marked("address")}?key=${marked("addresskey")}`,
    authorization: `Bearer ${marked("credential")}`,
  });
  await owner.say(channel, marked("toldtonobody"));
  const direct = await member.post("/directs", { user: owner.id });
  await member.say(direct, marked("direct"));
  const searched = marked("searched");
  await owner.say(channel, `${searched} in a sentence`);
  assert.equal((await member.get(`/search?q=${searched}`)).items.length, 1);
  await member.get(`/search?q=${marked("soughtinvain")}`);
  await member.call("GET", `/search?q=in:${marked("noplace")}`);
  const socket = await member.connect();
  await socket.command("message.post", { channel: channel.id, text: marked("realtime") });
  await socket.ask("message.post", { channel: channel.id, text: marked("refused"), surprise: marked("surprise") });
  socket.ws.send(`{"${marked("malformed")}":`);
  await socket.closed;
  await member.patch("/me", { display_name: marked("changedname") });
  await owner.patch("/workspace", { name: marked("renamedworkspace") });
  await login(server, "acme", "olga", { password: secretPassword, headers: { "user-agent": marked("agent") } });
  await login(server, "acme", marked("failedname").toLowerCase(), { password: marked("failedpassword") });
  await login(server, "acme", "olga", { password: marked("wrongpassword") });
  await member.call("GET", `/channels?surprise=${marked("query")}`);
  await member.call("GET", `/${marked("path")}`);
  await member.call("GET", "/me", undefined, {
    headers: { cookie: `x=${marked("cookie")}`, "x-request-id": marked("header") },
  });
  await exchange(server, "GET", "/api/v1/me", { token: marked("token") });
  await member.call("POST", "/channels", undefined, { raw: `{"name": "${marked("cut")}` });
  const gone = await owner.post("/channels", { name: marked("gone"), kind: "public" });
  await owner.say(gone, marked("goneword"));
  await owner.delete(`/channels/${gone.id}`);
  markers.push(markers.find((marker) => marker.includes("failedname")).toLowerCase());
  for (const token of [setupToken, owner.token, owner.refreshToken, member.token, member.refreshToken, url.split("/hooks/")[1]])
    markers.push(token);
  assert.ok(markers.length > 70);
});

test("while the server runs, none of them is in any file or log", () => {
  assert.ok(filesBelow(server.data).some((file) => statSync(file).size > 50_000));
  assert.deepEqual(occurrences(), []);
});

test("after it was killed and started again, and after it ended, none of them is in any file or log", async () => {
  await server.kill();
  assert.deepEqual(occurrences(), []);
  await server.start();
  await server.stop();
  assert.deepEqual(occurrences(), []);
});

test("the search itself finds a marker that is there", () => {
  server.log += markers[0];
  assert.equal(occurrences().length, 1);
});

test("files of the server are readable by their owner only", () => {
  for (const file of filesBelow(server.home)) {
    if (/\.pem$/.test(file) && !/key/.test(file)) continue; // certificates are public
    assert.equal(statSync(file).mode & 0o077, 0, `${file} ${(statSync(file).mode & 0o777).toString(8)}`);
  }
});
