import type { User } from "@/api/types";
import type { PresenceStatus } from "@/realtime/events";

const HUES = 10;

function hueOf(id: string): number {
  let hash = 0;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193); // FNV-1a
  return ((hash ^ (hash >>> 15)) >>> 0) % HUES;
}

/** Of the first and the last word; what stands in brackets is no name. */
export function initials(name: string): string {
  const all = name.trim().split(/\s+/);
  const named = all.filter((word) => !/^\p{P}/u.test(word));
  const words = named.length ? named : all;
  const first = [...(words[0] ?? "?")][0] ?? "?";
  const last = words.length > 1 ? ([...(words[words.length - 1] ?? "")][0] ?? "") : "";
  return (first + last).toUpperCase();
}

interface Props {
  user: Pick<User, "id" | "display_name"> | undefined;
  size?: "small" | "medium" | "large";
  presence?: PresenceStatus | undefined;
}

/** Initials on a colour of the person's own. Decoration: the name stands beside it. */
export function Avatar({ user, size = "medium", presence }: Props) {
  return (
    <span className={`avatar avatar-${size} hue-${hueOf(user?.id ?? "")}`} aria-hidden="true">
      {initials(user?.display_name ?? "?")}
      {presence && <span className={`dot dot-${presence}`} />}
    </span>
  );
}

export const presenceWords: Record<PresenceStatus, string> = { online: "online", away: "away", offline: "offline" };
