// Chromium on a real server. A Visitor is one person's browser, with storage of its own; what its console complains
// about fails the test that asks `quiet`.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { after } from "node:test";
import { chromium } from "playwright-core";
import { Server } from "../../tests/front/harness.mjs";

const dist = path.resolve(import.meta.dirname, "../dist");
assert.ok(existsSync(path.join(dist, "index.html")), "web/dist is missing: npm run build");

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
/** Asks again and again, from here: a predicate polled inside the page would need eval, which the page forbids. */
export async function until(check, what, ms = 20_000) {
  for (const end = Date.now() + ms; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (await check()) return;
    assert.ok(Date.now() < end, `never: ${what}`);
  }
}

export const password = "correct horse battery staple";

let browser;
export async function openBrowser() {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
  after(() => browser.close());
  return browser;
}

/** A server that serves the built client, gone after the file's tests. It keeps its port when it is started again. */
export async function openServer(options = {}) {
  const server = new Server({ args: ["--web", dist], ...options });
  after(() => server.discard());
  await server.start();
  server.listen = `127.0.0.1:${server.port}`;
  return server;
}

// The first answer to a page that nobody is signed in on, and connections refused while a server is down.
const expected = /status of 401 |net::ERR_|WebSocket connection to .* failed/;

export class Visitor {
  static async open(server, { width = 1280, height = 800, theme = "light", touch = false } = {}) {
    const visitor = new Visitor();
    visitor.server = server;
    visitor.context = await browser.newContext({
      ignoreHTTPSErrors: true,
      viewport: { width, height },
      colorScheme: theme,
      hasTouch: touch,
      reducedMotion: "reduce",
    });
    visitor.page = await visitor.context.newPage();
    visitor.page.setDefaultTimeout(20_000);
    visitor.complaints = [];
    visitor.page.on("pageerror", (error) => visitor.complaints.push(error.stack ?? String(error)));
    visitor.page.on("console", (message) => {
      if (["error", "warning"].includes(message.type()) && !expected.test(message.text())) visitor.complaints.push(message.text());
    });
    return visitor;
  }

  /** The test is over: nothing was said on the console, no content security policy was broken. */
  quiet() {
    assert.deepEqual(this.complaints, []);
  }
  close() {
    return this.context.close();
  }

  async go(place) {
    await this.page.goto(new URL(place, this.server.url).href);
  }
  button(name, options) {
    return this.page.getByRole("button", { name, ...options });
  }
  field(name) {
    return this.page.getByRole("textbox", { name });
  }
  /** Password boxes have no role. */
  secret(name) {
    return this.page.getByLabel(name, { exact: true });
  }
  get feed() {
    return this.page.getByRole("feed", { name: "Messages" });
  }
  get composer() {
    return this.page.getByRole("textbox", { name: /^Message / });
  }
  message(text) {
    return this.feed.getByRole("article").filter({ hasText: text });
  }
  channelLink(name) {
    return this.page.getByRole("navigation", { name: "Channels" }).getByRole("link", { name });
  }

  async setUp(workspace = "Harbour") {
    await this.page.goto(this.server.setupLink);
    await this.field("Workspace name").fill(workspace);
    await this.fillAccount("Olga Owner", "olga");
    await this.button("Create workspace").click();
    await this.button(/^Account menu/).waitFor();
    return this;
  }
  async fillAccount(name, username) {
    await this.field("Your name").fill(name);
    await this.field("Username").fill(username);
    await this.secret("Password").fill(password);
  }
  async signIn(username, workspace = "harbour") {
    await this.go("/");
    await this.field("Workspace").fill(workspace);
    await this.field("Username").fill(username);
    await this.secret("Password").fill(password);
    await this.button("Sign in").click();
    // On a narrow screen the account is in the drawer.
    await this.button(/^(Account menu|Channels and people)/).first().waitFor();
    return this;
  }
  /** Makes an invitation in the administration and answers its link. */
  async inviteLink() {
    await this.go("/admin/invitations");
    await this.button("Create an invitation").click();
    await this.button("Create invitation", { exact: true }).click();
    const link = await this.field("Link").inputValue();
    await this.button("Done").click();
    return link;
  }
  async join(link, name, username) {
    await this.page.goto(link);
    await this.fillAccount(name, username);
    await this.button("Create account and join").click();
    await this.button(/^Account menu/).waitFor();
    return this;
  }
  async createChannel(name, kind = "Public") {
    await this.button("Create a channel").first().click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "Name" }).fill(name);
    await dialog.getByRole("radio", { name: kind }).check({ force: true });
    await dialog.getByRole("button", { name: "Create channel" }).click();
    await this.page.getByRole("heading", { name, level: 1 }).waitFor();
  }
  /** Sends a message and waits until it is there; `shown` is what it reads like, when that is not as it was written. */
  async say(text, shown = text) {
    await this.composer.fill(text);
    await this.composer.press("Enter");
    await this.message(shown).waitFor();
  }
}
