// Menus and dialogs: opened, walked and left by keyboard, sound in either theme and width, with markup in every name.
import assert from "node:assert/strict";
import { test } from "node:test";
import { invite, setUp } from "../../tests/front/harness.mjs";
import { openBrowser, openServer, password, until, Visitor } from "./browser.mjs";
import { fits, sound } from "./sound.mjs";

await openBrowser();
const server = await openServer();
const owner = await setUp(server, "harbour", { link: server.setupLink, display_name: "<b>Olga</b>" });
const ben = await invite(owner, "member", "ben", { display_name: "<i>Ben</i><script>alert(1)</script>" });
const channel = await owner.post("/channels", { name: "deck", kind: "public", topic: "<u>topic</u>" });
const direct = await ben.post("/directs", { user: owner.id });
await owner.put(`/channels/${channel.id}/members/${ben.id}`);
await ben.say(direct, "only for you");
await owner.say(channel, "to be deleted");
const wide = await Visitor.open(server);

const nameOfFocus = () =>
  wide.page.evaluate(() => {
    const at = document.activeElement;
    return at === document.body ? "nothing" : (at?.getAttribute("aria-label") ?? at?.textContent ?? "");
  });
const focusIs = (name) => until(async () => name.test(await nameOfFocus()), `the keyboard on ${name}`);
async function tabTo(name, key = "Tab") {
  for (let n = 0; n < 40; n++) {
    await wide.page.keyboard.press(key);
    if (name.test(await nameOfFocus())) return;
  }
  assert.fail(`${key} never came to ${name}`);
}

test("signing in needs no mouse", async () => {
  await wide.go("/");
  await wide.field("Workspace").waitFor();
  for (const [box, text] of [["workspace", "harbour"], ["username", "olga"], ["password", password]]) {
    while ((await wide.page.evaluate(() => document.activeElement.name)) !== box) await wide.page.keyboard.press("Tab");
    await wide.page.keyboard.type(text);
  }
  await wide.page.keyboard.press("Enter");
  await wide.message("to be deleted").waitFor();
});

for (const [menu, key] of [["Account menu", "Shift+Tab"], ["Channel menu", "Tab"]])
  test(`the ${menu.toLowerCase()} is opened, walked and left by keyboard, and the keyboard returns`, async () => {
    await tabTo(new RegExp(`^${menu}`), key);
    await wide.page.keyboard.press("Enter");
    await wide.page.getByRole("menu").waitFor();
    const first = await until(async () => (await nameOfFocus()) !== "nothing", "the keyboard in the menu").then(nameOfFocus);
    await wide.page.keyboard.press("ArrowDown");
    await until(async () => (await nameOfFocus()) !== first, "the next item");
    await wide.page.keyboard.press("Escape");
    await wide.page.getByRole("menu").waitFor({ state: "detached" });
    await focusIs(new RegExp(`^${menu}`));
  });

test("a dialog keeps the keyboard while it is open, and gives it back to the page", async () => {
  await tabTo(/^Create a channel$/, "Shift+Tab");
  await wide.page.keyboard.press("Enter");
  await wide.page.getByRole("dialog").waitFor();
  for (let n = 0; n < 12; n++) {
    await wide.page.keyboard.press("Tab");
    assert.ok(await wide.page.evaluate(() => document.activeElement?.closest('[role="dialog"]') !== null), await nameOfFocus());
  }
  await wide.page.keyboard.press("Escape");
  await wide.page.getByRole("dialog").waitFor({ state: "detached" });
  await focusIs(/^Create a channel$/);
});

