// What ./run --demo fills a server with, by the same program: people can sign in and find it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { Person, login, startServer } from "./harness.mjs";

const server = await startServer(after);
const program = path.resolve(import.meta.dirname, "../../tools/demo.mjs");
const fill = (link) =>
  promisify(execFile)(process.execPath, [program, "--data", server.data, "--port", String(server.port)], {
    env: { PATH: process.env.PATH, WARDROOM_SETUP_LINK: link },
  });
const accounts = path.join(server.data, "demo-accounts.txt");
const signedIn = async (username) => {
  const password = readFileSync(accounts, "utf8").match(new RegExp(`^  ${username} +(\\S+)`, "m"))[1];
  return new Person(server, (await login(server, "demo", username, { password })).json);
};

test("it tells how to sign in, in a file that nobody else reads", async () => {
  const { stdout } = await fill(server.setupLink);
  assert.match(stdout, /Sign in to the workspace "demo"/);
  assert.equal(statSync(accounts).mode & 0o777, 0o600);
});

test("there are people, channels, groups, and what people and programs said", async () => {
  const mara = await signedIn("mara");
  const channels = (await mara.get("/channels")).items;
  const firmware = channels.find(({ name }) => name === "firmware");
  const { items } = await mara.get(`/channels/${firmware.id}/messages?limit=200`);
  assert.equal(items[0].bot.name, "Bench rig");
  assert.ok(items.some(({ edited_at }) => edited_at !== null));
  assert.ok(items.every(({ text }) => !text.includes("⏎")));
  assert.ok((await mara.get("/users")).items.length > 5);
  assert.ok((await mara.get("/groups")).items.length > 0);
  assert.ok(channels.some(({ kind }) => kind === "private"));
  assert.ok((await (await signedIn("jonas")).get("/channels")).items.some(({ kind }) => kind === "direct"));
});

test("a second time it changes nothing", async () => {
  const before = readFileSync(accounts, "utf8");
  const mara = await signedIn("mara");
  const seqs = async () => (await mara.get("/channels")).items.map(({ name, last_seq }) => [name, last_seq]);
  const there = await seqs();
  assert.match((await fill("")).stdout, /Sign in to the workspace/);
  assert.equal(readFileSync(accounts, "utf8"), before);
  assert.deepEqual(await seqs(), there);
});
