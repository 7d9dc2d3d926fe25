// Groups in the web client: made, filled, nested, managed by somebody without any permission, linked to a channel.
import { test } from "node:test";
import assert from "node:assert/strict";
import { invite, setUp } from "../../tests/front/harness.mjs";
import { Provisioner } from "../../tests/front/provisioner.mjs";
import { openBrowser, openServer, Visitor } from "./browser.mjs";
import { sound } from "./sound.mjs";

await openBrowser();
const server = await openServer();
const owner = await setUp(server, "harbour", { link: server.setupLink });
const [mia, tom] = [await invite(owner, "member", "mia"), await invite(owner, "member", "tom")];
const scim = await Provisioner.of(owner);
await scim.group("Crew of the tug", [await scim.user({ userName: "pat@example.org", displayName: "Pat" })]);
const channel = await owner.channel("private", "harbour-watch");
const olga = await (await Visitor.open(server)).signIn("olga");
const member = await (await Visitor.open(server)).signIn("mia");
const list = (visitor, name) => visitor.page.getByRole("list", { name });
const choose = async (visitor, within, label, option) => {
  await within.getByRole("button", { name: label }).click();
  await visitor.page.getByRole("option", { name: option }).click();
};

test("a group is made, and everybody who may know of it sees it at once; a hidden one does not appear", async () => {
  await member.go("/groups");
  await member.page.getByText("There is none that you may know of.").waitFor();
  await sound(member, "no groups");
  await olga.go("/groups");
  for (const [name, visibility] of [["Lifeguards", "Public"], ["Divers", "Private"], ["Inquiry", "Hidden"]]) {
    await olga.button("Make a group").click();
    const dialog = olga.page.getByRole("dialog", { name: "Make a group" });
    if (name === "Lifeguards") {
      await dialog.getByRole("button", { name: "Make group" }).click();
      await dialog.getByText("Give the group a name.").waitFor();
    }
    await dialog.getByRole("textbox", { name: "Name" }).fill(name);
    await choose(olga, dialog, /Who may know of it/, new RegExp(`^${visibility}`));
    if (name === "Lifeguards") await sound(olga, "making a group");
    await dialog.getByRole("button", { name: "Make group" }).click();
    await olga.page.getByRole("heading", { level: 1, name }).waitFor();
    await olga.page.getByRole("link", { name: "All groups" }).click();
  }
  await list(olga, "Groups").getByText("Inquiry").waitFor();
  await list(member, "Groups").getByText("Divers").waitFor();
  await list(member, "Groups").getByText("Lifeguards").waitFor();
  assert.equal(await member.page.getByText("Inquiry").count(), 0);
  await sound(member, "the groups");
  await list(member, "Groups").getByRole("link", { name: "Divers" }).click();
  await member.page.getByText("A private group").waitFor();
});

test("people are put in by hand and through a group inside; the page says what puts them in", async () => {
  await olga.go("/groups");
  await list(olga, "Groups").getByRole("link", { name: "Lifeguards" }).click();
  await olga.page.getByText("Nobody is in it").waitFor();
  const page = olga.page.getByRole("main");
  await choose(olga, page, /Put in by hand/, /^tom/);
  await page.getByRole("button", { name: "Put in", exact: true }).click();
  await list(olga, "Who is in it").getByText(/by hand, by Olga/).waitFor();
  await olga.page.getByRole("link", { name: "Groups inside" }).click();
  await choose(olga, page, /Put a group in/, /^Divers/);
  await page.getByRole("button", { name: "Put in", exact: true }).click();
  await list(olga, "Groups inside").getByRole("link", { name: "Divers" }).waitFor();
  await sound(olga, "groups inside");
  const divers = (await owner.get("/groups")).items.find(({ name }) => name === "Divers");
  await owner.put(`/groups/${divers.id}/members/${mia.id}`);
  await olga.page.getByRole("link", { name: "People" }).click();
  await list(olga, "Who is in it").getByText("through the group Divers").waitFor();
  await sound(olga, "who is in a group");
});

test("who is taken out by hand is shown as kept out, and is let in again", async () => {
  await olga.button("Take mia out").click();
  await list(olga, "Who is kept out").getByText("kept out by Olga, in spite of: through the group Divers").waitFor();
  await sound(olga, "who is kept out");
  await olga.button("Let mia in again").click();
  await list(olga, "Who is in it").getByText("through the group Divers").waitFor();
});

test("a provisioning system's group is connected and fills the group", async () => {
  await olga.page.getByRole("link", { name: "Sources" }).click();
  const page = olga.page.getByRole("main");
  await choose(olga, page, /A provisioning system’s group/, "Crew of the tug");
  await page.getByRole("button", { name: "Connect group" }).click();
  await list(olga, "Sources").getByText("provisioning · puts 1 person in").waitFor();
  await sound(olga, "sources of a group");
  await olga.page.getByRole("link", { name: "People" }).click();
  await list(olga, "Who is in it").getByText("by provisioning (Crew of the tug)").waitFor();
});

