// What a message becomes in the page, as React writes it out.
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Markdown } from "@/features/messages/Markdown";

const render = (text: string) => renderToStaticMarkup(<Markdown text={text} />);
const tags = (html: string) => [...new Set([...html.matchAll(/<([a-z0-9]+)/g)].map(([, tag]) => tag))];

test.each([
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "before <b onclick='x'>bold</b> after",
  "<div>\n\n# inside\n\n</div>",
  "<!-- comment -->",
  "<style>*{display:none}</style>",
  "<svg/onload=alert(1)>",
])("HTML is shown as it was written: %s", (text) => {
  const html = render(text);
  expect(tags(html).filter((tag) => !["div", "p", "br"].includes(tag ?? ""))).toEqual([]);
  expect(html).toContain("&lt;");
});

test("entities become their characters, and never markup", () => {
  expect(render("&lt;script&gt; &amp; &copy;")).toContain("<p>&lt;script&gt; &amp; ©</p>");
});

test("links of the web and of mail open apart, without a way back or a word of where one came from", () => {
  for (const url of ["https://example.org/a?b=c", "http://example.org", "mailto:a@example.org"])
    expect(render(`[here](${url})`)).toContain(`<a href="${url}" target="_blank" rel="noopener noreferrer nofollow">here</a>`);
});

test.each(["javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "blob:x", "//example.org", "/admin", "#main"])(
  "a link to %s stays text",
  (url) => {
    for (const text of [`[here](${url})`, `<${url}>`, `[here][r]\n\n[r]: ${url}`]) expect(tags(render(text))).not.toContain("a");
  },
);

test("a scheme hidden by entities or whitespace is no link either", () => {
  for (const text of ["[x](java&#115;cript:alert(1))", "[x](<java\tscript:alert(1)>)", "[x](&#x6A;avascript:alert(1))"])
    expect(render(text)).not.toContain("<a");
});

test("images and tables are not drawn", () => {
  expect(tags(render("![alt](https://example.org/x.png)\n\n|a|b|\n|-|-|\n|1|2|"))).not.toContain("img");
  expect(tags(render("|a|b|\n|-|-|\n|1|2|"))).not.toContain("table");
});

test("emphasis, code, quotes and lists are drawn", () => {
  expect(render("**a** _b_ ~~c~~ `d`")).toContain("<strong>a</strong> <em>b</em> <del>c</del> <code>d</code>");
  expect(render("> a")).toContain("<blockquote><p>a</p></blockquote>");
  expect(render("3. a\n4. b")).toMatch(/<ol start="3"><li>.*a.*<\/li><li>.*b.*<\/li><\/ol>/);
  expect(render("```ts\n<b>&\n```")).toContain("<code>&lt;b&gt;&amp;</code>");
});

test("a line break is a line break, and a heading is no heading of the page", () => {
  expect(render("one\ntwo")).toContain("<p>one<br/>two</p>");
  expect(tags(render("# Loud"))).toEqual(["div", "p"]);
});

test("a tilde, an indent and a line of dashes below a line are no accidents of markup", () => {
  expect(tags(render("~5 km\n~6 km"))).not.toContain("del");
  expect(tags(render("    indented"))).not.toContain("pre");
  expect(render("title\n-----")).not.toContain("markdown-heading");
});

test("what is nested beyond all sense is shown as written, and soon", () => {
  const began = performance.now();
  for (const text of [">".repeat(4000) + " deep", "[".repeat(8000), "*_".repeat(4000), "- ".repeat(4000), "`".repeat(8000), "a@".repeat(4000)]) {
    const html = render(text);
    expect((html.match(/<blockquote>/g) ?? []).length).toBeLessThanOrEqual(12);
    expect(html).toContain("markdown");
  }
  expect(performance.now() - began).toBeLessThan(10_000);
});

test("a few emoji alone are drawn large; text with them is not", () => {
  expect(render("👍🏽 🎉")).toContain("markdown-emoji");
  expect(render("fine 👍")).not.toContain("markdown-emoji");
  expect(render("42")).not.toContain("markdown-emoji");
});
