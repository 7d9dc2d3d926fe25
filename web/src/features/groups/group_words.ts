// Groups as people read them.
import type { GroupMember, MembershipSource, MentionableBy, Power, Visibility } from "@/api/types";
import { dateTime } from "@/ui/time";

export const visibilities: readonly { id: Visibility; name: string; hint: string }[] = [
  { id: "public", name: "Public", hint: "everybody sees who is in it" },
  { id: "private", name: "Private", hint: "everybody sees that there is one; its people see each other" },
  { id: "hidden", name: "Hidden", hint: "only who manages it knows of it, and who may see hidden groups" },
];
export const visibilityName = (visibility: Visibility) => visibilities.find(({ id }) => id === visibility)?.name ?? visibility;

export const mentioners: readonly { id: MentionableBy; name: string }[] = [
  { id: "everyone", name: "Everybody who may know of it" },
  { id: "members", name: "Those who are in it" },
  { id: "managers", name: "Those who manage it" },
];

export const powers: readonly { id: Power; meaning: string }[] = [
  { id: "manage_members", meaning: "put people in and keep them out" },
  { id: "manage_subgroups", meaning: "put groups into it" },
  { id: "link_channels", meaning: "let channels follow who is in it" },
  { id: "edit", meaning: "change its name and description" },
  { id: "set_mentions", meaning: "say who may mention it" },
  { id: "set_visibility", meaning: "say who may know of it" },
  { id: "appoint_managers", meaning: "appoint others, with what they may do themselves" },
];
export const powerMeaning = (power: Power) => powers.find(({ id }) => id === power)?.meaning ?? power;

type NameOf = (user: string) => string;

function sourceWords({ source, by, label, through, since }: MembershipSource, nameOf: NameOf): string {
  switch (source) {
    case "manual":
      return `by hand${by ? `, by ${nameOf(by)}` : ""}${since ? `, ${dateTime(since)}` : ""}`;
    case "scim":
      return `by provisioning (${label ?? "a group elsewhere"})`;
    case "oidc":
      return `by signing in (${label ?? "an identity provider"})`;
    case "group":
      return `through the group ${through?.name ?? ""}`;
  }
}

export const sourcesInWords = (sources: readonly MembershipSource[], nameOf: NameOf) =>
  sources.map((source) => sourceWords(source, nameOf)).join("; ");

/** Why somebody is in a group, or is not in spite of it. */
export function membershipWords({ sources, kept_out_by }: GroupMember, nameOf: NameOf): string {
  const words = sourcesInWords(sources, nameOf);
  if (!kept_out_by) return words;
  return `kept out by ${nameOf(kept_out_by)}${words ? `, in spite of: ${words}` : ""}`;
}
