import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Form } from "react-aria-components";
import type { AuditLogKind, AuditSearch } from "@/api/api";
import { explain } from "@/api/problem";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Choice, Field } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { Empty, Failed, Waiting } from "@/ui/Notice";
import { PageSection } from "../../shell/TabbedPage";
import { AuditRow } from "./AuditRow";
import { kinds, outcomes, whomOrWhat, type Kind, type Outcome } from "./filter";
import { VerifyAudit } from "./VerifyAudit";

const logs = [
  { id: "security", name: "Security", hint: "Who got in or was refused, who may do what, what was done with keys" },
  { id: "compliance", name: "Compliance", hint: "What became of data, who may do what, what was done with keys" },
] as const;

export function AuditLog({ log: kind, onChoose }: { log: AuditLogKind; onChoose: (log: AuditLogKind) => void }) {
  const { chat } = useSignedIn();
  const [search, setSearch] = useState<AuditSearch>({});
  const log = useInfiniteQuery({
    queryKey: ["audit", kind, search],
    queryFn: ({ pageParam }) => chat.api.searchAudit(kind, { ...search, ...(pageParam ? { before: pageParam } : {}) }),
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
      lead="What was done, by whom and from where, in two logs. Entries are chained by hashes: none can be changed or taken out unnoticed."
    >
      <div className="section-tools">
        <Choice label="Log" value={kind} options={logs} onChange={onChoose} />
      </div>
      <Withheld log={kind} />
      <VerifyAudit key={kind} log={kind} onVerified={() => void log.refetch()} />
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
                <AuditRow key={entry.seq} log={kind} entry={entry} />
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

/** That nothing is added to this log, if so. */
function Withheld({ log }: { log: AuditLogKind }) {
  const { chat } = useSignedIn();
  const retention = useQuery({ queryKey: ["audit-retention", log], queryFn: () => chat.api.auditRetention(log), staleTime: 0 });
  if (retention.data?.written !== false) return null;
  return (
    <p className="notice">
      <Icon name="warning" />
      <span>Nothing is added to this log: the administrator of the server lets this workspace have none. What is in it stays.</span>
    </p>
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
