// Markdown as people write it in chat: CommonMark with strikethrough and bare links, without HTML, images, headings by
// underlining or indented code, which in chat come about by accident.
import type { Root, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmAutolinkLiteralFromMarkdown } from "mdast-util-gfm-autolink-literal";
import { gfmStrikethroughFromMarkdown } from "mdast-util-gfm-strikethrough";
import { gfmAutolinkLiteral } from "micromark-extension-gfm-autolink-literal";
import { gfmStrikethrough } from "micromark-extension-gfm-strikethrough";

const off = ["htmlFlow", "htmlText", "labelStartImage", "setextUnderline", "codeIndented", "definition"];

const extensions = [gfmStrikethrough({ singleTilde: false }), gfmAutolinkLiteral(), { disable: { null: off } }];
const mdastExtensions = [gfmStrikethroughFromMarkdown(), gfmAutolinkLiteralFromMarkdown()];

const KEPT = 500;
const parsed = new Map<string, Root>();

/** The most of one markup character a text may hold and still be parsed; nobody writes more, and it costs much time. */
const MOST_MARKS = 400;

export function parse(text: string): Root {
  const known = parsed.get(text);
  if (known) return known;
  const root = excessive(text) ? plain(text) : fromMarkdown(text, { extensions, mdastExtensions });
  if (parsed.size >= KEPT) parsed.delete(parsed.keys().next().value as string);
  parsed.set(text, root);
  return root;
}

function excessive(text: string): boolean {
  const counts = new Map<string, number>();
  for (const mark of text.match(/[[\]*_~>`<&]|^[ \t]*[-+]/gm) ?? []) {
    const count = (counts.get(mark) ?? 0) + 1;
    if (count > MOST_MARKS) return true;
    counts.set(mark, count);
  }
  return false;
}

function plain(text: string): Root {
  const paragraph: RootContent = { type: "paragraph", children: [{ type: "text", value: text }] };
  return { type: "root", children: [paragraph] };
}

const linkable = /^(https?:|mailto:)/i;

/** The address if it may be followed from a message, else null. */
export function safeHref(url: string): string | null {
  return linkable.test(url.trim()) ? url.trim() : null;
}
