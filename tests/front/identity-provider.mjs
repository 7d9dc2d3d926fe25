// Identity providers for tests: the certified oidc-provider, with people who sign in by themselves, and one that says
// whatever a test tells it to.
import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import { SignJWT, exportJWK, generateKeyPair } from "jose";
import Provider from "oidc-provider";

async function listening(handler, stop) {
  const server = http.createServer(handler);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stop(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

async function signingKey(kid, algorithm = "RS256") {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const [own, shown] = [await exportJWK(privateKey), await exportJWK(publicKey)];
  return { kid, algorithm, privateKey, publicKey, own: { ...own, kid, use: "sig" }, shown: { ...shown, kid, use: "sig" } };
}

// `person`: the claims of who sits at the browser. Answers {issuer, config}: what a workspace is told.
export class CertifiedProvider {
  static async start(stop, { server, person }) {
    const idp = new CertifiedProvider();
    idp.person = person;
    idp.key = await signingKey("first");
    const handler = (request, response) => idp.serve(request, response);
    idp.issuer = await listening(handler, stop);
    idp.server = server;
    idp.config = { label: "Example ID", issuer: idp.issuer, client_id: "wardroom", client_secret: "s e/c:r+e%t-4711",
      create_accounts: true, tier: "member" };
    return idp;
  }

  // Once the workspace told where to come back to; again with another key, and it is the only one from then on.
  serveFor({ redirect_uri, logout_uri }) {
    const agent = new https.Agent({ ca: this.server.ca });
    const client = { client_id: this.config.client_id, client_secret: this.config.client_secret, redirect_uris: [redirect_uri],
      post_logout_redirect_uris: [`${this.server.url}/`],
      backchannel_logout_uri: logout_uri, backchannel_logout_session_required: true, grant_types: ["authorization_code"] };
    this.provider = new Provider(this.issuer, {
      clients: [client],
      jwks: { keys: [{ ...this.key.own, alg: this.key.algorithm }] },
      cookies: { keys: ["x"] },
      claims: { openid: ["sub"], profile: ["name", "preferred_username"], email: ["email", "email_verified"], groups: ["groups"] },
      conformIdTokenClaims: false,
      pkce: { required: () => true },
      features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
      interactions: { url: (_, interaction) => `/login/${interaction.uid}` },
      findAccount: (_, id) => ({ accountId: id, claims: () => this.person }),
      httpOptions: () => ({ agent }),
      loadExistingGrant: async (ctx) => {
        const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
        grant.addOIDCScope("openid profile email groups");
        await grant.save();
        return grant;
      },
    });
    this.callback = this.provider.callback();
  }

  async serve(request, response) {
    if (!request.url.startsWith("/login/")) return this.callback(request, response);
    await this.provider.interactionFinished(request, response, { login: { accountId: this.person.sub } });
  }

  // What the person's browser does between being sent away and coming back: {code, state, iss}.
  async visit(url) {
    const jar = new Map();
    for (let next = url; ; ) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
      const answer = await fetch(next, { redirect: "manual", headers: { cookie } });
      for (const line of answer.headers.getSetCookie()) {
        const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
        jar.set(name, value);
      }
      const location = answer.headers.get("location");
      if (!location) throw new Error(`${answer.status} ${(await answer.text()).slice(0, 500)}`);
      next = new URL(location, next).href;
      if (!next.startsWith(this.issuer)) return Object.fromEntries(new URL(next).searchParams);
    }
  }
}

// `answer(request)` decides what its token endpoint says; `claims` and `token` make good ones to bend.
export class ScriptedProvider {
  static async start(stop, { algorithm = "RS256" } = {}) {
    const idp = new ScriptedProvider();
    idp.key = await signingKey("scripted", algorithm);
    idp.keys = [idp.key.shown];
    idp.document = {};
    idp.asked = [];
    idp.issuer = await listening((request, response) => idp.serve(request, response), stop);
    idp.config = { label: "Scripted", issuer: idp.issuer, client_id: "wardroom", client_secret: "scripted-secret",
      create_accounts: true, tier: "member" };
    return idp;
  }

  async serve(request, response) {
    this.asked.push(request.url);
    const say = (status, json) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(json));
    };
    const { issuer } = this;
    if (request.url === "/.well-known/openid-configuration") {
      const at = (path) => `${issuer}${path}`;
      return say(200, { issuer, authorization_endpoint: at("/authorize"), token_endpoint: at("/token"), jwks_uri: at("/jwks"),
        ...this.document });
    }
    if (request.url === "/jwks") return say(200, { keys: this.keys });
    let body = "";
    for await (const part of request) body += part;
    const [status, json] = await this.answer(new URLSearchParams(body));
    say(status, json);
  }

  claims(url, over = {}) {
    const now = Math.floor(Date.now() / 1000);
    const nonce = new URL(url).searchParams.get("nonce");
    return { iss: this.issuer, aud: "wardroom", sub: "somebody", iat: now, exp: now + 60, nonce, ...over };
  }
  token(claims, { key = this.key.privateKey, header = {} } = {}) {
    const protectedHeader = { alg: this.key.algorithm, kid: this.key.kid, ...header };
    return new SignJWT(claims).setProtectedHeader(protectedHeader).sign(key);
  }
}

// GitHub as far as signing in by it goes (Enterprise Server: its API is below /api/v3). `person` sits at the browser.
export class Github {
  static async start(stop) {
    const github = new Github();
    github.asked = [];
    github.codes = new Map();
    github.issuer = await listening((request, response) => github.serve(request, response), stop);
    github.config = { kind: "github", label: "GitHub", issuer: github.issuer, client_id: "Iv1.wardroom", client_secret: "gh s/ecret",
      domains: ["example.org"], create_accounts: true, tier: "member" };
    return github;
  }

  // What the browser brings back, once it agreed.
  visit(url) {
    const asked = new URL(url);
    const query = asked.searchParams;
    const code = `code-${this.codes.size}`;
    this.codes.set(code, Object.fromEntries(query));
    return { path: asked.pathname, query: Object.fromEntries(query), back: { code, state: query.get("state") } };
  }

  async token(form) {
    const begun = this.codes.get(form.get("code"));
    this.codes.delete(form.get("code"));
    const hash = Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.from(form.get("code_verifier") ?? ""))).toString("base64url");
    const good = begun && begun.redirect_uri === form.get("redirect_uri") && begun.code_challenge === hash &&
      form.get("client_id") === this.config.client_id && form.get("client_secret") === this.config.client_secret;
    return good ? { access_token: "gho_token", token_type: "bearer", scope: begun.scope } : { error: "bad_verification_code" };
  }

  async serve(request, response) {
    this.asked.push(request.url);
    let body = "";
    for await (const part of request) body += part;
    const say = (status, json) => {
      response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
      response.end(JSON.stringify(json));
    };
    if (request.url === "/login/oauth/access_token") return say(200, await this.token(new URLSearchParams(body)));
    if (request.headers.authorization !== "Bearer gho_token" || !request.headers["user-agent"]) return say(401, {});
    const { login, id, name, emails, orgs } = this.person;
    const answers = { "/api/v3/user": { login, id, name }, "/api/v3/user/emails": emails,
      "/api/v3/user/orgs?per_page=100": orgs?.map((org) => ({ login: org })) };
    return say(answers[request.url] ? 200 : 404, answers[request.url] ?? {});
  }
}

export { signingKey };
