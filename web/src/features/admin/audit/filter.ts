// What the audit log is searched for: families of events, and what was typed into one field for everything else.
import type { AuditSearch } from "@/api/api";
import type { User } from "@/api/types";

export const kinds = [
  { id: "", name: "Everything" },
  { id: "auth.", name: "Signing in" },
  { id: "session.", name: "Sessions" },
  { id: "token.", name: "Access tokens" },
  { id: "access.", name: "Refusals" },
  { id: "user.", name: "Accounts" },
  { id: "invitation.", name: "Invitations" },
  { id: "factor.", name: "Second factors" },
  { id: "api_key.", name: "API keys" },
  { id: "sso.", name: "Identity providers" },
  { id: "identity.", name: "Linked identities" },
  { id: "scim.", name: "Provisioning" },
  { id: "channel.", name: "Channels" },
  { id: "member.", name: "Members" },
  { id: "message.", name: "Messages" },
  { id: "workspace.", name: "Workspace" },
  { id: "registration.", name: "Who may join" },
  { id: "keys.", name: "Keys" },
  { id: "alert.", name: "Alert settings" },
  { id: "audit.", name: "The log itself" },
  { id: "system.", name: "The server" },
] as const;
export type Kind = (typeof kinds)[number]["id"];

export const outcomes = [
  { id: "", name: "However it ended" },
  { id: "ok", name: "Done" },
  { id: "denied", name: "Denied" },
  { id: "refused", name: "Refused" },
  { id: "failed", name: "Failed" },
] as const;
export type Outcome = (typeof outcomes)[number]["id"];

const ID = /^[a-z]{2,4}_[0-9a-hjkmnp-tv-z]{26}$/;
const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*)$/i;

/** A person by name, an address or an id; null for what is none of them. */
export function whomOrWhat(text: string, people: readonly User[]): AuditSearch | null {
  const word = text.trim();
  if (word === "") return {};
  const name = word.replace(/^@/, "").toLowerCase();
  const person = people.find((user) => user.username === name || user.display_name.toLowerCase() === name);
  if (person) return { actor: person.id };
  if (ADDRESS.test(word)) return { address: word };
  if (!ID.test(word)) return null;
  return word.startsWith("usr_") || word.startsWith("sct_") ? { actor: word } : { target: word };
}
