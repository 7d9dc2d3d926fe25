// What every signed-in component may need: the chat, who I am, what I may do.
import { createContext, useContext } from "react";
import type { Auth } from "@/api/auth";
import type { Me, User } from "@/api/types";
import type { ChatSession } from "@/state/session";
import type { ChatState } from "@/state/model";
import { useStore } from "@/state/store";

export type Permission =
  | "manage_privacy"
  | "manage_backups"
  | "edit_channels"
  | "manage_subscribers"
  | "manage_webhooks"
  | "delete_messages"
  | "manage_encryption"
  | "manage_users"
  | "manage_groups"
  | "manage_roles"
  | "manage_authentication"
  | "view_audit"
  | "manage_server"
  | "manage_workspaces"
  | "view_admin"
  | "channel_directory"
  | "web_chat"
  | "manage_channels"
  | "create_channels"
  | "post_messages";

export interface SignedInContext {
  auth: Auth;
  chat: ChatSession;
  me: Me;
}

export const Context = createContext<SignedInContext | null>(null);

export function useSignedIn(): SignedInContext {
  const value = useContext(Context);
  if (!value) throw new Error("used outside of a signed-in page");
  return value;
}

export function useMay(permission: Permission): boolean {
  return useSignedIn().me.permissions.includes(permission);
}

export function useChat<T>(select: (state: ChatState) => T): T {
  return useStore(useSignedIn().chat.store, select);
}

export function useUser(id: string): User | undefined {
  return useChat((state) => state.users[id]);
}

export const nameOf = (user: User | undefined) => user?.display_name ?? "Someone";
