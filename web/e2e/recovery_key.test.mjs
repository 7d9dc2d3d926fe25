// A recovery key: made in the settings, used on the sign-in page by who lost the password.
import assert from "node:assert/strict";
import { test } from "node:test";
import { invite, login, setUp } from "../../tests/front/harness.mjs";
import { openBrowser, openServer, Visitor } from "./browser.mjs";
import { sound } from "./sound.mjs";

await openBrowser();
const server = await openServer();
const owner = await setUp(server, "harbour", { link: server.setupLink });
await invite(owner, "member", "ben");
await invite(owner, "member", "mia");
const next = "three unlikely words together";

test("made in the settings, it lets somebody in who lost the password", async () => {
  const ben = await (await Visitor.open(server)).signIn("ben");
  await ben.go("/settings/password");
  const section = ben.page.getByRole("region", { name: "Recovery key" });
  await section.getByText("You have none.").waitFor();
  await section.getByRole("button", { name: "Make a recovery key" }).click();
  const key = await ben.page.getByRole("dialog").getByRole("textbox", { name: "Recovery key" }).inputValue();
  assert.match(key, /^wra_/);
  await sound(ben, "a new recovery key");
  await ben.button("Done").click();
  await section.getByText(/^You have one, made/).waitFor();
  const guest = await Visitor.open(server);
  await guest.go("/");
  await guest.button("Use a recovery key").click();
  await sound(guest, "using a recovery key");
  await guest.field("Recovery key").fill("wra_nonsense");
  await guest.field("New password").fill(next);
  await guest.button("Set password").click();
  await guest.page.getByText("This recovery key is not right").waitFor();
  await guest.field("Recovery key").fill(key);
  await guest.button("Set password").click();
  await guest.page.getByRole("heading", { name: "Your password is set" }).waitFor();
  assert.equal((await login(server, "harbour", "ben", { password: next })).status, 200);
});

test("it is removed when somebody says so, who is asked first", async () => {
  const mia = await (await Visitor.open(server)).signIn("mia");
  await mia.go("/settings/password");
  const section = mia.page.getByRole("region", { name: "Recovery key" });
  await section.getByRole("button", { name: "Make a recovery key" }).click();
  await mia.button("Done").click();
  await section.getByRole("button", { name: "Remove" }).click();
  await mia.page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await section.getByText("You have none.").waitFor();
});