test("a message is deleted by keyboard, and the keyboard stays in the conversation", async () => {
  await wide.composer.focus();
  await tabTo(/^<b>Olga<\/b>, /, "Shift+Tab");
  await wide.page.keyboard.press("Delete");
  await wide.page.getByRole("alertdialog").waitFor();
  await focusIs(/^Cancel$/);
  await tabTo(/^Delete$/);
  await wide.page.keyboard.press("Enter");
  await wide.message("This message was deleted.").waitFor();
  await focusIs(/^(<b>Olga<\/b>, |Message #deck$)/);
});

/** Opens what is named, asks for its soundness, and leaves it by Escape. */
async function look(visitor, name, open, role = "dialog") {
  await open();
  const shown = visitor.page.getByRole(role, { name });
  await shown.waitFor();
  await visitor.page.getByText("Loading").waitFor({ state: "detached" });
  await sound(visitor, name);
  await fits(visitor, name);
  await visitor.page.keyboard.press("Escape");
  await shown.waitFor({ state: "detached" });
}

for (const screen of [{ theme: "light", width: 1280 }, { theme: "dark", width: 360, height: 720 }])
  test(`every menu and dialog is sound, ${screen.theme} and ${screen.width} pixels wide`, async () => {
    await owner.say(channel, `for ${screen.theme}`);
    const visitor = await (await Visitor.open(server, screen)).signIn("olga");
    const narrow = screen.width < 760;
    const press = (name) => visitor.button(name).first().click();
    const fromMenu = async (item) => {
      await press("Channel menu");
      await visitor.page.getByRole("menuitem", { name: item }).click();
    };
    await visitor.go(`/c/${channel.id}`);
    await visitor.message(`for ${screen.theme}`).waitFor();
    if (narrow) {
      // What the drawer opened leads back to the drawer.
      await press("Channels and people");
      for (const name of ["Create a channel", "Browse channels", "Message someone"]) await look(visitor, name, () => press(name));
      await look(visitor, "Channels and people", () => undefined);
    }
    await look(visitor, "Jump to a channel or person", () => visitor.page.keyboard.press("Control+k"));
    await look(visitor, "Channel", () => press("Channel menu"), "menu");
    await look(visitor, "Edit channel", () => fromMenu("Edit name and topic"));
    await look(visitor, "Delete deck?", () => fromMenu("Delete channel"), "alertdialog");
    const deletion = async () => {
      await visitor.message(`for ${screen.theme}`).focus();
      await visitor.page.keyboard.press("Delete");
    };
    await look(visitor, "Delete this message?", deletion, "alertdialog");
    await press("Show members");
    await visitor.page.getByText("@ben").waitFor();
    await sound(visitor, "members");
    await fits(visitor, "members");
    await visitor.go(`/c/${direct.id}`);
    await visitor.message("only for you").waitFor();
    await sound(visitor, "direct message");
    await fits(visitor, "direct message");
    await visitor.go("/admin/invitations");
    await look(visitor, "Create an invitation", () => press("Create an invitation"));
    await press("Create an invitation");
    await visitor.button("Create invitation", { exact: true }).click();
    await visitor.field("Link").waitFor();
    await sound(visitor, "invitation's link");
    visitor.quiet();
    await visitor.close();
  });

test("markup in names of people and in topics stays text", async () => {
  await wide.go(`/c/${channel.id}`);
  await wide.page.getByText("<u>topic</u>").first().waitFor();
  await wide.go(`/c/${direct.id}`);
  await wide.page.getByRole("heading", { name: "<i>Ben</i><script>alert(1)</script>", level: 1 }).waitFor();
  assert.equal(await wide.page.locator("#root :is(i:not(.typing-dots i), u, b, script)").count(), 0);
  wide.quiet();
});

test("the page's policy stops scripts and HTML made of text, and foreign sources, and the console says so", async () => {
  const victim = await Visitor.open(server);
  const answer = await victim.page.goto(server.url);
  const policy = answer.headers()["content-security-policy"];
  for (const part of ["default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'"]) assert.ok(policy.includes(part), policy);
  assert.doesNotMatch(policy, /unsafe|\*/);
  await victim.field("Workspace").waitFor();
  victim.quiet();
  // In a task of the page's own: what the debugger evaluates is above the policy.
  const refused = await victim.page.evaluate(async () => {
    const tries = [
      () => (document.body.innerHTML = "<p>markup</p>"),
      () => document.createElement("script").setAttribute("src", "https://example.org/x.js"),
      () => document.body.setAttribute("onclick", "void 0"),
      () => window.eval("1"),
    ];
    const outcome = (attempt) => {
      try {
        attempt();
        return "allowed";
      } catch (error) {
        return error.name;
      }
    };
    return new Promise((resolve) => setTimeout(() => resolve(tries.map(outcome))));
  });
  assert.ok(!refused.includes("allowed"), refused.join());
  const before = victim.complaints.length;
  await victim.page.evaluate(() => document.body.append(Object.assign(new Image(), { src: "https://example.org/x.png" })));
  await until(() => victim.complaints.length > before, "a complaint about the foreign image");
  assert.throws(() => victim.quiet());
  await victim.close();
});
