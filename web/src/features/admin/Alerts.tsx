// What the rules over the audit log raised, newest first.
import { useInfiniteQuery } from "@tanstack/react-query";
import { explain } from "@/api/problem";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Empty, Failed, Waiting } from "@/ui/Notice";
import { dateTime } from "@/ui/time";
import { PageSection } from "../shell/TabbedPage";

export function Alerts() {
  const { chat } = useSignedIn();
  const log = useInfiniteQuery({
    queryKey: ["alerts"],
    queryFn: ({ pageParam }) => chat.api.alerts(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.next === null ? null : String(page.next)),
    staleTime: 0,
    refetchInterval: 15_000,
  });
  const alerts = log.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <PageSection title="Alerts" lead="What somebody should look at. The entry named is in the audit log.">
      {log.isPending ? (
        <Waiting />
      ) : log.error && !alerts.length ? (
        <Failed message={explain(log.error)} onRetry={() => void log.refetch()} />
      ) : alerts.length === 0 ? (
        <Empty icon="shield" title="No alerts">
          <p>Nothing happened that a rule below is about.</p>
        </Empty>
      ) : (
        <ol className="audit" aria-label="Alerts">
          {alerts.map((alert) => (
            <li key={`${alert.seq} ${alert.rule}`} className="alert-row">
              <span className="audit-what">
                {alert.meaning || alert.rule}
                {alert.count > 1 && ` (${alert.count} entries)`}
              </span>
              <span className="audit-at">entry {alert.seq}</span>
              <time className="audit-at" dateTime={alert.at}>
                {dateTime(alert.at)}
              </time>
            </li>
          ))}
        </ol>
      )}
      {log.hasNextPage && (
        <div className="form-actions">
          <Button icon="down" onPress={() => void log.fetchNextPage()} isPending={log.isFetchingNextPage}>
            Show older alerts
          </Button>
        </div>
      )}
    </PageSection>
  );
}
