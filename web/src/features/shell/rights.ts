// What to offer. The server decides; this only keeps the page from offering what would be refused.
import { useQuery } from "@tanstack/react-query";
import { useMay, useSignedIn } from "@/app/context";
import type { Channel } from "@/api/types";

export const useCanWrite = () => useMay("post_messages");
export const useCanCreate = () => useMay("create_channels");

/** What whoever made a channel may, and those with a permission: to rename it, remove people from it, delete it. */
export function useCanManage(
  channel: Channel,
  permission: "edit_channels" | "manage_subscribers" | "manage_channels",
): boolean {
  const { chat, me } = useSignedIn();
  const manager = useMay(permission);
  // The first entry of a channel's log says who made it.
  const first = useQuery({
    queryKey: ["maker", channel.id],
    queryFn: async () => (await chat.api.events(channel.id, 0, 1)).items[0]?.actor ?? null,
    enabled: !manager && channel.kind !== "direct" && me.permissions.includes("create_channels"),
    staleTime: Infinity,
  });
  return channel.kind !== "direct" && (manager || first.data === me.user.id);
}
