// Mentions of groups: `<@grp_…>` in a message's text, `@Name` where people write and read.
import type { Group } from "@/api/types";

export interface Mentionable {
  id: string;
  name: string;
  /** Whether the reader is in it. */
  member: boolean;
}

const token = /<@(grp_[0-9a-z]{26})>/g;

/** Those that the writer may mention. The server decides; this only keeps the page from offering what it refuses. */
export function mentionable(groups: readonly Group[]): Mentionable[] {
  return groups.filter(
    ({ visibility, mentionable_by, member, powers }) =>
      visibility !== "hidden" &&
      (mentionable_by === "everyone" || powers.length > 0 || (mentionable_by === "members" && member)),
  );
}

const inWord = /[\p{L}\p{N}<]/u;

/** As it is sent. The longest name counts: "@Ops night" is not "@Ops" and a word. */
export function withTokens(text: string, groups: readonly Mentionable[]): string {
  const byLength = [...groups].sort((a, b) => b.name.length - a.name.length);
  let out = "";
  for (let at = 0; at < text.length; ) {
    const begins = text[at] === "@" && !inWord.test(text[at - 1] ?? "");
    const rest = begins ? text.slice(at + 1, at + 82) : "";
    const group = byLength.find(({ name }) => rest.startsWith(name) && !inWord.test(rest[name.length] ?? ""));
    out += group ? `<@${group.id}>` : (text[at] ?? "");
    at += group ? 1 + group.name.length : 1;
  }
  return out;
}

/** As it is edited. */
export function withNames(text: string, groups: readonly Mentionable[]): string {
  return text.replace(token, (whole, id: string) => {
    const group = groups.find((each) => each.id === id);
    return group ? `@${group.name}` : whole;
  });
}

/** The text between mentions, and their ids. */
export function partsOf(text: string): ({ text: string } | { group: string })[] {
  const parts = text.split(token);
  return parts.map((part, index) => (index % 2 === 0 ? { text: part } : { group: part }));
}
