// The audit log in the administration: newest first, searched by kind, person and outcome.
import assert from "node:assert/strict";
import { test } from "node:test";
import { invite, login, setUp } from "../../tests/front/harness.mjs";
import { openBrowser, openServer, Visitor } from "./browser.mjs";
import { sound } from "./sound.mjs";

await openBrowser();
const server = await openServer();
const owner = await setUp(server, "harbour", { link: server.setupLink });
const ben = await invite(owner, "member", "ben");
for (let n = 0; n < 60; ++n) await ben.patch("/me", { display_name: `Ben ${n}` });
await login(server, "harbour", "ben", { password: "wrong" });
const olga = await (await Visitor.open(server)).signIn("olga");
const log = olga.page.getByRole("list").filter({ has: olga.page.locator("details") });
const shown = () => log.locator("summary").count();

test("the newest entries come first, and older ones on demand", async () => {
  await olga.go("/admin/audit");
  await olga.button("Show older entries").waitFor();
  assert.equal(await shown(), 50);
  await sound(olga, "the audit log");
  await olga.button("Show older entries").click();
  await olga.button("Show older entries").waitFor({ state: "detached" });
  assert.ok((await shown()) > 60);
});

test("it is searched by kind, by person and by how it ended, and says when nothing is like that", async () => {
  await olga.button(/Everything/).click();
  await olga.page.getByRole("option", { name: "Signing in" }).click();
  await olga.page.getByText("failed to sign in").waitFor();
  assert.ok((await shown()) < 10);
  await olga.button(/However it ended/).click();
  await olga.page.getByRole("option", { name: "Denied" }).click();
  await olga.page.getByText("Nothing like that").waitFor();
  await sound(olga, "an audit search without a hit");
  await olga.button(/Denied/).click();
  await olga.page.getByRole("option", { name: "However it ended" }).click();
  await olga.field("Person, address or id").fill("nobody at all");
  await olga.page.keyboard.press("Enter");
  await olga.page.getByText(/Nobody here is called so/).waitFor();
  await olga.field("Person, address or id").fill("olga");
  await olga.page.keyboard.press("Enter");
  await olga.page.getByText("failed to sign in").waitFor({ state: "detached" });
  await olga.page.getByText("signed in").first().waitFor();
});
