// How far the log is signed, who cosigned it, and by which key others verify it.
import { useQuery } from "@tanstack/react-query";
import type { AuditLogKind } from "@/api/api";
import { explain } from "@/api/problem";
import type { AuditCheckpoint } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { copyText } from "@/ui/copy";
import { Icon } from "@/ui/Icon";
import { Failed, Waiting } from "@/ui/Notice";
import { PageSection } from "../../shell/TabbedPage";

export function AuditTrust({ log }: { log: AuditLogKind }) {
  const { chat } = useSignedIn();
  const signed = useQuery({
    queryKey: ["audit-checkpoint", log],
    queryFn: () => chat.api.auditCheckpoint(log),
    staleTime: 0,
  });
  return (
    <PageSection
      title="Signatures"
      lead="Every minute the server signs how far the log has got. Whoever has the key verifies exports and proofs without it."
    >
      {signed.error ? (
        <Failed message={explain(signed.error)} onRetry={() => void signed.refetch()} />
      ) : !signed.data ? (
        <Waiting label="Looking…" />
      ) : signed.data.note === null ? (
        <p>Nothing is signed yet. The first signature comes within a minute.</p>
      ) : (
        <Signed checkpoint={signed.data} />
      )}
    </PageSection>
  );
}

function Signed({ checkpoint }: { checkpoint: AuditCheckpoint }) {
  return (
    <>
      <dl className="facts">
        <dt>Signed up to</dt>
        <dd>entry {checkpoint.size}</dd>
        <dt>Witnesses</dt>
        <dd>
          {checkpoint.witnesses.length === 0
            ? "None. Only somebody who keeps exports would notice a log that was put back to an older state."
            : checkpoint.witnesses.map((witness) => (
                <p key={witness.name} className="witness">
                  <Icon name={witness.size === checkpoint.size ? "check" : "warning"} size={14} /> {witness.name}: up to entry{" "}
                  {witness.size}
                </p>
              ))}
        </dd>
        <dt>Verifier key</dt>
        <dd>
          <code className="chain">{checkpoint.verifier_key}</code>
        </dd>
      </dl>
      <div className="form-actions">
        <Button icon="copy" onPress={() => copyText(checkpoint.verifier_key)}>
          Copy key
        </Button>
      </div>
    </>
  );
}
