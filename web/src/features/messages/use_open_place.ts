// Opens a channel at a message that was searched for: loads what lies between, then goes there.
import { useEffect, useRef } from "react";
import type { Timeline } from "@/state/model";
import type { Row } from "@/state/rows";
import { toast } from "@/ui/toast";
import { placeReached, usePlace } from "../search/place";

const MOST_LOADED = 3_000; // messages; beyond this the page would only get slow

interface Input {
  channel: string;
  timeline: Timeline | undefined;
  rows: readonly Row[];
  loadOlder: () => void;
  focusRow: (index: number) => void;
}

export function useOpenPlace({ channel, timeline, rows, loadOlder, focusRow }: Input): void {
  const place = usePlace(channel);
  const asked = useRef(-1); // for how many messages older ones were asked for
  const items = timeline?.items ?? [];
  const first = items[0]?.seq ?? 0;
  const ready = timeline?.status === "ready" && !timeline.loadingOlder;

  useEffect(() => {
    if (!place || !ready) return;
    const missing = place.seq < first && timeline.more;
    if (missing && items.length < MOST_LOADED) {
      if (asked.current === items.length) return;
      asked.current = items.length;
      return loadOlder();
    }
    asked.current = -1;
    placeReached();
    const index = rows.findIndex((row) => row.kind === "message" && row.message.seq === place.seq);
    if (index >= 0) focusRow(index);
    else toast(missing ? "This message is too far back to open it here." : "This message is no longer here.");
  }, [place, ready, first, timeline?.more, items.length, rows, loadOlder, focusRow]);
}
