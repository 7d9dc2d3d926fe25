// What works everywhere on the signed-in page: keys, and telling others whether we are here.
import { useEffect } from "react";
import { useSignedIn } from "@/app/context";
import { channelPath, navigate } from "@/app/router";
import { sortedChannels } from "@/state/select";
import type { ShellDialog } from "./shell_context";

const AWAY_AFTER_MS = 5 * 60_000;

/** Ctrl/Cmd+K jumps, Ctrl/Cmd+Shift+F searches; Alt+Up and Alt+Down walk the channels, with Shift only those with unread messages. */
export function useGlobalKeys(openDialog: (dialog: ShellDialog) => void): void {
  const { chat } = useSignedIn();
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        openDialog("jump");
        return;
      }
      if ((event.ctrlKey || event.metaKey) && event.shiftKey && !event.altKey && event.key.toLowerCase() === "f") {
        event.preventDefault();
        openDialog("search");
        return;
      }
      if (!event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
      if (document.querySelector('[role="dialog"], [role="alertdialog"]')) return;
      const { rooms, directs } = sortedChannels(chat.store.get().entries);
      const here = location.pathname;
      const all = [...rooms, ...directs].filter(
        (channel) => !event.shiftKey || channel.unread > 0 || channelPath(channel.id) === here,
      );
      if (!all.length) return;
      const index = all.findIndex((channel) => channelPath(channel.id) === here);
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = all[index < 0 ? 0 : (index + step + all.length) % all.length];
      if (next) {
        event.preventDefault();
        navigate(channelPath(next.id));
      }
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [chat, openDialog]);
}

export function usePresence(): void {
  const { chat } = useSignedIn();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const away = () => chat.setPresence("away");
    const here = () => {
      clearTimeout(timer);
      timer = setTimeout(away, AWAY_AFTER_MS);
      chat.setPresence("online");
    };
    const seen = () => {
      if (document.visibilityState !== "visible") return;
      here();
      chat.checkConnection();
    };
    const back = () => chat.reconnectNow();
    here();
    const signs = ["keydown", "pointerdown", "pointermove", "wheel"] as const;
    for (const sign of signs) window.addEventListener(sign, here, { passive: true });
    document.addEventListener("visibilitychange", seen);
    window.addEventListener("online", back);
    return () => {
      clearTimeout(timer);
      for (const sign of signs) window.removeEventListener(sign, here);
      document.removeEventListener("visibilitychange", seen);
      window.removeEventListener("online", back);
    };
  }, [chat]);
}
