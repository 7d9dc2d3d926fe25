// ./run --demo: fills the workspace "demo" of a running server through its front door, with nothing but Node.js.
// usage: node tools/demo.mjs --data DIR --port N, WARDROOM_SETUP_LINK as the server printed it (or empty).
// The sign-ins end up in DIR/demo-accounts.txt; a second run prints that file and changes nothing.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import https from "node:https";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { channels, directs, groups, owner, people, programs, workspace } from "./demo-story.mjs";

const option = (name) => process.argv[process.argv.indexOf(`--${name}`) + 1];
const data = path.resolve(option("data"));
const port = Number(option("port"));
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const accounts = path.join(data, "demo-accounts.txt");
const unfinished = `${accounts}.unfinished`;
const agent = new https.Agent({ keepAlive: true, maxSockets: 8, ca: readFileSync(path.join(data, "tls/ca.pem")) });

function once(method, route, body, token) {
  const content = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...(content !== undefined && { "content-type": "application/json", "content-length": Buffer.byteLength(content) }),
    ...(token && { authorization: `Bearer ${token}` }),
  };
  const place = route.startsWith("/hooks/") ? route : `/api/v1${route}`;
  const target = { host: "127.0.0.1", servername: "localhost", port, method, path: place, headers, agent };
  return new Promise((resolve, reject) => {
    const request = https.request(target, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("error", reject);
      response.on("end", () => resolve({ response, text: Buffer.concat(parts).toString() }));
    });
    request.on("error", reject);
    request.end(content);
  });
}

// The server limits how fast one may be: then wait, as it says.
async function call(method, route, body, token) {
  for (;;) {
    const { response, text } = await once(method, route, body, token);
    if (response.statusCode === 200) return text === "ok" ? null : JSON.parse(text);
    if (response.statusCode !== 429) throw new Error(`${method} ${route}: ${response.statusCode} ${text}`);
    const seconds = Number(response.headers["retry-after"]) || 1;
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}

// A link for a further workspace when the server's own was used already.
function setupToken() {
  let link = process.env.WARDROOM_SETUP_LINK;
  if (!link) {
    const ctl = path.join(root, "build/release/apps/wardroomctl");
    link = execFileSync(ctl, ["--data", data, "setup-link"], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  }
  return decodeURIComponent(link.split("#token=")[1].trim());
}

function writeAccounts(passwords) {
  const wide = Math.max(...[owner, ...people].map(({ username }) => username.length));
  const row = ({ username, name, tier }) =>
    `  ${username.padEnd(wide)}  ${passwords.get(username)}  ${(tier ?? "owner").padEnd(6)}  ${name}\n`;
  const text = `Sign in to the workspace "${workspace.slug}" at https://localhost:${port} as\n\n${[owner, ...people].map(row).join("")}`;
  writeFileSync(unfinished, text, { mode: 0o600, flag: "wx" });
}

// A program's webhook in this channel, made by the owner.
async function hookOf(channel, program, tokens) {
  const route = `/channels/${channel.id}/incoming-webhooks`;
  const { url } = await call("POST", route, { name: programs[program] }, tokens.get(owner.username));
  return new URL(url).pathname;
}

// "who| text => edited text"; ⏎ is a new line.
async function tell(channel, story, tokens) {
  const hooks = new Map();
  for (const line of story) {
    const [, who, rest] = line.match(/^(\w+)\| (.*)$/);
    const [text, edited] = rest.split(" => ").map((part) => part.replace(/ ⏎ /g, "\n").replace(/\n +\n/g, "\n\n"));
    if (who in programs) {
      if (!hooks.has(who)) hooks.set(who, await hookOf(channel, who, tokens));
      await call("POST", hooks.get(who), { text });
      continue;
    }
    const message = await call("POST", `/channels/${channel.id}/messages`, { text }, tokens.get(who));
    if (edited) await call("PATCH", `/messages/${message.id}`, { text: edited }, tokens.get(who));
  }
}

async function gather(mine, ids) {
  const made = new Map();
  const there = (await call("GET", "/channels?scope=mine", undefined, mine)).items;
  for (const { name, visibility, description, members = [], inside = [], managers = [], channel } of groups) {
    const group = await call("POST", "/groups", { name, visibility, description }, mine);
    made.set(name, group.id);
    for (const member of members) await call("PUT", `/groups/${group.id}/members/${ids.get(member)}`, {}, mine);
    for (const other of inside) await call("PUT", `/groups/${group.id}/subgroups/${made.get(other)}`, {}, mine);
    for (const manager of managers) {
      await call("PUT", `/groups/${group.id}/managers/${ids.get(manager)}`, { powers: ["edit", "manage_members"] }, mine);
    }
    const followed = there.find((each) => each.name === channel);
    if (followed) await call("PUT", `/channels/${followed.id}/groups/${group.id}`, {}, mine);
  }
}

async function fill() {
  const passwords = new Map([owner, ...people].map(({ username }) => [username, randomBytes(12).toString("base64url")]));
  const tokens = new Map();
  const ids = new Map();
  const enter = (username, answer) => {
    tokens.set(username, answer.access_token);
    ids.set(username, answer.user.id);
  };
  const credentials = ({ username, name }) => ({ username, display_name: name, password: passwords.get(username) });

  const named = { workspace_slug: workspace.slug, workspace_name: workspace.name };
  const body = { token: setupToken(), ...named, ...credentials(owner) };
  writeAccounts(passwords); // before they exist: a run cut short leaves accounts one can sign in with
  enter(owner.username, await call("POST", "/setup", body));
  const mine = tokens.get(owner.username);
  for (const person of people) {
    const asked = { tier: person.tier, max_uses: 1, expires_in_hours: 1 };
    const { token } = await call("POST", "/invitations", asked, mine);
    enter(person.username, await call("POST", "/invitations/accept", { token, ...credentials(person) }));
  }

  const there = (await call("GET", "/channels?scope=mine", undefined, mine)).items;
  for (const { name, kind, topic, members, story } of channels) {
    const maker = members.includes(owner.username) ? mine : tokens.get(members[0]);
    const channel =
      there.find((each) => each.name === name) ?? (await call("POST", "/channels", { name, kind, topic }, maker));
    for (const member of members) await call("PUT", `/channels/${channel.id}/members/${ids.get(member)}`, undefined, maker);
    await tell(channel, story, tokens);
  }
  for (const { between, story } of directs) {
    const channel = await call("POST", "/directs", { user: ids.get(between[1]) }, tokens.get(between[0]));
    await tell(channel, story, tokens);
  }
  await gather(mine, ids);
  renameSync(unfinished, accounts);
}

try {
  if (!existsSync(accounts)) {
    if (existsSync(unfinished)) throw new Error(`an earlier run was cut short; its sign-ins are in ${unfinished}`);
    console.log("       Telling the demo's story");
    await fill();
  }
  console.log(`\n${readFileSync(accounts, "utf8")}\n  (also in ${accounts})`);
} catch (error) {
  console.error(`demo: ${error.message}`);
  process.exitCode = 1;
} finally {
  agent.destroy();
}
