// A message's text as React elements. No HTML string is made at any point, so nothing in a message can become markup.
import type { Nodes, Parents } from "mdast";
import { Fragment, memo, useMemo, useState, type ReactNode } from "react";
import { ErrorBoundary } from "@/ui/ErrorBoundary";
import { IconButton } from "@/ui/Button";
import { Mention } from "./Mention";
import { partsOf } from "./mentions";
import { parse, safeHref } from "./parse";

const DEEPEST = 12; // levels of quotes and lists; what is nested further is shown as written

export const Markdown = memo(function Markdown({ text }: { text: string }) {
  return (
    <div className={emojiOnly(text) ? "markdown markdown-emoji" : "markdown"} dir="auto">
      <ErrorBoundary fallback={<p>{lines(text)}</p>}>
        <Parsed text={text} />
      </ErrorBoundary>
    </div>
  );
});

function Parsed({ text }: { text: string }) {
  return useMemo(() => children(parse(text), text, 0), [text]);
}

function children(parent: Parents, source: string, depth: number): ReactNode {
  return parent.children.map((child, index) => <Fragment key={index}>{element(child, source, depth + 1)}</Fragment>);
}

function element(node: Nodes, source: string, depth: number): ReactNode {
  if (depth > DEEPEST) return lines(written(node, source));
  switch (node.type) {
    case "text":
      return mentioning(node.value);
    case "paragraph":
      return <p>{children(node, source, depth)}</p>;
    case "heading":
      return <p className="markdown-heading">{children(node, source, depth)}</p>;
    case "emphasis":
      return <em>{children(node, source, depth)}</em>;
    case "strong":
      return <strong>{children(node, source, depth)}</strong>;
    case "delete":
      return <del>{children(node, source, depth)}</del>;
    case "inlineCode":
      return <code>{node.value}</code>;
    case "code":
      return <CodeBlock text={node.value} language={node.lang ?? ""} />;
    case "blockquote":
      return <blockquote>{children(node, source, depth)}</blockquote>;
    case "list":
      return node.ordered ? (
        <ol start={node.start ?? 1}>{children(node, source, depth)}</ol>
      ) : (
        <ul>{children(node, source, depth)}</ul>
      );
    case "listItem":
      return <li>{children(node, source, depth)}</li>;
    case "thematicBreak":
      return <hr />;
    case "break":
      return <br />;
    case "link": {
      const href = safeHref(node.url);
      if (!href) return lines(written(node, source));
      return (
        <a href={href} target="_blank" rel="noopener noreferrer nofollow">
          {children(node, source, depth)}
        </a>
      );
    }
    default:
      return lines(written(node, source));
  }
}

function CodeBlock({ text, language }: { text: string; language: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    void navigator.clipboard.writeText(text).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 2_000);
    });
  return (
    <div className="code-block">
      <pre tabIndex={0} aria-label={language ? `Code, ${language}` : "Code"} role="group">
        <code>{text}</code>
      </pre>
      <IconButton icon={copied ? "check" : "copy"} label={copied ? "Copied" : "Copy code"} size={15} onPress={copy} />
    </div>
  );
}

function mentioning(text: string): ReactNode {
  if (!text.includes("<@")) return lines(text);
  return partsOf(text).map((part, index) => (
    <Fragment key={index}>{"group" in part ? <Mention group={part.group} /> : lines(part.text)}</Fragment>
  ));
}

/** In chat a line break is a line break. */
function lines(text: string): ReactNode {
  if (!text.includes("\n")) return text;
  return text.split("\n").map((line, index) => (
    <Fragment key={index}>
      {index > 0 && <br />}
      {line}
    </Fragment>
  ));
}

function written(node: Nodes, source: string): string {
  const { position } = node;
  return position ? source.slice(position.start.offset, position.end.offset) : "";
}

const emoji = /^(?:\p{Extended_Pictographic}[\u{fe0f}\u{200d}\u{1f3fb}-\u{1f3ff}]*\s*)+$/u;

function emojiOnly(text: string): boolean {
  return text.length <= 24 && emoji.test(text.trim());
}
