// The page of the workspace's keys: rotated, everything moved, the old key destroyed, by keyboard and mouse as it comes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { invite, setUp } from "../../tests/front/harness.mjs";
import { openBrowser, openServer, Visitor } from "./browser.mjs";
import { sound } from "./sound.mjs";

await openBrowser();
const server = await openServer();
const owner = await setUp(server, "harbour", { link: server.setupLink });
await invite(owner, "member", "ben");
const channel = await owner.post("/channels", { name: "deck", kind: "public" });
await Promise.all(Array.from({ length: 300 }, (_, n) => owner.say(channel, `said before ${n}`)));
const olga = await (await Visitor.open(server)).signIn("olga");
const { page } = olga;
const keys = page.getByRole("list", { name: "Keys of this workspace" });

test("every key is listed with what it protects", async () => {
  await olga.go("/admin/keys");
  await keys.getByText("Workspace key 1").waitFor();
  await keys.getByText("Database file 1").waitFor();
  await keys.getByText("Where they are").first().click();
  await keys.getByText("messages.body_sealed").waitFor();
  assert.ok(await olga.button("Re-encrypt now").isDisabled());
  assert.ok(await olga.button("Destroy old keys").isDisabled());
});

test("a rotation begins the next key, which the page shows", async () => {
  await olga.button("Rotate the workspace key").click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Rotate" }).click();
  await keys.getByText("Workspace key 2").waitFor();
  await page.getByText("Something is still under an older key.").waitFor();
});

test("an old key that still protects something is not destroyed, and the page says why", async () => {
  await olga.button("Destroy old keys").click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("button", { name: "Destroy them" }).click();
  await dialog.getByRole("alert").getByText(/re-?encrypt/i).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
});

test("re-encryption moves everything, and then the old key can be destroyed", async () => {
  await olga.button("Re-encrypt now").click();
  await page.getByText("Everything is under the newest key.").waitFor({ timeout: 60_000 });
  await keys.getByText("Database file 2").waitFor();
  await olga.button("Destroy old keys").click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Destroy them" }).click();
  await keys.getByText("Workspace key 1").waitFor({ state: "detached" });
  assert.ok(await olga.button("Destroy old keys").isDisabled());
});

test("every value is opened to check it, and the verdict is told", async () => {
  await olga.button("Check every value").click();
  await page.getByText(/values, and each of them opens\./).waitFor({ timeout: 60_000 });
});

test("a key service that cannot be used is refused with the reason, and nothing changes", async () => {
  await olga.button("Bring a key service").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Use it" }).click();
  await dialog.getByText("This is needed.").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.name), "url");
  await olga.field("Address").fill("http://vault.example.org");
  await olga.field("Transit key").fill("wardroom");
  await olga.field("Token").fill("not-shown-again");
  await sound(olga, "the dialog of the key service");
  await dialog.getByRole("button", { name: "Use it" }).click();
  await dialog.getByText(/https:/).last().waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("the server’s own key service").waitFor();
});

test("who may not manage encryption does not see the page", async () => {
  const ben = await (await Visitor.open(server)).signIn("ben");
  await ben.go("/admin/keys");
  await ben.page.getByText("Nothing here for you").waitFor();
  ben.quiet();
});

test("nothing but the two refusals was complained about", () => {
  assert.equal(olga.complaints.filter((line) => /status of (409|422)/.test(line)).length, 2);
  assert.equal(olga.complaints.length, 2);
});
