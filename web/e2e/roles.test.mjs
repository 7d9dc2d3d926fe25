// Custom roles in the administration, and who can read a channel.
import assert from "node:assert/strict";
import { test } from "node:test";
import { invite, setUp, signIn } from "../../tests/front/harness.mjs";
import { openBrowser, openServer, Visitor } from "./browser.mjs";
import { sound } from "./sound.mjs";

await openBrowser();
const server = await openServer();
const owner = await setUp(server, "harbour", { link: server.setupLink });
const person = await invite(owner, "member");
const channel = await owner.channel("private", "plans");
const olga = await (await Visitor.open(server)).signIn("olga");

test("a role is made by keyboard; what comes with a permission is shown and cannot be left out", async () => {
  await olga.go("/admin/roles");
  await olga.page.getByText("No custom roles").waitFor();
  await olga.button("Make a role").click();
  const dialog = olga.page.getByRole("dialog", { name: "Make a role" });
  await dialog.getByRole("button", { name: "Make role" }).click();
  await dialog.getByText("Give the role a name.").waitFor();
  await dialog.getByRole("textbox", { name: "Name" }).fill("Auditor");
  await dialog.getByRole("button", { name: "Make role" }).click();
  await dialog.getByText("Choose at least one permission.").waitFor();
  await dialog.getByRole("checkbox", { name: /^view audit/ }).focus();
  await olga.page.keyboard.press("Space");
  await dialog.getByRole("checkbox", { name: /^view admin.*comes with view audit/, checked: true, disabled: true }).waitFor();
  await sound(olga, "making a role");
  await dialog.getByRole("button", { name: "Make role" }).click();
  await olga.page.getByRole("list", { name: "Custom roles" }).getByText("Auditor").waitFor();
  await sound(olga, "the roles");
});

test("it is given, and the page of who got it changes at once; taken, it is gone", async () => {
  const other = await (await Visitor.open(server)).signIn(person.user.username);
  await other.go("/admin");
  await other.page.getByText("Nothing here for you").waitFor();
  await olga.button("Who has Auditor").click();
  const dialog = olga.page.getByRole("dialog", { name: "Who has Auditor" });
  await dialog.getByText("Nobody has it").waitFor();
  await dialog.getByRole("button", { name: /Give it to/ }).click();
  await olga.page.getByRole("option", { name: person.user.display_name }).click();
  await dialog.getByRole("button", { name: "Give role" }).click();
  await dialog.getByRole("list", { name: "Who has it" }).getByText(person.user.display_name).waitFor();
  await sound(olga, "who has a role");
  await other.page.getByRole("link", { name: "Audit log" }).waitFor();
  await dialog.getByRole("button", { name: `Take it from ${person.user.display_name}` }).click();
  await dialog.getByText("Nobody has it").waitFor();
  await other.page.getByText("Nothing here for you").waitFor();
  await dialog.getByRole("button", { name: "Done" }).click();
});

test("what a person may do is told with what gives it", async () => {
  const [role] = (await owner.get("/roles")).items;
  await owner.put(`/roles/${role.id}/holders/${person.id}`);
  await olga.go("/admin/people");
  await olga.button(`More for ${person.user.display_name}`).click();
  await olga.page.getByRole("menuitem", { name: "What they may do" }).click();
  const dialog = olga.page.getByRole("dialog", { name: `What ${person.user.display_name} may do` });
  await dialog.getByText("by the role Auditor, with view audit").waitFor();
  await dialog.getByText("as member").first().waitFor();
  await sound(olga, "what a person may do");
  await dialog.getByRole("button", { name: "Done" }).click();
  await olga.go("/admin/roles");
});

test("where a person is signed in is told, and one session ended", async () => {
  await signIn(person, { headers: { "user-agent": "Mozilla/5.0 (Android 15; Mobile) Firefox/140.0" } });
  await olga.go("/admin/people");
  await olga.button(`More for ${person.user.display_name}`).click();
  await olga.page.getByRole("menuitem", { name: "Where they are signed in" }).click();
  const dialog = olga.page.getByRole("dialog", { name: `Where ${person.user.display_name} is signed in` });
  const list = dialog.getByRole("list", { name: "Sessions" });
  await list.getByText(/Firefox/).first().waitFor();
  await sound(olga, "where a person is signed in");
  const before = await list.getByRole("listitem").count();
  await list.getByRole("button", { name: /End session: .*Firefox.*Android|End session: Firefox/ }).first().click();
  await olga.page.getByText("The session was ended.").waitFor();
  assert.equal(await list.getByRole("listitem").count(), before - 1);
  await dialog.getByRole("button", { name: "Done" }).click();
  await olga.go("/admin/roles");
});

test("a role is changed and deleted", async () => {
  await olga.button("Change Auditor").click();
  const dialog = olga.page.getByRole("dialog", { name: "Change Auditor" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("Moderator");
  await dialog.getByRole("checkbox", { name: /^delete messages/ }).focus();
  await olga.page.keyboard.press("Space");
  await dialog.getByRole("button", { name: "Save role" }).click();
  await olga.page.getByRole("list", { name: "Custom roles" }).getByText(/delete messages/).waitFor();
  await olga.button("Delete Moderator").click();
  await olga.page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await olga.page.getByText("No custom roles").waitFor();
});

test("who can read a channel is told, and why", async () => {
  await owner.put(`/channels/${channel.id}/members/${person.id}`);
  await olga.go(`/c/${channel.id}`);
  await olga.button("Channel menu").click();
  await olga.page.getByRole("menuitem", { name: "Who can read this" }).click();
  const readers = olga.page.getByRole("list", { name: "Who can read it" });
  await readers.getByText(person.user.display_name).waitFor();
  await olga.page.getByText("2 people, 2 of them members.").waitFor();
  await sound(olga, "who can read a channel");
  await olga.button(`What ${person.user.display_name} may do here`).click();
  await olga.page.getByText("Delete the channel: no").waitFor();
  await olga.page.getByText("missing: the permission manage_channels, or having made the channel").waitFor();
  await sound(olga, "what somebody may do in a channel");
  await olga.button("Back").click();
  await readers.waitFor();
});
