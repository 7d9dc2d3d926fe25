import { useInfiniteQuery } from "@tanstack/react-query";
import { explain } from "@/api/problem";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Empty, Failed, Waiting } from "@/ui/Notice";
import { PageSection } from "../shell/TabbedPage";
import { newestEntry, pageUpTo } from "./audit_pages";
import { AuditRow } from "./AuditRow";
import { VerifyAudit } from "./VerifyAudit";

export function AuditLog() {
  const { chat } = useSignedIn();
  const log = useInfiniteQuery({
    queryKey: ["audit"],
    queryFn: async ({ pageParam }) => pageUpTo(chat.api.audit, pageParam ?? (await newestEntry(chat.api.audit))),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => {
      const oldest = page[page.length - 1]?.seq ?? 1;
      return oldest > 1 ? oldest - 1 : undefined;
    },
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
  const entries = log.data?.pages.flat() ?? [];

  return (
    <PageSection
      title="Audit log"
      lead="What was done, by whom and from where. Entries are chained by hashes: none can be changed or taken out unnoticed."
    >
      <VerifyAudit onVerified={() => void log.refetch()} />
      {log.isPending ? (
        <Waiting />
      ) : log.error && !entries.length ? (
        <Failed message={explain(log.error)} onRetry={() => void log.refetch()} />
      ) : entries.length ? (
        <>
          <ol className="audit">
            {entries.map((entry) => (
              <AuditRow key={entry.seq} entry={entry} />
            ))}
          </ol>
          {log.isFetchNextPageError && <Failed message={explain(log.error)} />}
          {log.hasNextPage && (
            <div className="form-actions">
              <Button icon="down" onPress={() => void log.fetchNextPage()} isPending={log.isFetchingNextPage}>
                Show older entries
              </Button>
            </div>
          )}
        </>
      ) : (
        <Empty icon="log" title="No entries yet" />
      )}
    </PageSection>
  );
}
