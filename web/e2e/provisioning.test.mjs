// Provisioning as an administrator sets it up: the address, a token, what people become; and a directory that uses it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setUp } from "../../tests/front/harness.mjs";
import { Provisioner } from "../../tests/front/provisioner.mjs";
import { openBrowser, openServer, Visitor } from "./browser.mjs";
import { sound } from "./sound.mjs";

await openBrowser();
const server = await openServer();
await setUp(server, "harbour", { link: server.setupLink });
const olga = await (await Visitor.open(server)).signIn("olga");
let directory;

test("an administrator makes a token, which is shown once", async () => {
  await olga.go("/admin/sign-in");
  await olga.page.getByText("Accounts are made by invitation, and by hand.").waitFor();
  assert.equal(await olga.page.getByLabel("Address, to enter there").inputValue(), `${server.url}/scim/v2`);
  await olga.button("Make a token").click();
  const dialog = olga.page.getByRole("dialog", { name: "Make a SCIM token" });
  await dialog.getByRole("button", { name: "Make token" }).click();
  await dialog.getByText("Say which directory it is for.").waitFor();
  await dialog.getByRole("textbox", { name: "Directory" }).fill("Harbour directory");
  await sound(olga, "making a SCIM token");
  await olga.page.keyboard.press("Enter");
  const token = await olga.page.getByRole("dialog", { name: "The new token" }).getByRole("textbox", { name: "Token" }).inputValue();
  directory = new Provisioner(server, token);
  await olga.button("Done").click();
  await olga.page.getByRole("list", { name: "SCIM tokens" }).getByText("Harbour directory").waitFor();
  await sound(olga, "the provisioning settings");
  assert.ok(!(await olga.page.content()).includes(token));
});

test("what people become is said, and counts", async () => {
  await olga.button(/People without a role become/).click();
  await olga.page.getByRole("option", { name: /viewer/i }).click();
  await olga.page.getByLabel("Provisioning").getByRole("button", { name: "Save" }).click();
  await olga.page.getByText("Saved. It counts for the next that is provisioned.").waitFor();
  await directory.user({ userName: "dana@example.org", displayName: "Dana Deck" });
  await olga.go("/admin/people");
  await olga.page.getByText("Dana Deck").waitFor();
  await olga.go("/admin/audit");
  await olga.page.getByText(/A provisioning system/).first().waitFor();
});

test("withdrawn, the directory is cut off", async () => {
  await olga.go("/admin/sign-in");
  await olga.button("Withdraw Harbour directory").click();
  await olga.page.getByRole("alertdialog").getByRole("button", { name: "Withdraw" }).click();
  await olga.page.getByText("Harbour directory is cut off.").waitFor();
  assert.equal((await directory.call("GET", "/Users")).status, 401);
});
