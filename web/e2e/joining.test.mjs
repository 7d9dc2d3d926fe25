// Joining, and coming back, by mail: an open workspace, an invitation for one person, one for a domain, an address of
// one's own, and a forgotten password. The letters are taken from a real mail server.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { password, setUp } from "../../tests/front/harness.mjs";
import { MailServer, linkIn } from "../../tests/front/mail-server.mjs";
import { openBrowser, openServer, Visitor } from "./browser.mjs";
import { sound } from "./sound.mjs";

await openBrowser();
const mail = await MailServer.start(after);
const server = await openServer({ env: mail.env });
await setUp(server, "harbour", { link: server.setupLink });
const olga = await (await Visitor.open(server)).signIn("olga");
const pathOf = (link) => link.slice(server.url.length);

async function fillAccount(visitor, username) {
  await visitor.field("Username").fill(username);
  await visitor.field("Your name").fill(username);
  await visitor.secret("Password").fill(password);
}
async function enter(visitor) {
  await visitor.button("Create account and join").click();
  await visitor.button(/^Account menu/).waitFor();
}

test("an administrator opens the workspace, and somebody joins with a letter's link", async () => {
  await olga.go("/admin/invitations");
  await olga.button(/Joins/).click();
  await olga.page.getByRole("option", { name: /Whoever comes/ }).click();
  await olga.field("Only addresses of these domains").fill("example.org");
  await sound(olga, "who may join");
  await olga.page.getByLabel("Who may join").getByRole("button", { name: "Save" }).click();
  await olga.page.getByText("Saved. It counts from now on.").waitFor();

  const visitor = await Visitor.open(server);
  await visitor.go("/");
  await visitor.field("Workspace").fill("harbour");
  await visitor.button("Create an account").click();
  await visitor.field("E-mail address").fill("pia@example.org");
  await sound(visitor, "asking to join");
  await visitor.page.keyboard.press("Enter");
  await visitor.page.getByText("Look into your mail").waitFor();
  await visitor.go(pathOf(linkIn(await mail.next("pia@example.org"))));
  await fillAccount(visitor, "pia");
  await sound(visitor, "joining an open workspace");
  assert.equal(new URL(visitor.page.url()).hash, "", "the token stays in no history");
  await enter(visitor);
  await visitor.go("/settings/profile");
  await visitor.page.getByText("pia@example.org").waitFor();
  await visitor.close();
});

test("an invitation goes to one person by mail", async () => {
  await olga.go("/admin/invitations");
  await olga.button("Create an invitation").click();
  await olga.button(/^For/).or(olga.page.getByRole("button", { name: /Whoever has the link/ })).first().click();
  await olga.page.getByRole("option", { name: /One person, by mail/ }).click();
  await olga.field("Their e-mail address").fill("quin@example.net");
  await sound(olga, "inviting one person");
  await olga.button("Create invitation").click();
  await olga.page.getByText("It was sent to quin@example.net.").waitFor();
  await olga.page.getByText("For quin@example.net").waitFor();
  const visitor = await Visitor.open(server);
  await visitor.go(pathOf(linkIn(await mail.next("quin@example.net"))));
  await visitor.page.getByText(/with the address quin@example.net/).waitFor();
  await fillAccount(visitor, "quin");
  await enter(visitor);
  await visitor.close();
});

test("an invitation for a domain asks for an address of it first", async () => {
  await olga.button("Create an invitation").click();
  await olga.page.getByRole("button", { name: /Whoever has the link/ }).click();
  await olga.page.getByRole("option", { name: /Addresses of a domain/ }).click();
  await olga.page.getByRole("textbox", { name: "Domain", exact: true }).fill("example.com");
  await olga.button("Create invitation").click();
  const link = await olga.page.getByRole("dialog", { name: "Invitation link" }).getByRole("textbox", { name: "Link" }).inputValue();
  await olga.button("Done").click();
  const visitor = await Visitor.open(server);
  await visitor.go(pathOf(link));
  await visitor.field("E-mail address").fill("rosa@example.org");
  await visitor.button("Send the letter").click();
  await visitor.page.getByText("This invitation is for another e-mail address.").waitFor();
  await visitor.field("E-mail address").fill("rosa@example.com");
  await visitor.button("Send the letter").click();
  await visitor.page.getByText("Look into your mail").waitFor();
  await visitor.go(pathOf(linkIn(await mail.next("rosa@example.com"))));
  await fillAccount(visitor, "rosa");
  await enter(visitor);
  await visitor.close();
});

test("an address is confirmed, and a forgotten password set anew by it", async () => {
  await olga.go("/settings/profile");
  await olga.field("Your address").fill("olga@example.org");
  await olga.button("Send a letter to confirm it").click();
  const link = linkIn(await mail.next("olga@example.org"));
  await olga.go(pathOf(link));
  await olga.page.getByText("olga@example.org is your address now.").waitFor();
  await olga.button("Remove your e-mail address").waitFor();
  await sound(olga, "one's own address");

  const visitor = await Visitor.open(server);
  await visitor.go("/");
  await visitor.field("Workspace").fill("harbour");
  await visitor.button("Forgot your password?").click();
  await visitor.field("E-mail address").fill("olga@example.org");
  await sound(visitor, "asking for a new password");
  await visitor.button("Send the letter").click();
  await visitor.page.getByText("Look into your mail").waitFor();
  await visitor.go(pathOf(linkIn(await mail.next("olga@example.org"))));
  await visitor.secret("New password").fill(`${password} by mail`);
  await visitor.button("Set password").click();
  await visitor.page.getByText("Your password is set").waitFor();
  await visitor.close();
});
