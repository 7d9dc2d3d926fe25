// Every page and dialog against axe's rules, light and dark, wide and on a phone.
import { test } from "node:test";
import { openBrowser, openServer, Visitor } from "./browser.mjs";
import { fits, sound } from "./sound.mjs";

await openBrowser();
const server = await openServer();
const olga = await Visitor.open(server);
const looks = [
  { theme: "light", width: 1280 },
  { theme: "dark", width: 360, height: 720 },
];
const others = [
  { theme: "dark", width: 1280 },
  { theme: "light", width: 360, height: 720 },
];
const pages = ["/settings/profile", "/settings/password", "/settings/sessions", "/settings/appearance",
  "/admin/people", "/admin/invitations", "/admin/workspace", "/admin/keys", "/admin/audit", "/admin/alerts"];

test("the pages before signing in are sound in every look", async () => {
  for (const look of looks) {
    const guest = await Visitor.open(server, look);
    await guest.page.goto(server.setupLink);
    await guest.field("Workspace name").waitFor();
    await sound(guest, "set-up");
    await fits(guest, "set-up");
    await guest.close();
  }
  await olga.setUp();
  const link = await olga.inviteLink();
  for (const look of looks) {
    const guest = await Visitor.open(server, look);
    await guest.go("/");
    await guest.field("Username").waitFor();
    await sound(guest, "sign-in");
    await fits(guest, "sign-in");
    await guest.page.goto(link);
    await guest.field("Username").waitFor();
    await sound(guest, "invitation");
    guest.quiet();
    await guest.close();
  }
});

test("the pages of the workspace are sound in every look", async () => {
  await olga.go("/");
  await olga.createChannel("deck");
  await olga.say("Some **words**, a [link](https://example.org), `code` and\n\n```\na block\n```\n\n> and a quote", "and a quote");
  for (const look of [...looks, ...others]) {
    const visitor = await (await Visitor.open(server, look)).signIn("olga");
    for (const place of looks.includes(look) ? ["/", ...pages] : ["/"]) {
      await visitor.go(place);
      await visitor.page.locator("#main").waitFor();
      await visitor.page.locator(".waiting").first().waitFor({ state: "detached" });
      await sound(visitor, `${place} ${look.theme} ${look.width}`);
      await fits(visitor, place);
    }
    visitor.quiet();
    await visitor.close();
  }
});

test("the dialogs are sound", async () => {
  for (const [opener, role] of [["Create a channel", "dialog"], ["Browse channels", "dialog"], ["Message someone", "dialog"]]) {
    await olga.button(opener).first().click();
    await olga.page.getByRole(role).waitFor();
    await sound(olga, opener);
    await olga.page.keyboard.press("Escape");
    await olga.page.getByRole(role).waitFor({ state: "detached" });
  }
});
