import { useState } from "react";
import type { AuditLogKind } from "@/api/api";
import type { AuditVerification } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { useSubmission } from "@/ui/form";
import { Icon } from "@/ui/Icon";
import { FormError } from "@/ui/Notice";

export function VerifyAudit({ log, onVerified }: { log: AuditLogKind; onVerified: () => void }) {
  const { chat } = useSignedIn();
  const submission = useSubmission();
  const [verdict, setVerdict] = useState<AuditVerification | null>(null);

  const verify = async () => {
    setVerdict(null);
    const done = await submission.run(async () => setVerdict(await chat.api.verifyAudit(log)));
    if (done) onVerified();
  };

  return (
    <div className="section-tools">
      <Button icon="shield" onPress={() => void verify()} isPending={submission.busy}>
        {submission.busy ? "Verifying…" : "Verify the log"}
      </Button>
      <div role="status" className="verdict">
        {verdict && <Verdict verdict={verdict} />}
      </div>
      <FormError message={submission.error} />
    </div>
  );
}

function Verdict({ verdict }: { verdict: AuditVerification }) {
  if (!verdict.ok)
    return (
      <p className="notice notice-error">
        <Icon name="warning" />
        <span>
          <strong>The log does not hold together.</strong> {verdict.problem}
        </span>
      </p>
    );
  return (
    <p className="notice notice-good">
      <Icon name="check" />
      <span>
        {verdict.entries} entries{verdict.first > 1 && ` from ${verdict.first} on`}, all unchanged
        {verdict.checkpoint > 0 && `, and as signed up to entry ${verdict.checkpoint}`}. Chain: <code className="chain">{verdict.chain}</code>
      </span>
    </p>
  );
}
