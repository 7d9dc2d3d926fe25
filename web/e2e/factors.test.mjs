// Second factors as people meet them: set up, asked for at sign-in, recovered from, demanded, and asked for again before
// a sensitive step.
import assert from "node:assert/strict";
import { test } from "node:test";
import { later } from "../../tests/front/faketime.mjs";
import { invite, password, setUp } from "../../tests/front/harness.mjs";
import { totp } from "../../tests/front/totp.mjs";
import { openBrowser, openServer, Visitor } from "./browser.mjs";
import { sound } from "./sound.mjs";

await openBrowser();
const server = await openServer();
const owner = await setUp(server, "harbour", { link: server.setupLink });
await invite(owner, "member", "ben");
const olga = await (await Visitor.open(server)).signIn("olga");
const ben = await (await Visitor.open(server)).signIn("ben");
let secret;
let codes;

async function begin(visitor, username) {
  await visitor.go("/");
  await visitor.field("Workspace").fill("harbour");
  await visitor.field("Username").fill(username);
  await visitor.secret("Password").fill(password);
  await visitor.button("Sign in").click();
}

// What the page shows of a new app, confirmed with its first code; answers secret and recovery codes.
async function confirm({ page }) {
  await page.getByRole("img", { name: "QR code for the authenticator app" }).waitFor();
  const told = (await page.getByLabel("Or type this secret into it").inputValue()).replaceAll(" ", "");
  const code = page.getByLabel("Code that the app shows");
  await code.fill("000000");
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByText(/not the app.s code of now/).waitFor();
  await code.fill(totp(told));
  await page.keyboard.press("Enter");
  const list = page.getByRole("list", { name: "Recovery codes" });
  await list.waitFor();
  const shown = await list.getByRole("listitem").allTextContents();
  await page.getByRole("button", { name: "I have kept them" }).click();
  return { secret: told, codes: shown };
}

test("an authenticator app is set up from the settings, and the recovery codes are shown once", async () => {
  await olga.go("/settings/factors");
  await olga.button("Set up an authenticator app").click();
  await olga.page.getByRole("img", { name: "QR code for the authenticator app" }).waitFor();
  await sound(olga, "setting up an authenticator app");
  ({ secret, codes } = await confirm(olga));
  assert.equal(codes.length, 10);
  const factors = olga.page.getByRole("list", { name: "Your second factors" });
  await factors.getByText("Authenticator app").waitFor();
  await factors.getByText("10 left").waitFor();
  await sound(olga, "the second factors");
});

test("signing in asks for its code after the password, tells a wrong one, and takes the right one", async () => {
  const away = await Visitor.open(server);
  await begin(away, "olga");
  await away.page.getByRole("heading", { name: "Second factor" }).waitFor();
  assert.equal(await away.page.evaluate(() => document.activeElement.name), "code");
  await sound(away, "the second step of signing in");
  await away.field("Code").fill("123456");
  await away.page.keyboard.press("Enter");
  await away.page.getByText(/This code is not right/).waitFor();
  await away.field("Code").fill(totp(secret, 1));
  await away.page.keyboard.press("Enter");
  await away.button(/^Account menu/).waitFor();
  await away.close();
});

test("without the phone a recovery code signs in, and one is left less", async () => {
  const away = await Visitor.open(server);
  await begin(away, "olga");
  await away.button("Use a recovery code").click();
  await away.field("Recovery code").fill(codes[0].toUpperCase());
  await away.page.keyboard.press("Enter");
  await away.button(/^Account menu/).waitFor();
  await away.go("/settings/factors");
  await away.page.getByText("9 left").waitFor();
  await away.close();
});

test("demanded by an administrator, people are signed out and led to setting one up before they are in", async () => {
  await olga.go("/admin/sign-in");
  await olga.page.getByRole("button", { name: /Demanded of/ }).click();
  await olga.page.getByRole("option", { name: "Owners, admins and members" }).click();
  await olga.page.getByLabel("Second factor").getByRole("button", { name: "Save" }).click();
  await sound(olga, "asking before a demand");
  await olga.page.getByRole("alertdialog").getByRole("button", { name: "Save" }).click();
  await olga.page.getByText("1 of those it is demanded of has none yet.").waitFor();
  await ben.page.getByText("You have been signed out.").waitFor({ timeout: 20_000 });
  await begin(ben, "ben");
  await ben.page.getByRole("heading", { name: "Set up a second factor" }).waitFor();
  await confirm(ben);
  await ben.button(/^Account menu/).waitFor();
});

test("reset by an administrator, the screen that leads to a new one asks for a proof when it was left alone for long", async () => {
  await olga.go("/admin/people");
  await olga.button("More for ben").click();
  await olga.page.getByRole("menuitem", { name: "Reset second factor" }).click();
  await olga.page.getByRole("alertdialog").getByRole("button", { name: "Reset" }).click();
  await ben.page.getByText("You have been signed out.").waitFor({ timeout: 20_000 });
  await begin(ben, "ben");
  await ben.page.getByRole("heading", { name: "Set up a second factor" }).waitFor();
  await later(server, "+11m");
  await ben.page.reload();
  const proof = ben.page.getByRole("dialog", { name: "Is it you?" });
  await proof.getByLabel("Password", { exact: true }).fill(password);
  await ben.page.keyboard.press("Enter");
  await ben.page.getByRole("img", { name: "QR code for the authenticator app" }).waitFor();
});

test("long after signing in, a sensitive step asks whether it is you, and goes on once it is", async () => {
  await olga.go("/admin/people");
  await olga.button("More for ben").click();
  await olga.page.getByRole("menuitem", { name: "Deactivate" }).click();
  await olga.page.getByRole("alertdialog").getByRole("button", { name: "Deactivate" }).click();
  const proof = olga.page.getByRole("dialog", { name: "Is it you?" });
  await proof.getByRole("textbox", { name: "Code" }).fill("000000");
  await olga.page.keyboard.press("Enter");
  await proof.getByText(/This code is not right/).waitFor();
  await proof.getByRole("textbox", { name: "Code" }).fill(totp(secret, 0, Date.now() + 11 * 60_000));
  await olga.page.keyboard.press("Enter");
  await olga.page.getByText("ben was deactivated.").waitFor();
});
