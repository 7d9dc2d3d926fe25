// Two people in two browsers, from the set-up link on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrowser, openServer, Visitor } from "./browser.mjs";

await openBrowser();
const server = await openServer();
const olga = await Visitor.open(server);
const ben = await Visitor.open(server);

test("the set-up link makes the first owner and leads into the workspace", async () => {
  await olga.setUp();
  assert.match(await olga.page.title(), /Harbour/);
  olga.quiet();
});

test("an invitation made in the administration lets a second person in", async () => {
  await ben.join(await olga.inviteLink(), "Ben Boatswain", "ben");
  await olga.go("/admin/people");
  await olga.page.getByRole("listitem").filter({ hasText: "Ben Boatswain" }).waitFor();
});

test("what one of them writes the other one reads, as it comes", async () => {
  await olga.go("/");
  await olga.createChannel("deck");
  await ben.button("Browse channels").first().click();
  await ben.button("Join deck").click();
  await olga.say("Good morning, **Ben**.", "Good morning, Ben.");
  await ben.message("Good morning, Ben.").getByText("Ben", { exact: true }).waitFor();
  assert.equal(await ben.message("Good morning").locator("strong").innerText(), "Ben");
  await ben.say("Good morning.");
  await olga.message("Good morning.").filter({ hasText: "Ben Boatswain" }).waitFor();
});

test("edits and deletions reach the other one too", async () => {
  await ben.say("The anchr is up.");
  await ben.composer.press("ArrowUp");
  const editor = ben.page.getByRole("textbox", { name: "Edit message" });
  await editor.fill("The anchor is up.");
  await editor.press("Enter");
  await olga.message("The anchor is up.").getByText("edited").waitFor();
  await ben.message("The anchor is up.").hover();
  await ben.message("The anchor is up.").getByRole("button", { name: "Delete" }).click();
  await ben.page.getByRole("alertdialog").getByRole("button", { name: "Delete", exact: true }).click();
  await olga.message("This message was deleted.").waitFor();
  assert.equal(await olga.message("The anchor is up.").count(), 0);
});

test("who is typing is shown, and who is there", async () => {
  const typing = ben.composer.pressSequentially("Well, I am not so sure about all that, but", { delay: 200 });
  await olga.page.getByText("Ben Boatswain is typing…").waitFor();
  await typing;
  await ben.composer.fill("");
  await olga.button("Show members").click();
  await olga.page.getByRole("complementary", { name: "Members" }).getByText("@ben, online").waitFor();
  await olga.button("Close members").click();
});

test("a message in another channel is shown as unread, and read when it is opened", async () => {
  await ben.createChannel("galley");
  await olga.say("Nobody reads this at once.");
  await ben.channelLink(/^deck.* 1 unread/).waitFor();
  await ben.channelLink(/^deck/).click();
  await ben.message("Nobody reads this at once.").waitFor();
  await ben.channelLink(/^deck$/).waitFor();
});

test("a direct message is between the two", async () => {
  await olga.button("Message someone").first().click();
  await olga.page.getByRole("combobox").fill("ben");
  await olga.page.getByRole("option", { name: /Ben Boatswain/ }).click();
  await olga.page.getByRole("heading", { name: "Ben Boatswain", level: 1 }).waitFor();
  await olga.say("Only for you.");
  await ben.channelLink(/^Olga Owner.* 1 unread/).click();
  await ben.message("Only for you.").waitFor();
});

test("a private channel is not there for those who are not in it", async () => {
  await olga.createChannel("captains", "Private");
  await ben.button("Browse channels").first().click();
  const dialog = ben.page.getByRole("dialog", { name: "Browse channels" });
  await dialog.getByText("deck", { exact: true }).waitFor();
  assert.equal(await dialog.getByText("captains").count(), 0);
  await ben.page.keyboard.press("Escape");
  const { pathname } = new URL(olga.page.url());
  await ben.go(pathname);
  await ben.page.getByRole("heading", { name: "Channel not found" }).waitFor();
});

test("markup in names, topics and messages stays text", async () => {
  const evil = "<img src=x onerror=alert(1)><script>alert(2)</script>";
  await olga.channelLink(/^deck/).click();
  await olga.say(evil);
  await ben.channelLink(/^deck/).click();
  await ben.message(evil).waitFor();
  await olga.createChannel("<b>bold</b>");
  await olga.page.getByRole("heading", { name: "<b>bold</b>", level: 1 }).waitFor();
  for (const { page } of [olga, ben]) assert.equal(await page.locator("#root img, #root script").count(), 0);
});

test("nothing of all this was against the content security policy, nor an error on the console", () => {
  olga.quiet();
  ben.quiet();
});
