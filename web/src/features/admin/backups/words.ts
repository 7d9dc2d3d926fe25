// What the page of backups says about them.
import type { BackupListed, BackupOverview } from "@/api/types";
import { dateTime } from "@/ui/time";

const days = (count: number) => (count === 1 ? "a day" : `${count} days`);

export function sizeOf(bytes: number): string {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

export function rulesOf({ on, every_hours, keep, destroyed_keys_days }: BackupOverview): string {
  if (!on) return "All workspaces in one sealed file, which opens with the recovery key only.";
  const often = every_hours === 0 ? "Made when somebody asks for one" : `One every ${every_hours} hours`;
  const gone = destroyed_keys_days === 0 ? "at once" : `after ${days(destroyed_keys_days)}`;
  return `${often}; the newest ${keep} are kept. Messages of deleted channels, and wiped workspaces, are beyond restoring ${gone}. Restoring is done on the server itself: “wardroomctl backup restore”.`;
}

export function hintOf({ databases, bytes, missing, drilled_at, here }: BackupListed): string {
  const workspaces = databases - 1; // one is the server's own
  const parts = [`${workspaces} ${workspaces === 1 ? "workspace" : "workspaces"}`, sizeOf(bytes)];
  parts.push(drilled_at ? `tried ${dateTime(drilled_at)}` : "never tried");
  if (missing > 0) parts.push(`${missing} could not be copied: the audit log says why`);
  if (!here) parts.push("its file is not in the folder");
  return parts.join(" · ");
}
