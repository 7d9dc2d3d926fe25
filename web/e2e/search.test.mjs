// Searching with the keyboard, and opening what was found where it stands.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrowser, openServer, Visitor } from "./browser.mjs";

await openBrowser();
const server = await openServer();
const olga = await Visitor.open(server);
const box = () => olga.page.getByRole("combobox", { name: "Search messages" });
const hits = () => olga.page.getByRole("listbox", { name: "Messages found" }).getByRole("option");

test("there is something to find, far back in a channel", async () => {
  await olga.setUp();
  await olga.createChannel("deck");
  await olga.say("The anchors were lost at sea.");
  for (let n = 0; n < 160; ++n) {
    const line = `Line ${n} of the log`;
    await olga.composer.fill(line);
    await olga.composer.press("Enter");
    if (n % 40 === 39) await olga.message(line).waitFor();
  }
  await olga.createChannel("galley");
});

test("Ctrl+Shift+F opens the box, which says what can be written", async () => {
  await olga.page.keyboard.press("Control+Shift+F");
  await box().waitFor();
  await olga.page.getByText("from:@ben", { exact: true }).waitFor();
});

test("a message is found by another form of its words, marked, with its channel", async () => {
  await box().fill("anchor sea");
  await hits().first().waitFor();
  assert.equal(await hits().count(), 1);
  assert.deepEqual(await hits().locator("mark").allInnerTexts(), ["anchors", "sea"]);
  await hits().getByText("#deck").waitFor();
});

test("Enter opens it where it stands, older messages loaded, and the keyboard is on it", async () => {
  await box().press("Enter");
  await olga.message("The anchors were lost at sea.").waitFor();
  await olga.page.getByRole("heading", { name: "deck", level: 1 }).waitFor();
  await olga.page.waitForFunction(() => document.activeElement?.textContent?.includes("The anchors were lost"));
});

test("what is not there, and what cannot be asked, is said", async () => {
  await olga.button("Search messages").click();
  await box().fill("kraken");
  await olga.page.getByText("No message matches").waitFor();
  await box().fill("in*");
  await olga.page.getByText("Write at least 3 letters").waitFor();
  await box().press("Escape");
  await box().waitFor({ state: "detached" });
});

test("nothing else was complained about", () => {
  assert.deepEqual(olga.complaints.filter((line) => !/status of 422/.test(line)), []);
});
