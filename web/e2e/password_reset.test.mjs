// A forgotten password: the administrator's link, and the page where it leads.
import assert from "node:assert/strict";
import { test } from "node:test";
import { invite, setUp } from "../../tests/front/harness.mjs";
import { openBrowser, openServer, Visitor } from "./browser.mjs";
import { sound } from "./sound.mjs";

await openBrowser();
const server = await openServer();
const owner = await setUp(server, "harbour", { link: server.setupLink });
await invite(owner, "member", "ben");
const olga = await (await Visitor.open(server)).signIn("olga");

test("an administrator makes a link for a forgotten password, and it sets a new one once", async () => {
  const next = "four fresh and unheard words";
  await olga.go("/admin/people");
  await olga.button("More for ben").click();
  await olga.page.getByRole("menuitem", { name: "Reset password" }).click();
  await olga.page.getByRole("alertdialog").getByRole("button", { name: "Make a link" }).click();
  const link = new URL(await olga.page.getByRole("textbox", { name: "Link" }).inputValue());
  await olga.button("Done").click();

  const ben = await Visitor.open(server);
  await ben.go(link.pathname + link.hash);
  await ben.page.getByRole("heading", { name: "Set a new password" }).waitFor();
  assert.ok(!ben.page.url().includes("token"));
  await sound(ben, "setting a new password");
  await ben.secret("New password").fill("password1234");
  await ben.button("Set password").click();
  await ben.page.getByText(/easy to guess/).waitFor();
  await ben.secret("New password").fill(next);
  await ben.button("Set password").click();
  await ben.page.getByRole("heading", { name: "Your password is set" }).waitFor();
  await ben.button("Go to sign-in").click();
  await ben.field("Workspace").fill("harbour");
  await ben.field("Username").fill("ben");
  await ben.secret("Password").fill(next);
  await ben.button("Sign in").click();
  await ben.button(/^Account menu/).waitFor();

  const late = await Visitor.open(server);
  await late.go(link.pathname + link.hash);
  await late.secret("New password").fill(`${next} more`);
  await late.button("Set password").click();
  await late.page.getByText(/This link is unknown, used/).waitFor();
  await late.close();
});
