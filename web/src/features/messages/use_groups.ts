// The groups that one may know of, for mentions: asked for once, and again when they change.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Group } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { mentionable, type Mentionable } from "./mentions";

const KEPT_MS = 300_000;
const none: readonly Group[] = [];

export function useGroups(): readonly Group[] {
  const { chat } = useSignedIn();
  return useQuery({ queryKey: ["groups"], queryFn: chat.api.groups, staleTime: KEPT_MS }).data ?? none;
}

/** Those that the reader may mention. */
export function useMentionable(): readonly Mentionable[] {
  const groups = useGroups();
  return useMemo(() => mentionable(groups), [groups]);
}
