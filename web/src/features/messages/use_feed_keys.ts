// The keyboard within the message list: arrows walk the messages, E edits and Delete deletes one's own, Escape goes
// back to writing.
import type { Virtualizer } from "@tanstack/react-virtual";
import { useCallback, type KeyboardEvent, type RefObject } from "react";
import type { Message } from "@/api/types";
import { useMay } from "@/app/context";
import { isOwn } from "@/state/authorship";
import type { Row } from "@/state/rows";
import { focusComposer } from "./composer_focus";

interface Input {
  rows: readonly Row[];
  virtualizer: Virtualizer<HTMLDivElement, Element>;
  scroller: RefObject<HTMLDivElement | null>;
  activeIndex: number;
  setActiveKey: (key: string | null) => void;
  me: string;
  onEdit: (message: string) => void;
  onDelete: (message: Message) => void;
}

export function useFeedKeys(input: Input) {
  const { rows, virtualizer, scroller, activeIndex, setActiveKey, me, onEdit, onDelete } = input;
  const moderator = useMay("delete_messages");

  const focusRow = useCallback(
    (index: number) => {
      const row = rows[index];
      if (!row) return;
      setActiveKey(row.key);
      virtualizer.scrollToIndex(index, { align: "auto" });
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          const article = scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"] article`);
          article?.focus({ preventScroll: true });
        }),
      );
    },
    [rows, virtualizer, scroller, setActiveKey],
  );

  const onKeyDown = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape" && !target.closest("textarea")) {
      setActiveKey(null);
      focusComposer();
      return;
    }
    if (target.tagName !== "ARTICLE") return;
    const first = rows[0]?.kind === "start" ? 1 : 0;
    const last = rows.length - 1;
    const steps: Record<string, number> = {
      ArrowUp: Math.max(first, activeIndex - 1),
      ArrowDown: Math.min(last, activeIndex + 1),
      PageUp: Math.max(first, activeIndex - 10),
      PageDown: Math.min(last, activeIndex + 10),
      Home: first,
      End: last,
    };
    const to = steps[event.key];
    const row = rows[activeIndex];
    if (to !== undefined) focusRow(to);
    else if (row?.kind === "message" && !row.message.deleted) {
      const answersForIt = row.message.author === me;
      if (event.key === "e" && isOwn(row.message, me)) onEdit(row.message.id);
      else if ((event.key === "Delete" || event.key === "Backspace") && (answersForIt || moderator)) onDelete(row.message);
      else return;
    } else return;
    event.preventDefault();
  };

  return { onKeyDown, focusRow };
}
