import { useEffect, useRef, useState } from "react";
import type { Message } from "@/api/types";
import { nameOf, useChat, useSignedIn } from "@/app/context";
import { isOwn } from "@/state/authorship";

const LONGEST = 240;

/** Reads new messages of the open channel out to screen readers. The list itself is no live region: it scrolls. */
export function NewMessageAnnouncer({ items }: { items: readonly Message[] }) {
  const { me } = useSignedIn();
  const users = useChat((state) => state.users);
  const last = items[items.length - 1];
  const said = useRef(last?.seq ?? 0);
  const [text, setText] = useState("");

  useEffect(() => {
    if (!last || last.seq <= said.current) return;
    const fresh = items.filter((m) => m.seq > said.current && !isOwn(m, me.user.id) && !m.deleted);
    said.current = last.seq;
    if (fresh.length > 3) setText(`${fresh.length} new messages`);
    else if (fresh.length) setText(fresh.map((m) => `${m.bot?.name ?? nameOf(users[m.author])}: ${m.text.slice(0, LONGEST)}`).join(". "));
  }, [items, last, me.user.id, users]);

  return (
    <div className="sr-only" role="log" aria-live="polite" aria-label="New messages">
      {text}
    </div>
  );
}
