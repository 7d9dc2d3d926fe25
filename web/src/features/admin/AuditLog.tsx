import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Form } from "react-aria-components";
import type { AuditSearch } from "@/api/api";
import { explain } from "@/api/problem";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Choice, Field } from "@/ui/Field";
import { Empty, Failed, Waiting } from "@/ui/Notice";
import { PageSection } from "../shell/TabbedPage";
import { AuditRow } from "./AuditRow";
import { kinds, outcomes, whomOrWhat, type Kind, type Outcome } from "./audit_filter";
import { VerifyAudit } from "./VerifyAudit";

export function AuditLog() {
  const { chat } = useSignedIn();
  const [search, setSearch] = useState<AuditSearch>({});
  const log = useInfiniteQuery({
    queryKey: ["audit", search],
    queryFn: ({ pageParam }) => chat.api.searchAudit({ ...search, ...(pageParam ? { before: pageParam } : {}) }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.next === null ? null : String(page.next)),
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
  const entries = log.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = Object.keys(search).length > 0;

  return (
    <PageSection
      title="Audit log"
      lead="What was done, by whom and from where. Entries are chained by hashes: none can be changed or taken out unnoticed."
    >
      <VerifyAudit onVerified={() => void log.refetch()} />
      <Filter onSearch={setSearch} />
      {log.isPending ? (
        <Waiting />
      ) : log.error && !entries.length ? (
        <Failed message={explain(log.error)} onRetry={() => void log.refetch()} />
      ) : (
        <>
          {entries.length > 0 && (
            <ol className="audit">
              {entries.map((entry) => (
                <AuditRow key={entry.seq} entry={entry} />
              ))}
            </ol>
          )}
          {!entries.length && !log.hasNextPage && (
            <Empty icon="log" title={filtered ? "Nothing like that" : "No entries yet"}>
              {filtered && <p>No entry is as you say. Ask for less.</p>}
            </Empty>
          )}
          {log.isFetchNextPageError && <Failed message={explain(log.error)} />}
          {log.hasNextPage && (
            <div className="form-actions">
              <Button icon="down" onPress={() => void log.fetchNextPage()} isPending={log.isFetchingNextPage}>
                {entries.length ? "Show older entries" : "Look further back"}
              </Button>
            </div>
          )}
        </>
      )}
    </PageSection>
  );
}

function Filter({ onSearch }: { onSearch: (search: AuditSearch) => void }) {
  const { chat, me } = useSignedIn();
  const [kind, setKind] = useState<Kind>("");
  const [outcome, setOutcome] = useState<Outcome>("");
  const [text, setText] = useState("");
  const [error, setError] = useState<string | null>(null);
  const people = useQuery({ queryKey: ["users"], queryFn: chat.api.users, enabled: me.permissions.includes("view_audit") });

  const apply = (next: { kind?: Kind; outcome?: Outcome }) => {
    const about = whomOrWhat(text, people.data ?? []);
    setError(about ? null : "Nobody here is called so. Enter a person’s name, an address or an id.");
    if (!about) return;
    const event = next.kind ?? kind;
    const ended = next.outcome ?? outcome;
    onSearch({ ...about, ...(event ? { event } : {}), ...(ended ? { outcome: ended } : {}) });
  };
  return (
    <Form
      className="section-tools audit-filter"
      aria-label="Search the audit log"
      onSubmit={(event) => {
        event.preventDefault();
        apply({});
      }}
    >
      <Choice
        label="What"
        value={kind}
        options={kinds}
        onChange={(chosen) => {
          setKind(chosen);
          apply({ kind: chosen });
        }}
      />
      <Choice
        label="How it ended"
        value={outcome}
        options={outcomes}
        onChange={(chosen) => {
          setOutcome(chosen);
          apply({ outcome: chosen });
        }}
      />
      <Field label="Person, address or id" name="about" value={text} onChange={setText} error={error} autoCapitalize="none" spellCheck="false" />
      <Button type="submit" icon="search">
        Search
      </Button>
    </Form>
  );
}
