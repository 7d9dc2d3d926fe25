// API keys in the settings: made, used by a program, and withdrawn.
import assert from "node:assert/strict";
import { test } from "node:test";
import { exchange, setUp } from "../../tests/front/harness.mjs";
import { openBrowser, openServer, Visitor } from "./browser.mjs";
import { sound } from "./sound.mjs";

await openBrowser();
const server = await openServer();
await setUp(server, "harbour", { link: server.setupLink });
const olga = await (await Visitor.open(server)).signIn("olga");
let token;

test("without keys the page says so; one is made by keyboard and shown once", async () => {
  await olga.go("/settings/api-keys");
  await olga.page.getByText("Nothing but you, signed in, works under your name.").waitFor();
  await olga.button("Make a key").click();
  const dialog = olga.page.getByRole("dialog", { name: "Make an API key" });
  await dialog.getByRole("button", { name: "Make key" }).click();
  await dialog.getByText("Say what the key is for.").waitFor();
  await dialog.getByRole("textbox", { name: "What it is for" }).fill("nightly export");
  await dialog.getByRole("button", { name: /What it may do/ }).click();
  await olga.page.getByRole("option", { name: /Chosen permissions/ }).click();
  await dialog.getByRole("button", { name: "Make key" }).click();
  await dialog.getByText("Choose at least one permission.").waitFor();
  await dialog.getByRole("checkbox", { name: "view audit" }).focus();
  await olga.page.keyboard.press("Space");
  await sound(olga, "making an API key");
  await dialog.getByRole("button", { name: "Make key" }).click();
  token = await olga.page.getByRole("dialog", { name: "Your new key" }).getByRole("textbox", { name: "Key" }).inputValue();
  assert.match(token, /^wrk_/);
  await olga.button("Done").click();
  const keys = olga.page.getByRole("list", { name: "Your API keys" });
  await keys.getByText("nightly export").waitFor();
  await keys.getByText("1 permission").waitFor();
  await sound(olga, "the API keys");
  assert.ok(!(await olga.page.content()).includes(token));
});

test("a program uses it within its permissions, and withdrawn it is refused", async () => {
  const call = (path) => exchange(server, "GET", `/api/v1${path}`, { token });
  assert.equal((await call("/audit")).status, 200);
  assert.equal((await call("/invitations")).status, 403);
  await olga.button("Withdraw nightly export").click();
  await olga.page.getByRole("alertdialog").getByRole("button", { name: "Withdraw" }).click();
  await olga.page.getByText("nightly export works no more.").waitFor();
  assert.equal((await call("/audit")).status, 401);
  await olga.page.getByText("Nothing but you, signed in, works under your name.").waitFor();
});
