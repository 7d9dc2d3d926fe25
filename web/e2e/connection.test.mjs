// The line breaks, the server dies, sessions end: what the page says and what it keeps.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrowser, openServer, password, Visitor } from "./browser.mjs";

await openBrowser();
const server = await openServer();
const olga = await (await Visitor.open(server)).setUp();
const ben = await (await Visitor.open(server)).join(await olga.inviteLink(), "Ben Boatswain", "ben");
await olga.go("/");
await olga.createChannel("deck");
await ben.button("Browse channels").first().click();
await ben.button("Join deck").click();
await ben.page.getByRole("heading", { name: "deck", level: 1 }).waitFor();

test("a server killed while a message is sent: the banner comes and goes, the message is there once for both", async () => {
  await olga.say("before");
  await ben.message("before").waitFor();
  await olga.composer.fill("in the very moment");
  const sent = olga.composer.press("Enter");
  await server.kill();
  await sent;
  await olga.page.getByText("Connection lost.").waitFor();
  await olga.composer.fill("while it is away");
  await olga.composer.press("Enter");
  await server.start();
  await olga.button("Reconnect now").click({ timeout: 2_000 }).catch(() => undefined); // it may be back already
  for (const visitor of [olga, ben]) {
    await visitor.page.getByText("Connection lost.").waitFor({ state: "detached", timeout: 40_000 });
    for (const text of ["in the very moment", "while it is away"]) {
      await visitor.message(text).first().waitFor({ timeout: 40_000 });
    }
  }
  await ben.say("after");
  await olga.message("after").waitFor();
  for (const visitor of [olga, ben])
    for (const text of ["in the very moment", "while it is away"]) assert.equal(await visitor.message(text).count(), 1, text);
});

test("a reload keeps the session", async () => {
  await ben.page.reload();
  await ben.message("after").waitFor();
});

test("a session ended elsewhere is cut at once, and the page says so", async () => {
  await ben.page.locator(".account-button .dot-online").waitFor(); // the line is up again
  const second = await (await Visitor.open(server)).signIn("ben");
  await second.go("/settings/sessions");
  const others = second.page.getByRole("listitem").filter({ has: second.button(/^End session/) });
  await others.first().getByRole("button").click();
  await second.page.getByRole("alertdialog").getByRole("button", { name: "End session" }).click();
  await ben.page.getByText("You have been signed out.").waitFor();
  await second.close();
});

test("signing out ends the session: a reload does not bring it back", async () => {
  await olga.button(/^Account menu/).click();
  await olga.page.getByRole("menuitem", { name: "Sign out" }).click();
  await olga.page.getByRole("heading", { name: "Sign in" }).waitFor();
  await olga.page.reload();
  await olga.page.getByRole("heading", { name: "Sign in" }).waitFor();
});

test("a wrong password is told, and nothing about whether the name was right", async () => {
  await olga.field("Workspace").fill("harbour");
  await olga.field("Username").fill("olga");
  await olga.secret("Password").fill("not my password");
  await olga.button("Sign in").click();
  const told = await olga.page.getByRole("alert").filter({ hasText: /\w/ }).innerText();
  await olga.field("Username").fill("nobody");
  await olga.button("Sign in").click();
  await olga.page.getByRole("alert").filter({ hasText: told }).waitFor();
  await olga.field("Username").fill("olga");
  await olga.secret("Password").fill(password);
  await olga.button("Sign in").click();
  await olga.button(/^Account menu/).waitFor();
});

test("nothing of all this was an error on the console", () => {
  olga.quiet();
  ben.quiet();
});
