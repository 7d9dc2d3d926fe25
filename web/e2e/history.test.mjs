// A long channel: what is out of sight is not in the page, and reading upwards keeps its place.
import assert from "node:assert/strict";
import { test } from "node:test";
import { login, Person } from "../../tests/front/harness.mjs";
import { openBrowser, openServer, password, until, Visitor } from "./browser.mjs";

const count = 3000;
await openBrowser();
const server = await openServer();
const olga = await (await Visitor.open(server)).setUp();

test("three thousand messages: few of them are in the page, and all can be reached", async () => {
  const person = new Person(server, (await login(server, "harbour", "olga", { password })).json);
  const channel = await person.channel("public", "long");
  for (let from = 1; from <= count; from += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, n) => person.say(channel, `number ${from + n}`)));
  }
  await olga.go(`/c/${channel.id}`);
  await olga.feed.getByRole("article").first().waitFor();
  const rows = () => olga.feed.getByRole("article").count();
  assert.ok((await rows()) < 120, `${await rows()} rows`);

  const scroller = olga.feed;
  await scroller.hover();
  const texts = () => olga.feed.getByRole("article").allInnerTexts();
  const seen = new Set();
  const start = olga.page.getByRole("heading", { name: "long", level: 2 });
  for (let turn = 0; turn < 400 && !(await start.isVisible()); turn++) {
    const before = (await texts()).join();
    await olga.page.mouse.wheel(0, -2000);
    await until(async () => (await texts()).join() !== before || (await start.isVisible()), "other messages", 10_000);
    for (const text of await texts()) seen.add(text.match(/number \d+/)?.[0]);
    assert.ok((await rows()) < 160, `${await rows()} rows`);
  }
  assert.ok(await start.isVisible(), `the beginning was not reached; ${seen.size} messages seen`);
  olga.quiet();
});

test("older messages that come in above do not move what is read", async () => {
  await olga.page.reload();
  await olga.feed.getByRole("article").first().waitFor();
  // Of what is drawn at the new place, which is two frames after the list heard of it.
  const place = () => olga.feed.evaluate(async (feed) => {
    // Somebody is there, so that the list does not hold on to its end; it goes by what was pressed half a second ago.
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "Shift" }));
    feed.scrollTo(0, 200);
    for (let frame = 0; frame < 3; ++frame) await new Promise(requestAnimationFrame);
    const middle = feed.getBoundingClientRect().top + feed.clientHeight / 2;
    const row = [...feed.querySelectorAll("article")].find((each) => each.getBoundingClientRect().bottom > middle);
    return { text: row?.textContent?.match(/number \d+/)?.[0] ?? "", at: Math.round(row?.getBoundingClientRect().top ?? 0) };
  });
  const before = await olga.feed.evaluate((feed) => feed.scrollHeight);
  const read = await place();
  await until(() => olga.feed.evaluate((feed, height) => feed.scrollHeight > height, before), "older messages above");
  await olga.message(new RegExp(`${read.text}(?!\\d)`)).first().waitFor();
  const now = await olga.feed.evaluate((feed, text) => {
    const row = [...feed.querySelectorAll("article")].find((each) => new RegExp(`${text}(?!\\d)`).test(each.textContent));
    return Math.round(row.getBoundingClientRect().top);
  }, read.text);
  assert.ok(Math.abs(now - read.at) <= 60, `${read.text} moved from ${read.at} to ${now}`);
});
