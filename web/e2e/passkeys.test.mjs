// Passkeys as people meet them, with Chromium's virtual authenticator: added in the settings, used alone, used after the
// password, for the proof before a sensitive step, and removed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { later } from "../../tests/front/faketime.mjs";
import { password, setUp } from "../../tests/front/harness.mjs";
import { openBrowser, openServer, Visitor } from "./browser.mjs";
import { sound } from "./sound.mjs";

await openBrowser();
const server = await openServer();
await setUp(server, "harbour", { link: server.setupLink });
const olga = await (await Visitor.open(server)).signIn("olga");
const credentials = await plugIn(olga);

// A device with a finger to touch; `credentials` brings those of another along.
async function plugIn(visitor, brought = []) {
  const cdp = await visitor.context.newCDPSession(visitor.page);
  await cdp.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true };
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: { ...options, isUserVerified: true, automaticPresenceSimulation: true },
  });
  for (const credential of brought) await cdp.send("WebAuthn.addCredential", { authenticatorId, credential });
  return async () => (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials;
}
// Another browser with the same key. Its counter goes on from one to the next, or the server takes it for a copy.
let counter = 0;
async function elsewhere() {
  const visitor = await Visitor.open(server);
  counter += 100;
  await plugIn(visitor, (await credentials()).map((credential) => ({ ...credential, signCount: counter })));
  await visitor.go("/");
  return visitor;
}

test("a passkey is added in the settings, and with it come the recovery codes", async () => {
  await olga.go("/settings/factors");
  await olga.button("Add a passkey").click();
  await olga.field("Name").waitFor();
  await sound(olga, "adding a passkey");
  await olga.field("Name").fill("Harbour laptop");
  await olga.page.keyboard.press("Enter");
  const codes = olga.page.getByRole("list", { name: "Recovery codes" });
  await codes.waitFor();
  assert.equal(await codes.getByRole("listitem").count(), 10);
  await olga.button("I have kept them").click();
  const factors = olga.page.getByRole("list", { name: "Your second factors" });
  await factors.getByText("Harbour laptop").waitFor();
  await factors.getByText("10 left").waitFor();
  await sound(olga, "the second factors with a passkey");
  assert.equal((await credentials()).length, 1);
});

test("the same device is not added twice", async () => {
  await olga.button("Add a passkey").click();
  await olga.button("Continue").click();
  await olga.page.getByText(/holds a passkey for you already/).waitFor();
  await olga.button("Cancel").click();
});

test("a passkey signs in alone, without workspace, name or password", async () => {
  const visitor = await elsewhere();
  await visitor.button("Use a passkey").waitFor();
  await sound(visitor, "the sign-in with its passkey button");
  await visitor.button("Use a passkey").click();
  await visitor.button(/^Account menu/).waitFor();
  visitor.quiet();
  await visitor.close();
});

test("after the password the passkey is asked for first, and a recovery code is the other way", async () => {
  const visitor = await elsewhere();
  await visitor.field("Workspace").fill("harbour");
  await visitor.field("Username").fill("olga");
  await visitor.secret("Password").fill(password);
  await visitor.button("Sign in").click();
  await visitor.button("Use your passkey").waitFor();
  await visitor.button("Use a recovery code").waitFor();
  await sound(visitor, "the second step of signing in with a passkey");
  await visitor.button("Use your passkey").click();
  await visitor.button(/^Account menu/).waitFor();
  await visitor.close();
});

test("without a passkey at hand the page says so", async () => {
  const visitor = await Visitor.open(server);
  await plugIn(visitor);
  await visitor.go("/");
  await visitor.button("Use a passkey").click();
  await visitor.page.getByText(/No passkey was given/).waitFor();
  await visitor.close();
});

test("a while after signing in a sensitive step asks for the passkey", async () => {
  const visitor = await elsewhere();
  await visitor.button("Use a passkey").click();
  await visitor.button(/^Account menu/).waitFor();
  await later(server, "+11m");
  await visitor.go("/settings/factors");
  await visitor.button("Make new ones").click();
  await visitor.page.getByRole("alertdialog").getByRole("button", { name: "Make new ones" }).click();
  await visitor.page.getByRole("dialog", { name: "Is it you?" }).waitFor();
  await sound(visitor, "the proof by passkey");
  await visitor.button("Use a passkey").click();
  await visitor.page.getByRole("list", { name: "Recovery codes" }).waitFor();
  await visitor.button("I have kept them").click();

  await visitor.button("Remove Harbour laptop").click();
  await visitor.page.getByText(/password alone signs you in/).waitFor();
  await visitor.page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await visitor.page.getByText("It was removed").waitFor();
  await visitor.page.getByRole("list", { name: "Your second factors" }).waitFor({ state: "detached" });
  await visitor.close();
});

test("removed, it signs in no more", async () => {
  const visitor = await elsewhere();
  await visitor.button("Use a passkey").click();
  await visitor.page.getByText(/This passkey was not accepted/).waitFor();
  await visitor.close();
  olga.quiet();
});
