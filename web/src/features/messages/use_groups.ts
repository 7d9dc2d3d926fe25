// The groups that one may know of, for mentions: asked for once, and again when they change.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useSignedIn } from "@/app/context";
import { mentionable, type Mentionable } from "./mentions";

const KEPT_MS = 300_000;

export function useGroups(): readonly Mentionable[] {
  const { chat } = useSignedIn();
  const groups = useQuery({ queryKey: ["groups"], queryFn: chat.api.groups, staleTime: KEPT_MS });
  return groups.data ?? [];
}

/** Those that the reader may mention. */
export function useMentionable(): readonly Mentionable[] {
  const { chat } = useSignedIn();
  const groups = useQuery({ queryKey: ["groups"], queryFn: chat.api.groups, staleTime: KEPT_MS });
  return useMemo(() => mentionable(groups.data ?? []), [groups.data]);
}
