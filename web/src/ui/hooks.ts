import { useEffect, useSyncExternalStore } from "react";

export function useMediaQuery(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    () => window.matchMedia(query).matches,
  );
}

export const useNarrow = () => useMediaQuery("(max-width: 760px)");

/** The page is in view and has the keyboard: what is on screen is being read. */
export function useAttention(): boolean {
  return useSyncExternalStore(
    (listener) => {
      document.addEventListener("visibilitychange", listener);
      window.addEventListener("focus", listener);
      window.addEventListener("blur", listener);
      return () => {
        document.removeEventListener("visibilitychange", listener);
        window.removeEventListener("focus", listener);
        window.removeEventListener("blur", listener);
      };
    },
    () => document.visibilityState === "visible" && document.hasFocus(),
  );
}

export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
}
