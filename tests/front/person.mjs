// Somebody signed in. `get`, `post`, … want a 200 and give its JSON; `call` gives any answer.
import assert from "node:assert/strict";
import { exchange } from "./http.mjs";
import { Socket } from "./socket.mjs";

export const password = "correct horse battery staple";

export class Person {
  constructor(server, tokens) {
    this.server = server;
    this.take(tokens);
  }

  take(tokens) {
    this.token = tokens.access_token;
    this.refreshToken = tokens.refresh_token;
    this.user = tokens.user;
    this.workspace = tokens.workspace;
    return this;
  }

  get id() {
    return this.user.id;
  }

  call(method, path, body, options = {}) {
    return exchange(this.server, method, `/api/v1${path}`, { body, token: this.token, ...options });
  }

  async ok(method, path, body) {
    const answer = await this.call(method, path, body);
    assert.equal(answer.status, 200, `${method} ${path}: ${answer.text}`);
    return answer.json;
  }

  get(path) {
    return this.ok("GET", path);
  }
  post(path, body = {}) {
    return this.ok("POST", path, body);
  }
  put(path, body) {
    return this.ok("PUT", path, body);
  }
  patch(path, body) {
    return this.ok("PATCH", path, body);
  }
  delete(path) {
    return this.ok("DELETE", path);
  }

  async refused(status, code, method, path, body, options) {
    const answer = await this.call(method, path, body, options);
    assert.equal(answer.status, status, `${method} ${path}: ${answer.text}`);
    assert.equal(answer.json?.code, code, answer.text);
    return answer.json;
  }

  // The entries of one event in an audit log, oldest first; all without.
  async audit(event, log = "security") {
    const all = [];
    for (let next = 0; next !== null; ) {
      const page = await this.get(`/audit?limit=200&after=${next}&log=${log}`);
      all.push(...page.items);
      next = page.next;
    }
    return event === undefined ? all : all.filter((entry) => entry.event === event);
  }

  channel(kind = "public", name = `channel ${Math.random()}`) {
    return this.post("/channels", { name, kind });
  }

  say(channel, text, nonce) {
    return this.post(`/channels/${channel.id ?? channel}/messages`, nonce === undefined ? { text } : { text, nonce });
  }

  // A connection after its hello.
  async connect(options) {
    const { ticket } = await this.post("/realtime/tickets");
    const socket = new Socket(this.server, ticket, options);
    await socket.opened;
    socket.hello = await socket.event("hello");
    return socket;
  }
}

const tokenOf = (link) => decodeURIComponent(link.split("#token=")[1].trim());

// A new workspace and its owner, with the link given or one that wardroomctl makes.
export async function setUp(server, slug = "acme", { link, ...given } = {}) {
  const used = link ?? (await server.ctl("setup-link")).out;
  const body = {
    token: tokenOf(used),
    workspace_name: slug,
    workspace_slug: slug,
    username: "olga",
    display_name: "Olga",
    password,
    ...given,
  };
  const answer = await exchange(server, "POST", "/api/v1/setup", { body });
  assert.equal(answer.status, 200, answer.text);
  return new Person(server, answer.json);
}

// Somebody new of this tier in the workspace of `inviter`.
export async function invite(
  inviter,
  tier = "member",
  username = `${tier}${Math.random().toString(36).slice(2, 9)}`,
  given = {},
) {
  const { token } = await inviter.post("/invitations", { tier, max_uses: 1, expires_in_hours: 1 });
  const body = { token, username, display_name: username, password, ...given };
  const answer = await exchange(inviter.server, "POST", "/api/v1/invitations/accept", { body });
  assert.equal(answer.status, 200, answer.text);
  return new Person(inviter.server, answer.json);
}

export function login(server, workspace, username, options = {}) {
  const body = { workspace, username, password: options.password ?? password };
  const { headers, from } = options;
  return exchange(server, "POST", "/api/v1/auth/login", { body, headers, from });
}

export async function signIn(person, options) {
  const answer = await login(person.server, person.workspace.slug, person.user.username, options);
  assert.equal(answer.status, 200, answer.text);
  return new Person(person.server, answer.json);
}
