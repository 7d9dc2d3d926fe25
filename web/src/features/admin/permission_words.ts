// Permissions as people read them, and what comes with a choice of them.
import type { PermissionInfo } from "@/api/types";

export const permissionName = (permission: string) => permission.replaceAll("_", " ");

/** For each permission that comes with a chosen one, and is not chosen itself: the first that brings it. */
export function broughtBy(catalogue: readonly PermissionInfo[], chosen: readonly string[]): Map<string, string> {
  const out = new Map<string, string>();
  for (const { permission, brings } of catalogue) {
    if (!chosen.includes(permission)) continue;
    for (const other of brings) if (!chosen.includes(other) && !out.has(other)) out.set(other, permission);
  }
  return out;
}
