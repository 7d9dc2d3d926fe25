// The address bar as state. Paths are few, so this is all the routing there is.
import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
const notify = () => {
  for (const listener of listeners) listener();
};
window.addEventListener("popstate", notify);

export function navigate(path: string, how: "push" | "replace" = "push"): void {
  if (path === location.pathname) return;
  history[how === "push" ? "pushState" : "replaceState"](null, "", path);
  notify();
}

export function usePath(): string {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => location.pathname,
  );
}

export const channelPath = (channel: string) => `/c/${channel}`;

export interface LinkSecrets {
  token: string | null;
  proof: string | null;
}

/** Reads #token=… and takes it out of the address at once, so that it stays in no history or screenshot. */
export function takeSecrets(): LinkSecrets {
  const given = new URLSearchParams(location.hash.slice(1));
  if (location.hash) history.replaceState(null, "", location.pathname);
  return { token: given.get("token"), proof: given.get("proof") };
}
