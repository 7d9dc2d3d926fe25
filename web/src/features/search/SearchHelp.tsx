const lines = [
  ["anchor chain", "both words, in any order and form"],
  ["“anchor chain”", "just these words, in this order"],
  ["anch*", "words that begin so (three letters or more)"],
  ["-rope", "without this word"],
  ["from:@ben", "by Ben; from:me is you"],
  ["in:#deck", "in this channel"],
  ["after:2026-01-31", "also before: and on: a day"],
  ["has:link", "with a link in it"],
] as const;

export function SearchHelp() {
  return (
    <dl className="search-help" aria-label="What you can write">
      {lines.map(([example, meaning]) => (
        <div key={example}>
          <dt>
            <code>{example}</code>
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
