// What the server's names for keys mean to people.
import type { KeyEntry, ReencryptionStatus } from "@/api/types";

const purposes: Record<string, { name: string; does: string }> = {
  "workspace root": { name: "Workspace key", does: "everything sealed in this workspace hangs from it" },
  "database file": { name: "Database file", does: "encrypts the file as a whole" },
  "audit signing": { name: "Security log key", does: "signs the security log’s checkpoints" },
  "compliance signing": { name: "Compliance log key", does: "signs the compliance log’s checkpoints" },
};

export const purposeOf = (entry: KeyEntry) => purposes[entry.purpose] ?? { name: entry.purpose, does: "" };

/** Epochs are numbers; public keys are long; of a database file it may only be known that its key is an older one. */
export const shortId = (id: string) => (id === "older" ? "" : id.length > 20 ? `${id.slice(0, 16)}…` : id);

export const count = (values: number) => `${values.toLocaleString()} ${values === 1 ? "value" : "values"}`;

export const hasOldEpochs = (entries: readonly KeyEntry[]) =>
  entries.some(({ purpose, state }) => purpose === "workspace root" && state === "old");

/** Whether anything is still under an old epoch. */
export const hasWorkLeft = (entries: readonly KeyEntry[]) =>
  entries.some(
    ({ purpose, state, values }) =>
      state === "old" && (purpose === "database file" || (purpose === "workspace root" && values > 0)),
  );

export function progressOf({ looked_at, total }: ReencryptionStatus): number {
  if (total <= 0) return 0;
  return Math.min(100, Math.floor((100 * looked_at) / total));
}

export function timeLeft({ looked_at, total, per_second }: ReencryptionStatus): string | null {
  const left = total - looked_at;
  if (per_second <= 0 || left <= 0) return null;
  const seconds = Math.ceil(left / per_second);
  if (seconds < 60) return "less than a minute left";
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `about ${minutes} minutes left` : `about ${Math.round(minutes / 60)} hours left`;
}
