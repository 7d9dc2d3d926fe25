import { createContext, useContext } from "react";

export type ShellDialog = "jump" | "search" | "direct" | "create" | "browse";

export interface ShellControls {
  narrow: boolean;
  openDrawer: () => void;
  closeDrawer: () => void;
  openDialog: (dialog: ShellDialog) => void;
}

export const ShellContext = createContext<ShellControls | null>(null);

export function useShell(): ShellControls {
  const value = useContext(ShellContext);
  if (!value) throw new Error("used outside of the shell");
  return value;
}
