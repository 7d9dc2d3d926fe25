import { expect, test } from "vitest";
import { parse, safeHref } from "@/features/messages/parse";

const kinds = (text: string): string[] => {
  const found: string[] = [];
  const walk = (node: { type: string; children?: unknown[] }) => {
    found.push(node.type);
    for (const child of node.children ?? []) walk(child as { type: string });
  };
  walk(parse(text) as unknown as { type: string });
  return found;
};

test("only addresses of the web and of mail are followed", () => {
  for (const good of ["https://example.org/a", "http://example.org", "mailto:somebody@example.org"])
    expect(safeHref(good)).toBe(good);
  for (const bad of ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//example.org", "/admin", ""])
    expect(safeHref(bad)).toBeNull();
});

test("markup of HTML is never parsed as such", () => {
  for (const text of ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a <b>bold</b> word", "<!-- hidden -->"])
    expect(kinds(text)).not.toContain("html");
});

test("images are not loaded from a message", () => {
  expect(kinds("![alt](https://example.org/x.png)")).not.toContain("image");
});

test("what people write in chat is understood", () => {
  expect(kinds("**strong** _emphasis_ ~~gone~~ `code`")).toEqual(
    expect.arrayContaining(["strong", "emphasis", "delete", "inlineCode"]),
  );
  expect(kinds("```js\nlet a;\n```")).toContain("code");
  expect(kinds("> quoted\n\n- a\n- b")).toEqual(expect.arrayContaining(["blockquote", "list", "listItem"]));
  expect(kinds("see https://example.org today")).toContain("link");
});
