// Who is signed in. The access token lives here, in memory, and nowhere else; the refresh token is a cookie no script
// can read. Refreshing is single-flight within a tab, and one tab at a time across tabs: the server rotates the cookie
// and takes a second use of the old one for theft.
import { request, type RequestOptions } from "./http";
import { ApiProblem, SignedOut } from "./problem";
import type { PasskeyRequest, SsoSignOut, Tokens } from "./types";
import { usePasskey } from "./webauthn";

const EARLY_MS = 60_000; // refresh this long before expiry
const PATIENCE_MS = 3_000; // with a provider, when signing out
const LOCK = "wardroom.refresh";

type Listener = (tokens: Tokens | null) => void;

export class Auth {
  private token: string | null = null;
  private expiresAt = 0;
  private user: string | null = null;
  private refreshing: Promise<Tokens> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private listeners = new Set<Listener>();
  private otherTabs = new BroadcastChannel("wardroom.auth");

  constructor() {
    this.otherTabs.onmessage = (message: MessageEvent<{ signedOut?: boolean; signedIn?: string }>) => {
      if (message.data.signedOut) this.forget();
      // Another account in another tab replaced the cookie: this tab must not go on under the old name.
      else if (message.data.signedIn && this.user && message.data.signedIn !== this.user) location.reload();
    };
  }

  get signedIn(): boolean {
    return this.token !== null;
  }

  /** Called with tokens after each sign-in or refresh, with null once signed out. */
  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async signIn(workspace: string, username: string, password: string): Promise<Tokens> {
    return this.begin("/auth/login", { workspace, username, password });
  }

  /** After a sign-in that was refused with factor_required: a code of the app, or a recovery code. */
  async secondFactor(challenge: string, code: string): Promise<Tokens> {
    return this.begin("/auth/factor", { challenge, code });
  }

  /** … or a passkey. */
  async secondFactorByPasskey(challenge: string): Promise<Tokens> {
    const wanted = await request<PasskeyRequest>("/auth/factor/passkey", { method: "POST", body: { challenge } });
    return this.begin("/auth/factor", { challenge, passkey: await usePasskey(wanted) });
  }

  /** With a passkey alone: it says who it is. */
  async signInByPasskey(): Promise<Tokens> {
    const wanted = await request<PasskeyRequest>("/auth/passkey/begin", { method: "POST", body: {} });
    return this.begin("/auth/passkey", await usePasskey(wanted));
  }

  /** Asks whoever sits here to prove that it is them; true once they did. Set by the page that can ask. */
  askForProof: (() => Promise<boolean>) | null = null;

  /** The operations that answer with tokens: login, set-up, accepting an invitation. */
  async begin(path: string, body: unknown): Promise<Tokens> {
    const tokens = await request<Tokens>(path, { method: "POST", body });
    this.accept(tokens);
    this.otherTabs.postMessage({ signedIn: tokens.user.id });
    return tokens;
  }

  /** Leads on to the provider's own sign-out, where the session came from one that wants that. */
  async signOut(): Promise<void> {
    const asked = this.call<SsoSignOut>("/me/sso-sign-out", { signal: AbortSignal.timeout(PATIENCE_MS) });
    const there = await asked.catch(() => ({ url: null }));
    try {
      await request("/auth/logout", { method: "POST", body: {}, token: this.token, keepalive: true });
    } catch (error) {
      if (!(error instanceof ApiProblem && error.status === 401)) throw error;
    }
    this.forget();
    this.otherTabs.postMessage({ signedOut: true });
    if (there.url) location.assign(there.url);
  }

  /** Throws SignedOut if the cookie is gone or refused, Unreachable if the server could not be asked. */
  refresh(): Promise<Tokens> {
    this.refreshing ??= this.refreshLocked().finally(() => (this.refreshing = null));
    return this.refreshing;
  }

  async call<T>(path: string, options: Omit<RequestOptions, "token"> = {}): Promise<T> {
    try {
      return await this.callOnce<T>(path, options);
    } catch (error) {
      if (!(error instanceof ApiProblem && error.code === "step_up_required") || !this.askForProof) throw error;
      if (!(await this.askForProof())) throw error;
    }
    return this.callOnce<T>(path, options);
  }

  private async callOnce<T>(path: string, options: Omit<RequestOptions, "token">): Promise<T> {
    if (!this.token || Date.now() > this.expiresAt - 5_000) await this.refresh();
    const used = this.token;
    try {
      return await request<T>(path, { ...options, token: used });
    } catch (error) {
      if (!(error instanceof ApiProblem && error.status === 401)) throw error;
    }
    if (this.token === used) await this.refresh();
    return request<T>(path, { ...options, token: this.token });
  }

  private async refreshLocked(): Promise<Tokens> {
    const run = async () => {
      try {
        const tokens = await request<Tokens>("/auth/refresh", { method: "POST", body: {}, keepalive: true });
        this.accept(tokens);
        return tokens;
      } catch (error) {
        if (error instanceof ApiProblem && [400, 401, 403].includes(error.status)) {
          this.forget();
          throw new SignedOut();
        }
        throw error;
      }
    };
    return navigator.locks ? await navigator.locks.request(LOCK, run) : await run();
  }

  private accept(tokens: Tokens): void {
    if (this.user && this.user !== tokens.user.id) {
      location.reload();
      return;
    }
    this.token = tokens.access_token;
    this.user = tokens.user.id;
    this.expiresAt = Date.now() + tokens.expires_in * 1000;
    clearTimeout(this.timer);
    const wait = Math.max(tokens.expires_in * 1000 - EARLY_MS, (tokens.expires_in * 1000) / 2);
    this.timer = setTimeout(() => void this.refresh().catch(() => undefined), wait);
    for (const listener of this.listeners) listener(tokens);
  }

  private forget(): void {
    clearTimeout(this.timer);
    this.token = null;
    this.user = null;
    this.expiresAt = 0;
    for (const listener of this.listeners) listener(null);
  }
}
