// Short messages about something that just happened, shown for a few seconds and read out.
import { useSyncExternalStore } from "react";
import { IconButton } from "./Button";
import { Icon } from "./Icon";

interface Toast {
  id: number;
  text: string;
  kind: "info" | "error";
}

const SHOWN_MS = 6_000;
let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

export function toast(text: string, kind: Toast["kind"] = "info"): void {
  const id = nextId++;
  set([...toasts.slice(-2), { id, text, kind }]);
  setTimeout(() => dismiss(id), SHOWN_MS);
}

function dismiss(id: number): void {
  set(toasts.filter((item) => item.id !== id));
}

export function Toasts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => toasts,
  );
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((item) => (
        <div key={item.id} className={`toast toast-${item.kind}`}>
          <Icon name={item.kind === "error" ? "warning" : "check"} />
          <span>{item.text}</span>
          <IconButton icon="close" label="Dismiss" size={14} onPress={() => dismiss(item.id)} />
        </div>
      ))}
    </div>
  );
}
