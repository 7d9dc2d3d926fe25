// The operators' page: workspaces of the server made, limited, suspended, resumed and wiped.
import assert from "node:assert/strict";
import { test } from "node:test";
import { invite, setUp, wait } from "../../tests/front/harness.mjs";
import { openBrowser, openServer, Visitor } from "./browser.mjs";
import { sound } from "./sound.mjs";

await openBrowser();
const server = await openServer();
const owner = await setUp(server, "harbour", { link: server.setupLink });
const tenant = await setUp(server, "tenant");
await invite(owner, "admin");
const olga = await (await Visitor.open(server)).signIn("olga");

test("before their workspace is named owners do not find the page", async () => {
  await olga.go("/admin/server");
  await olga.page.getByRole("link", { name: "Roles" }).waitFor();
  assert.equal(await olga.page.getByRole("link", { name: "Workspaces", exact: true }).count(), 0);
});

test("named, they see the workspaces, by name and size", async () => {
  assert.equal((await server.ctl("workspace", "operators", "harbour")).code, 0);
  while ((await owner.call("GET", "/server/workspaces")).status !== 200) await wait(100);
  await olga.go("/admin/server");
  const list = olga.page.getByRole("list", { name: "Workspaces" });
  await list.getByText("tenant", { exact: true }).waitFor();
  await list.getByText(/its people administer this server/).waitFor();
  await sound(olga, "the workspaces");
});

test("what one may have is set, wrong numbers are told at their field", async () => {
  await olga.button("What tenant may have").click();
  const dialog = olga.page.getByRole("dialog", { name: "What tenant may have" });
  await dialog.getByText(/It has 1 person, \d+ channel/).waitFor();
  await dialog.getByRole("textbox", { name: "People" }).fill("none");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("A number from 1 to 1000000").waitFor();
  await dialog.getByRole("textbox", { name: "People" }).fill("20");
  await sound(olga, "what a workspace may have");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  const { allowance } = await owner.get(`/server/workspaces/${tenant.workspace.id}`);
  assert.deepEqual(allowance, { people: 20, channels: null, requests_per_second: null, compliance_log: true });
});

test("suspended with a reason, by keyboard, and resumed", async () => {
  await olga.button("Suspend tenant").focus();
  await olga.page.keyboard.press("Enter");
  const dialog = olga.page.getByRole("dialog", { name: "Suspend tenant" });
  await dialog.getByRole("textbox", { name: "Reason" }).fill("unpaid");
  await sound(olga, "suspending a workspace");
  await olga.page.keyboard.press("Enter");
  await olga.page.getByText(/Suspended since/).waitFor();
  assert.equal((await tenant.call("GET", "/me")).json.code, "workspace_suspended");
  await olga.button("Resume tenant").click();
  await olga.page.getByRole("alertdialog").getByRole("button", { name: "Resume" }).click();
  await olga.button("Suspend tenant").waitFor();
  assert.equal((await tenant.call("GET", "/me")).status, 200);
});

test("a link is made, and shown once", async () => {
  await olga.button("Make a workspace").click();
  const dialog = olga.page.getByRole("dialog", { name: "Link to make a workspace" });
  const link = await dialog.getByRole("textbox", { name: "Link" }).inputValue();
  assert.match(link, /\/setup#token=/);
  await sound(olga, "a link to make a workspace");
  await dialog.getByRole("button", { name: /Done|Close/ }).first().click();
  await setUp(server, "annex", { link });
});

test("one is wiped, once its name was typed", async () => {
  await olga.go("/admin/roles");
  await olga.go("/admin/server");
  await olga.button("Suspend annex").click();
  await olga.page.getByRole("dialog", { name: "Suspend annex" }).getByRole("button", { name: "Suspend" }).click();
  await olga.button("Wipe annex").click();
  const dialog = olga.page.getByRole("dialog", { name: "Wipe annex" });
  await dialog.getByRole("textbox", { name: "Its short name" }).fill("anex");
  await dialog.getByRole("button", { name: "Wipe for good" }).click();
  await dialog.getByText("Type annex.").first().waitFor();
  await sound(olga, "wiping a workspace");
  await dialog.getByRole("textbox", { name: "Its short name" }).fill("annex");
  await dialog.getByRole("button", { name: "Wipe for good" }).click();
  await olga.page.getByText("annex", { exact: true }).waitFor({ state: "detached" });
});
