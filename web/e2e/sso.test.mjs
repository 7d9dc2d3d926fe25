// Single sign-on as people meet it: an administrator adds a provider, somebody signs in by it, somebody links their
// account, and what does not work is said.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { CertifiedProvider } from "../../tests/front/identity-provider.mjs";
import { invite, setUp } from "../../tests/front/harness.mjs";
import { enrol, totp } from "../../tests/front/totp.mjs";
import { openBrowser, openServer, Visitor } from "./browser.mjs";
import { sound } from "./sound.mjs";

await openBrowser();
const server = await openServer({ env: { WARDROOM_SSO_PRIVATE_ADDRESSES: "true" } });
const owner = await setUp(server, "harbour", { link: server.setupLink });
const ben = await invite(owner, "member", "ben");
const olga = await (await Visitor.open(server)).signIn("olga");
const person = (sub, name) => ({ sub, name, preferred_username: sub, email: `${sub}@example.org`, email_verified: true });
const idp = await CertifiedProvider.start(after, { server, person: person("dana", "Dana Deck") });

test("an administrator adds a provider and is told what to enter there", async () => {
  await olga.go("/admin/sign-in");
  await olga.page.getByText("People sign in with their password or a passkey.").waitFor();
  await olga.button("Add a provider").click();
  await olga.field("Name on the button").fill("Harbour ID");
  await olga.field("Issuer").fill(idp.issuer);
  await olga.field("Client id").fill(idp.config.client_id);
  await olga.secret("Client secret").fill(idp.config.client_secret);
  await olga.page.getByText("People without an account get one").click();
  await sound(olga, "adding an identity provider");
  await olga.button("Add", { exact: true }).click();
  const redirect = await olga.page.getByLabel("Redirect URI, to enter there").inputValue();
  assert.equal(redirect, `${server.url}/sso/callback`);
  const logout = await olga.page.getByLabel("Back-channel logout URI, to enter there").inputValue();
  idp.serveFor({ redirect_uri: redirect, logout_uri: logout });
  await olga.button("Done").click();
  await olga.page.getByRole("list", { name: "Identity providers" }).getByText("Harbour ID").waitFor();
  await sound(olga, "the identity providers");
});

async function begin() {
  const visitor = await Visitor.open(server);
  await visitor.go("/");
  await visitor.field("Workspace").fill("harbour");
  await visitor.button("Continue with Harbour ID").waitFor();
  return visitor;
}

test("somebody new signs in by it, and comes back to the same account", async () => {
  for (let i = 0; i < 2; ++i) {
    const visitor = await begin();
    await sound(visitor, "the sign-in with a provider's button");
    await visitor.button("Continue with Harbour ID").click();
    await visitor.button(/^Account menu/).waitFor();
    assert.equal(new URL(visitor.page.url()).search, "", "neither code nor state stay in the address");
    visitor.quiet();
    await visitor.close();
  }
  const { items } = await owner.get("/users?limit=200");
  assert.equal(items.filter(({ display_name }) => display_name === "Dana Deck").length, 1);
});

test("an account is linked in the settings, asks for its own second factor, and is unlinked again", async () => {
  idp.person = person("benno", "Benno");
  const visitor = await (await Visitor.open(server)).signIn("ben");
  await visitor.go("/settings/factors");
  await visitor.button("Link Harbour ID").click();
  await visitor.button("Unlink Harbour ID").waitFor();
  await sound(visitor, "the linked providers");

  const { secret } = await enrol(ben);
  const away = await begin();
  await away.button("Continue with Harbour ID").click();
  await away.field("Code").fill(totp(secret, 1));
  await away.page.keyboard.press("Enter");
  await away.button(/^Account menu/).waitFor();
  await away.go("/settings/profile");
  assert.equal(await away.field("Display name").inputValue(), "ben");
  await away.close();

  await visitor.button("Unlink Harbour ID").click();
  await visitor.page.getByRole("alertdialog").getByRole("button", { name: "Unlink" }).click();
  await visitor.button("Link Harbour ID").waitFor();
  await visitor.close();
});

test("who has no account where none is made is told what to do", async () => {
  await olga.go("/admin/sign-in");
  await olga.button("Change Harbour ID").click();
  await olga.page.getByText("People without an account get one").click();
  await olga.page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await olga.page.getByText("Makes accounts").waitFor({ state: "detached" });
  idp.person = person("stranger", "Stranger");
  const visitor = await begin();
  await visitor.button("Continue with Harbour ID").click();
  await visitor.page.getByText(/You have no account in this workspace/).waitFor();
  await sound(visitor, "a refused sign-in by a provider");
  await visitor.button("Go to sign-in").click();
  await visitor.field("Workspace").waitFor();
  await visitor.close();
});

test("what the provider says, and an answer that this tab did not ask for, is told", async () => {
  const visitor = await Visitor.open(server);
  await visitor.go("/sso/callback?error=access_denied&error_description=Not%20today&state=x");
  await visitor.page.getByText(/Not today/).waitFor();
  await visitor.go("/sso/callback?code=stolen&state=x");
  await visitor.page.getByText(/This tab did not begin a sign-in/).waitFor();
  await visitor.close();
});

test("removed, it is offered no more", async () => {
  await olga.button("Remove Harbour ID").click();
  await olga.page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await olga.page.getByText("People sign in with their password or a passkey.").waitFor();
  const visitor = await Visitor.open(server);
  await visitor.go("/");
  await visitor.field("Workspace").fill("harbour");
  await visitor.page.waitForTimeout(1000);
  assert.equal(await visitor.button(/^Continue with/).count(), 0);
  await visitor.close();
  olga.quiet();
});
