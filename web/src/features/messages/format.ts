// The formatting tools: what each does to the selection of a text box. Edits go through the browser's own editing
// command where there is one, so that undo works.
import type { IconName } from "@/ui/Icon";

export type Format = "bold" | "italic" | "strike" | "code" | "codeblock" | "quote" | "list" | "link";

export const formats: readonly { kind: Format; icon: IconName; label: string; shortcut?: string }[] = [
  { kind: "bold", icon: "bold", label: "Bold", shortcut: "Ctrl B" },
  { kind: "italic", icon: "italic", label: "Italic", shortcut: "Ctrl I" },
  { kind: "strike", icon: "strike", label: "Strikethrough", shortcut: "Ctrl ⇧ X" },
  { kind: "link", icon: "link", label: "Link" },
  { kind: "code", icon: "code", label: "Code" },
  { kind: "codeblock", icon: "codeblock", label: "Code block" },
  { kind: "quote", icon: "quote", label: "Quote" },
  { kind: "list", icon: "list", label: "List" },
];

export interface Edit {
  /** Replaces this range… */
  from: number;
  to: number;
  /** …by this, then selects that range. */
  text: string;
  select: [number, number];
}

const around: Partial<Record<Format, string>> = { bold: "**", italic: "_", strike: "~~", code: "`" };

export function editFor(kind: Format, value: string, start: number, end: number): Edit {
  const selected = value.slice(start, end);
  const mark = around[kind];
  if (mark) return wrap(value, start, end, mark);
  if (kind === "codeblock") {
    const before = start > 0 && value[start - 1] !== "\n" ? "\n" : "";
    const text = `${before}\`\`\`\n${selected}\n\`\`\`\n`;
    const inner = start + before.length + 4;
    return { from: start, to: end, text, select: [inner, inner + selected.length] };
  }
  if (kind === "link") {
    const label = selected || "text";
    const text = `[${label}](https://)`;
    const url = start + label.length + 3;
    return { from: start, to: end, text, select: selected ? [url, url + 8] : [start + 1, start + 5] };
  }
  return prefix(value, start, end, kind === "quote" ? "> " : "- ");
}

function wrap(value: string, start: number, end: number, mark: string): Edit {
  const inside = value.slice(start, end);
  const size = mark.length;
  if (value.slice(start - size, start) === mark && value.slice(end, end + size) === mark)
    return { from: start - size, to: end + size, text: inside, select: [start - size, end - size] };
  return { from: start, to: end, text: mark + inside + mark, select: [start + size, end + size] };
}

function prefix(value: string, start: number, end: number, mark: string): Edit {
  const from = value.lastIndexOf("\n", start - 1) + 1;
  const lines = value.slice(from, end).split("\n");
  const marked = lines.every((line) => line.startsWith(mark));
  const text = lines.map((line) => (marked ? line.slice(mark.length) : mark + line)).join("\n");
  const stop = from + text.length;
  return { from, to: end, text, select: start === end ? [stop, stop] : [from, stop] };
}

export function applyFormat(area: HTMLTextAreaElement, kind: Format): void {
  apply(area, editFor(kind, area.value, area.selectionStart, area.selectionEnd));
}

/** In place of the selection; the cursor stands behind it. */
export function insert(area: HTMLTextAreaElement, text: string): void {
  const [from, to] = [area.selectionStart, area.selectionEnd];
  apply(area, { from, to, text, select: [from + text.length, from + text.length] });
}

function apply(area: HTMLTextAreaElement, edit: Edit): void {
  area.focus();
  area.setSelectionRange(edit.from, edit.to);
  if (!document.execCommand("insertText", false, edit.text)) area.setRangeText(edit.text, edit.from, edit.to);
  area.setSelectionRange(...edit.select);
}
