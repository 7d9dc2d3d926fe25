// By keyboard alone, and on a phone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrowser, openServer, until, Visitor } from "./browser.mjs";

await openBrowser();
const server = await openServer();
const olga = await (await Visitor.open(server)).setUp();
await olga.createChannel("deck");

test("everything a day needs is done without a mouse", async () => {
  const { page } = olga;
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.tagName);
  const focusOn = (name) => until(async () => (await focused()) === name, `the keyboard on ${name}`);
  await olga.createChannel("bridge");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("deck");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "deck", level: 1 }).waitFor();
  await olga.composer.waitFor();
  await focusOn("Message #deck");
  await page.keyboard.type("typed blind");
  await page.keyboard.press("Enter");
  await olga.message("typed blind").waitFor();
  assert.equal(await focused(), "Message #deck");
  await page.keyboard.press("ArrowUp");
  await focusOn("Edit message");
  await page.keyboard.type(", and mended");
  await page.keyboard.press("Enter");
  await olga.message("typed blind, and mended").waitFor();
  await focusOn("Message #deck");
  await page.keyboard.press("Shift+Tab");
  for (let n = 0; n < 6 && !(await page.evaluate(() => document.activeElement?.tagName === "ARTICLE")); n++) await page.keyboard.press("Shift+Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "ARTICLE");
  await page.keyboard.press("Delete");
  await page.getByRole("alertdialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("alertdialog").waitFor({ state: "detached" });
  await until(async () => (await focused()) !== "BODY", "the keyboard back in the page");
  assert.equal(await olga.message("typed blind, and mended").count(), 1);
  olga.quiet();
});

test("focus is seen wherever the tab key leads", async () => {
  await olga.go("/settings/profile");
  await olga.page.locator("#main").waitFor();
  for (let n = 0; n < 25; n++) {
    await olga.page.keyboard.press("Tab");
    const seen = await olga.page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return true;
      const box = at.closest(".field-box") ?? at;
      return getComputedStyle(at).outlineStyle !== "none" || getComputedStyle(box).outlineStyle !== "none";
    });
    assert.ok(seen, await olga.page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200)));
  }
});

test("on a phone the channels are in a drawer", async () => {
  const phone = await (await Visitor.open(server, { width: 360, height: 720, touch: true })).signIn("olga");
  await phone.go("/");
  await phone.button("Channels and people").click();
  const drawer = phone.page.getByRole("dialog", { name: "Channels and people" });
  await drawer.getByRole("link", { name: /^bridge/ }).click();
  await phone.page.getByRole("heading", { name: "bridge", level: 1 }).waitFor();
  await drawer.waitFor({ state: "detached" });
  await phone.say("from my phone");
  phone.quiet();
  await phone.close();
});
