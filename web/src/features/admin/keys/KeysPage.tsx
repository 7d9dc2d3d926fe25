// The workspace's keys: which there are, how they change, who guards them.
import { useSignedIn } from "@/app/context";
import { useQuery } from "@tanstack/react-query";
import { KeyInventory } from "./KeyInventory";
import { KeyService } from "./KeyService";
import { Reencryption } from "./Reencryption";

const WATCH_MS = 1_000;

export function KeysPage() {
  const { chat } = useSignedIn();
  const keys = useQuery({ queryKey: ["keys"], queryFn: () => chat.api.keys(), staleTime: 0 });
  const status = useQuery({
    queryKey: ["keys-status"],
    queryFn: () => chat.api.keysStatus(),
    staleTime: 0,
    refetchInterval: (query) => (query.state.data?.state === "running" ? WATCH_MS : false),
  });
  return (
    <>
      <KeyInventory keys={keys} />
      <Reencryption keys={keys} status={status} />
      <KeyService />
    </>
  );
}
