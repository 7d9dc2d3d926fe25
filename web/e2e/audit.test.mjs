// The audit log in the administration: newest first, searched by kind, person and outcome.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { invite, login, setUp, wait } from "../../tests/front/harness.mjs";
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

test("the proof of an entry is saved as a file that an auditor verifies; key and signature are shown", async () => {
  await server.ctl("audit", "prove", "1", path.join(server.home, "sign"), "--workspace", "harbour");
  await olga.go("/admin/audit");
  const section = olga.page.getByRole("region", { name: "Signatures" });
  await section.getByText(/^entry \d+$/).waitFor();
  const key = await section.locator("code").innerText();
  await olga.button("Show older entries").click();
  await log.locator("summary").filter({ hasText: "created keys" }).first().click();
  const saving = olga.page.waitForEvent("download");
  await olga.page.getByRole("button", { name: "Save proof" }).last().click();
  const file = path.join(server.home, "proof.json");
  writeFileSync(file, readFileSync(await (await saving).path()));
  const { code, out } = await server.ctl("audit", "verify", file, "--public-key", key);
  assert.equal(code, 0, out);
  await sound(olga, "an entry with its proof");
});

test("the compliance log is looked at apart, and says when nothing is added to it", async () => {
  const channel = await owner.channel("public", "quay");
  await olga.go("/admin/audit");
  await olga.page.getByText("failed to sign in").waitFor();
  await olga.button(/Security/).click();
  await olga.page.getByRole("option", { name: "Compliance" }).click();
  await olga.page.getByText("created a channel").first().waitFor();
  assert.equal(await olga.page.getByText("failed to sign in").count(), 0);
  assert.match(await olga.page.evaluate(() => document.activeElement.textContent), /Compliance/); // the keyboard goes on there
  await olga.button("Verify the log").click();
  await olga.page.getByText(/entries, all unchanged/).waitFor();
  await sound(olga, "the compliance log");
  assert.ok(channel.id);
  assert.equal((await server.ctl("workspace", "quota", "harbour", "--compliance-log", "no")).code, 0);
  await olga.go("/admin/audit");
  await olga.button(/Security/).click();
  await olga.page.getByRole("option", { name: "Compliance" }).click();
  await olga.page.getByText(/Nothing is added to this log/).waitFor();
  await sound(olga, "a compliance log that is withheld");
  assert.equal((await server.ctl("workspace", "quota", "harbour", "--compliance-log", "yes")).code, 0);
});

test("how long the log is kept is set by an owner, who is asked first", async () => {
  await olga.go("/admin/audit");
  const section = olga.page.getByRole("region", { name: "How long it is kept" });
  await section.getByRole("button", { name: /For ever/ }).click();
  await olga.page.getByRole("option", { name: "For a number of days" }).click();
  await olga.field("Days").fill("7");
  await section.getByRole("button", { name: "Save" }).click();
  await section.getByText("Use a whole number of days, 30 at least.").waitFor();
  await olga.field("Days").fill("90");
  await section.getByRole("button", { name: "Save" }).click();
  await olga.page.getByText("Remove entries after 90 days?").waitFor();
  await sound(olga, "the question before entries are removed");
  await olga.page.getByRole("alertdialog").getByRole("button", { name: "Save" }).click();
  await olga.page.getByText("Saved. It counts from now on.").first().waitFor();
  assert.deepEqual(await owner.get("/audit/retention"), { keep_days: 90, written: true });
});

test("alerts are listed, and their rules switched off", async () => {
  while (!(await owner.get("/alerts")).items.length) await wait(50);
  await olga.go("/admin/alerts");
  await olga.page.getByRole("list", { name: "Alerts" }).getByText(/How long the log is kept or which alerts are raised/).waitFor();
  await sound(olga, "alerts");
  await olga.page.getByText("The audit log, or the whole workspace, was exported", { exact: true }).click();
  await olga.button("Save").click();
  await olga.page.getByText("Saved. It counts from now on.").first().waitFor();
  const { rules } = await owner.get("/alerts/settings");
  assert.deepEqual(rules.filter(({ on }) => !on).map(({ name }) => name), ["log_exported"]);
});
