import { useCallback, useEffect, useRef, useState } from "react";
import type { Channel } from "@/api/types";

/** Where the "new" line stands: set when the channel is opened, and again when something comes while nobody looks. */
export function useNewMark(channel: Channel, reading: boolean) {
  const [newAfter, setNewAfter] = useState(channel.unread > 0 ? channel.last_read_seq : null);
  const unreadBefore = useRef(channel.unread);
  const readBefore = useRef(channel.last_read_seq);

  useEffect(() => {
    if (!reading && unreadBefore.current === 0 && channel.unread > 0) setNewAfter(readBefore.current);
    unreadBefore.current = channel.unread;
    readBefore.current = channel.last_read_seq;
  }, [channel.unread, channel.last_read_seq, reading]);

  const clearMark = useCallback(() => setNewAfter(null), []);
  return { newAfter, clearMark };
}