test("somebody is appointed, and manages the group without any permission in the workspace", async () => {
  await olga.page.getByRole("link", { name: "Managers" }).click();
  await olga.button("Appoint somebody").click();
  const dialog = olga.page.getByRole("dialog", { name: "Appoint somebody" });
  await choose(olga, dialog, /Who$/, /^mia/);
  await dialog.getByRole("checkbox", { name: "put people in and keep them out" }).focus();
  await olga.page.keyboard.press("Space");
  await sound(olga, "appointing");
  await dialog.getByRole("button", { name: "Appoint" }).click();
  await list(olga, "Managers").getByText(/put people in and keep them out · appointed by Olga/).waitFor();
  await member.go("/groups");
  await list(member, "Groups").getByText(/you are in it · you manage it/).waitFor();
  await list(member, "Groups").getByRole("link", { name: "Lifeguards" }).click();
  await member.button("Take tom out").click();
  await list(member, "Who is in it").getByText("tom", { exact: true }).waitFor({ state: "detached" });
  await member.page.getByRole("link", { name: "About" }).click();
  assert.equal(await member.page.getByRole("button", { name: "Save" }).count(), 0);
});

test("the administration shows somebody's groups, and what puts them in", async () => {
  await olga.go("/admin/people");
  await olga.button("More for mia").click();
  await olga.page.getByRole("menuitem", { name: "Their groups" }).click();
  const dialog = olga.page.getByRole("dialog", { name: "Groups of mia" });
  await dialog.getByText("through the group Divers").waitFor();
  await sound(olga, "somebody's groups");
  await dialog.getByRole("link", { name: "Divers" }).click();
  await olga.page.getByRole("heading", { level: 1, name: "Divers" }).waitFor();
});

test("a channel follows a group: who is put in has it in their list at once, and the channel says through what", async () => {
  await olga.go(`/c/${channel.id}`);
  await olga.button("Channel menu").click();
  await olga.page.getByRole("menuitem", { name: "Groups in this channel" }).click();
  const dialog = olga.page.getByRole("dialog", { name: "Groups in harbour-watch" });
  await dialog.getByText("People are added one by one.").waitFor();
  await choose(olga, dialog, /Link a group/, "Lifeguards");
  await dialog.getByRole("button", { name: "Link group" }).click();
  await list(olga, "Groups in this channel").getByText(/linked by Olga/).waitFor();
  await sound(olga, "groups in a channel");
  await dialog.getByRole("button", { name: "Done" }).click();
  await member.page.getByRole("link", { name: /harbour-watch/ }).waitFor();
  await olga.button("Channel menu").click();
  await olga.page.getByRole("menuitem", { name: "Who can read this" }).click();
  await olga.page.getByText("through Lifeguards").first().waitFor();
  await olga.page.keyboard.press("Escape");
  const lifeguards = (await owner.get("/groups")).items.find(({ name }) => name === "Lifeguards");
  const other = await (await Visitor.open(server)).signIn("tom");
  await owner.put(`/groups/${lifeguards.id}/members/${tom.id}`);
  await other.page.getByRole("link", { name: /harbour-watch/ }).waitFor();
  await owner.delete(`/groups/${lifeguards.id}/members/${tom.id}`);
  await other.page.getByRole("link", { name: /harbour-watch/ }).waitFor({ state: "detached" });
});

test("a group is mentioned by its name, stands out for those in it, and is edited by name", async () => {
  await olga.go(`/c/${channel.id}`);
  const box = olga.page.getByRole("textbox", { name: "Message #harbour-watch" });
  await box.fill("Shift change, ");
  await olga.button("Mention a group").click();
  await olga.page.getByRole("menuitem", { name: "@Lifeguards" }).click();
  await box.press("End");
  await box.pressSequentially("at six");
  await box.press("Enter");
  await member.go(`/c/${channel.id}`);
  const seen = member.page.getByText("@Lifeguards (you are in it)");
  await seen.waitFor();
  await sound(member, "a mention");
  await box.press("ArrowUp");
  const editor = olga.page.getByRole("textbox", { name: "Edit message" });
  assert.equal(await editor.inputValue(), "Shift change, @Lifeguards at six");
  await editor.fill("Shift change, @Lifeguards at seven");
  await editor.press("Enter");
  await member.page.getByText("at seven").waitFor();
  await seen.waitFor();
});

test("a group is renamed and deleted", async () => {
  await olga.go("/groups");
  await list(olga, "Groups").getByRole("link", { name: "Inquiry" }).click();
  await olga.page.getByRole("link", { name: "About" }).click();
  await olga.page.getByRole("textbox", { name: "Name" }).fill("Inquest");
  await olga.button("Save").click();
  await olga.page.getByRole("heading", { level: 1, name: "Inquest" }).waitFor();
  await sound(olga, "about a group");
  await olga.button("Delete group").click();
  await olga.page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await olga.page.getByRole("heading", { level: 1, name: "Groups" }).waitFor();
  await list(olga, "Groups").getByText("Lifeguards").waitFor();
  assert.equal(await olga.page.getByText("Inquest", { exact: true }).count(), 0);
});
