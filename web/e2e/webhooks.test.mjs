// Webhooks as people meet them: a system that posts, a system that is told, and what everybody sees of both.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { exchange, invite, setUp } from "../../tests/front/harness.mjs";
import { WebhookReceiver } from "../../tests/front/webhook-receiver.mjs";
import { openBrowser, openServer, Visitor } from "./browser.mjs";
import { sound } from "./sound.mjs";

await openBrowser();
const server = await openServer({ env: { WARDROOM_WEBHOOKS_PRIVATE_ADDRESSES: "true" } });
const receiver = await WebhookReceiver.start(after);
const owner = await setUp(server, "harbour", { link: server.setupLink });
const member = await invite(owner, "member", "mia");
const olga = await (await Visitor.open(server)).signIn("olga");
const mia = await (await Visitor.open(server)).signIn("mia");
const { id: general } = (await owner.get("/channels")).items.find(({ name }) => name === "general");

const dialogOf = (visitor, name) => visitor.page.getByRole("dialog", { name });
async function openWebhooks(visitor) {
  await visitor.go(`/channels/${general}`);
  await visitor.button("Channel menu").click();
  await visitor.page.getByRole("menuitem", { name: "Webhooks" }).click();
  return dialogOf(visitor, "Webhooks of general");
}

test("somebody lets a system post: its address is shown once, its messages stand under its name", async () => {
  const webhooks = await openWebhooks(olga);
  await webhooks.getByText("Only people post here").waitFor();
  await webhooks.getByText("Nothing leaves this channel by a webhook").waitFor();
  await sound(olga, "the webhooks of a channel without any");
  await webhooks.getByRole("button", { name: "Let a system post" }).click();
  const making = dialogOf(olga, "Let a system post into general");
  await making.getByRole("button", { name: "Make an address" }).click();
  await making.getByText("Say under what name it posts.").waitFor();
  await making.getByRole("textbox", { name: "Name" }).fill("Monitoring");
  await sound(olga, "making an incoming webhook");
  await olga.page.keyboard.press("Enter");
  const url = await dialogOf(olga, "The address of Monitoring").getByRole("textbox", { name: "Address" }).inputValue();
  await olga.button("Done").click();
  await webhooks.getByRole("list", { name: "Systems that post" }).getByText("Monitoring").waitFor();
  assert.ok(!(await olga.page.content()).includes(url));
  await webhooks.getByRole("button", { name: "Done" }).click();
  const answer = await exchange(server, "POST", new URL(url).pathname, { body: { text: "*disk* is <https://a.example|full>" } });
  assert.equal(answer.text, "ok");
  for (const visitor of [olga, mia]) {
    await visitor.go(`/channels/${general}`);
    const message = visitor.page.getByRole("article", { name: /^Monitoring, / });
    await message.getByRole("link", { name: "full" }).waitFor();
    await message.getByText("webhook, not end-to-end encrypted").waitFor();
  }
  await sound(mia, "a message of a webhook");
});

test("nobody edits what a program said; whoever answers for it may delete it", async () => {
  const message = olga.page.getByRole("article", { name: /^Monitoring, / });
  await message.hover();
  await message.getByRole("button", { name: "Delete" }).waitFor();
  assert.equal(await message.getByRole("button", { name: "Edit" }).count(), 0);
  const hers = mia.page.getByRole("article", { name: /^Monitoring, / });
  await hers.hover();
  await hers.getByRole("button", { name: "Copy text" }).waitFor();
  assert.equal(await hers.getByRole("button", { name: "Delete" }).count(), 0);
});

test("somebody has a system told: address and credentials are entered, and never seen again", async () => {
  const webhooks = await openWebhooks(olga);
  await webhooks.getByRole("button", { name: "Tell a system" }).click();
  const entry = dialogOf(olga, "Tell a system what is said in general");
  await entry.getByRole("textbox", { name: "Name" }).fill("Tickets");
  await entry.getByRole("textbox", { name: "Address" }).fill("http://tickets.example");
  await entry.getByRole("button", { name: "Add" }).click();
  await entry.getByText(/This address will not do: use https/).waitFor();
  await entry.getByRole("textbox", { name: "Address" }).fill(receiver.url);
  await entry.getByLabel("Authorization (optional)").fill("Bearer of-the-ticket-system");
  await entry.getByRole("textbox", { name: "Certificate authority (optional)" }).fill(receiver.ca);
  await entry.getByRole("checkbox", { name: "Edits" }).focus();
  await olga.page.keyboard.press("Space");
  await sound(olga, "adding an outgoing webhook");
  await entry.getByRole("button", { name: "Add" }).click();
  const secret = await dialogOf(olga, "The secret of Tickets").getByRole("textbox", { name: "Secret" }).inputValue();
  await olga.button("Done").click();
  await webhooks.getByText("Nothing told yet").waitFor();
  await sound(olga, "the webhooks of a channel");
  await member.say(general, "a leak in the harbour");
  await receiver.untilTexts("a leak in the harbour");
  assert.deepEqual(receiver.signers(receiver.taken.at(-1), secret), [secret]);
  const again = await openWebhooks(olga);
  await again.getByText(/^Told /).waitFor();
  await again.getByText(/messages, edits/).waitFor();
  const page = await olga.page.content();
  for (const hidden of [secret, "of-the-ticket-system", "in-the-address"]) assert.ok(!page.includes(hidden), hidden);
});

test("everybody in the channel sees who is told, and changes nothing", async () => {
  const webhooks = await openWebhooks(mia);
  await webhooks.getByRole("list", { name: "Systems that are told" }).getByText("Tickets").waitFor();
  assert.deepEqual(await webhooks.getByRole("button").allTextContents(), ["", "Done"]);
  await webhooks.getByRole("button", { name: "Done" }).click();
  await mia.button("Channel menu").click();
  await mia.page.getByRole("menuitem", { name: "Who can read this" }).click();
  await mia.page.getByRole("list", { name: "Other systems that are told" }).getByText("Tickets").waitFor();
});

test("a system that takes nothing is seen to, switched off and on, given a new secret, and deleted", async () => {
  receiver.status = 500;
  await member.say(general, "not taken");
  await receiver.until(() => receiver.tries > receiver.taken.length, "a try");
  let webhooks = await openWebhooks(olga);
  await webhooks.getByText(/^Not taken since .*answers 500\. It is tried again\.$/).waitFor();
  await webhooks.getByRole("button", { name: "Switch Tickets off" }).click();
  await webhooks.getByText("Switched off").waitFor();
  receiver.status = 200;
  await webhooks.getByRole("button", { name: "Switch Tickets on" }).click();
  await receiver.untilTexts("not taken");
  await webhooks.getByRole("button", { name: "Give Tickets a new secret" }).click();
  await olga.page.getByRole("alertdialog").getByRole("button", { name: "New secret" }).click();
  await dialogOf(olga, "The secret of Tickets").getByRole("button", { name: "Done" }).click();
  webhooks = dialogOf(olga, "Webhooks of general");
  await webhooks.getByRole("button", { name: "Delete Tickets" }).click();
  await olga.page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await webhooks.getByText("Nothing leaves this channel by a webhook").waitFor();
});
