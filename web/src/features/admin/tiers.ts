// The four tiers, from most to least, and what to offer of them. The server decides; see rights.ts.
import type { Tier } from "@/api/types";

export const tiers: readonly { id: Tier; name: string; hint: string }[] = [
  { id: "owner", name: "Owner", hint: "Everything, other owners too" },
  { id: "admin", name: "Admin", hint: "People, channels, audit log" },
  { id: "member", name: "Member", hint: "Reads and writes" },
  { id: "viewer", name: "Viewer", hint: "Reads only" },
];

const rank = (tier: Tier) => tiers.findIndex(({ id }) => id === tier);

/** Nobody grants or takes away a tier that holds more than their own. */
export const mayGrant = (own: Tier, tier: Tier) => rank(tier) >= rank(own);

export const tierChoices = (own: Tier) => tiers.map((tier) => ({ ...tier, disabled: !mayGrant(own, tier.id) }));
