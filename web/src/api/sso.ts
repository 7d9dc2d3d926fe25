// Single sign-on in this tab: sent away to the provider, and what it answers when the browser is back. The login that the
// server gave stays in the tab's own storage meanwhile, so that an answer meant for another tab is worth nothing here.
import { request } from "./http";
import type { SsoBegun, SsoChoice } from "./types";

const KEPT = "wardroom.sso";
export const SSO_RETURN = "/sso/callback";

export type SsoPurpose = "sign-in" | "link";
export interface SsoAnswer {
  login: string;
  code: string;
  state: string;
  iss: string | null;
}
export interface SsoReturned {
  purpose: SsoPurpose;
  /** Nothing: the provider did not agree, and says why. */
  answer: SsoAnswer | null;
  error: string | null;
}

export const ssoChoices = async (workspace: string): Promise<SsoChoice[]> =>
  (await request<{ items: SsoChoice[] }>(`/auth/sso?workspace=${encodeURIComponent(workspace)}`)).items;

export const beginSso = (workspace: string, provider: string) =>
  request<SsoBegun>("/auth/sso/begin", { method: "POST", body: { workspace, provider } });

export function goToProvider({ url, login }: SsoBegun, purpose: SsoPurpose): void {
  sessionStorage.setItem(KEPT, JSON.stringify({ login, purpose }));
  location.assign(url);
}

/** What the address says; it is taken out of it, and is good once. */
export function takeSsoReturn(): SsoReturned {
  const given = new URLSearchParams(location.search);
  history.replaceState(null, "", location.pathname);
  const kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  const { login, purpose } = kept
    ? (JSON.parse(kept) as { login: string; purpose: SsoPurpose })
    : { login: null, purpose: "sign-in" as const };
  const [code, state] = [given.get("code"), given.get("state")];
  if (login && code && state) return { purpose, answer: { login, code, state, iss: given.get("iss") }, error: null };
  const why = given.get("error_description") ?? given.get("error");
  return {
    purpose,
    answer: null,
    error: why ? `Your organisation’s sign-in says: ${why}` : "This tab did not begin a sign-in. Begin again.",
  };
}
