// The operators' page of backups: why there are none, making one, removing one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { makeRecoveryKey } from "../../tests/front/backup.mjs";
import { setUp, wait } from "../../tests/front/harness.mjs";
import { openBrowser, openServer, Visitor } from "./browser.mjs";
import { sound } from "./sound.mjs";

await openBrowser();
const server = await openServer();
const owner = await setUp(server, "harbour", { link: server.setupLink });
const olga = await (await Visitor.open(server)).signIn("olga");
const make = olga.button("Back up now");

test("before their workspace is named owners do not find the page", async () => {
  await olga.go("/admin/backups");
  await olga.page.getByRole("link", { name: "Roles" }).waitFor();
  assert.equal(await olga.page.getByRole("link", { name: "Backups", exact: true }).count(), 0);
});

test("named, they are told why there are none", async () => {
  assert.equal((await server.ctl("workspace", "operators", "harbour")).code, 0);
  while ((await owner.call("GET", "/server/backups")).status !== 200) await wait(100);
  await olga.go("/admin/backups");
  await olga.page.getByText("No backups yet").waitFor();
  await olga.page.getByText(/makes a recovery key with “wardroomctl recovery create”/).waitFor();
  assert.ok(await make.isDisabled());
  await sound(olga, "no backups yet");
});

test("with a recovery key one is made, by keyboard, and is listed when it is done", async () => {
  await makeRecoveryKey(server);
  await olga.go("/admin/server");
  await olga.go("/admin/backups");
  await make.focus();
  await olga.page.keyboard.press("Enter");
  await olga.page.getByText(/1 workspace · .* · never tried/).waitFor();
  await sound(olga, "a backup");
});

test("it is removed after a question, and is gone", async () => {
  await olga.button(/^Remove the one of/).click();
  const dialog = olga.page.getByRole("alertdialog");
  await sound(olga, "removing a backup");
  await dialog.getByRole("button", { name: "Remove for good" }).click();
  await olga.page.getByText("No backups yet").waitFor();
  assert.deepEqual((await owner.get("/server/backups")).items, []);
});
