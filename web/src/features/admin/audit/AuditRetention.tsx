// How long entries of the audit log are kept.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Form } from "react-aria-components";
import type { AuditLogKind } from "@/api/api";
import { explain } from "@/api/problem";
import type { AuditRetention as Retention } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { Choice, Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { Failed, Waiting } from "@/ui/Notice";
import { toast } from "@/ui/toast";
import { PageSection } from "../../shell/TabbedPage";

const choices = [
  { id: "ever", name: "For ever" },
  { id: "days", name: "For a number of days" },
] as const;
type Kept = (typeof choices)[number]["id"];

export function AuditRetention({ log }: { log: AuditLogKind }) {
  const { chat, me } = useSignedIn();
  const retention = useQuery({ queryKey: ["audit-retention", log], queryFn: () => chat.api.auditRetention(log), staleTime: 0 });
  if (!me.permissions.includes("manage_privacy")) return null;
  return (
    <PageSection
      title="How long it is kept"
      lead="Older entries are removed from the beginning of the log. What is kept still verifies, and the removal is an entry itself."
    >
      {retention.error ? (
        <Failed message={explain(retention.error)} onRetry={() => void retention.refetch()} />
      ) : retention.data ? (
        <Settings key={`${log} ${retention.data.keep_days}`} log={log} now={retention.data} />
      ) : (
        <Waiting label="Looking…" />
      )}
    </PageSection>
  );
}

function Settings({ log, now }: { log: AuditLogKind; now: Retention }) {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const [kept, setKept] = useState<Kept>(now.keep_days === null ? "ever" : "days");
  const [days, setDays] = useState(String(now.keep_days ?? 365));
  const [asking, setAsking] = useState(false);
  const submission = useSubmission(["keep_days"]);
  const wanted = kept === "ever" ? null : Number(days);
  const valid = wanted === null || (Number.isInteger(wanted) && wanted >= 30 && wanted <= 36_500);

  const save = async () => {
    const done = await submission.run(async () => {
      queries.setQueryData(["audit-retention", log], await chat.api.setAuditRetention(log, wanted));
    });
    setAsking(false);
    if (done) toast("Saved. It counts from now on.");
  };
  return (
    <Form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!valid) return submission.fail("keep_days", "Use a whole number of days, 30 at least.");
        submission.clear();
        setAsking(true);
      }}
    >
      <Choice label="Entries are kept" value={kept} options={choices} onChange={setKept} />
      {kept === "days" && (
        <Field
          label="Days"
          name="keep_days"
          inputMode="numeric"
          hint="30 at least. Entries go in blocks of 256, so the oldest may stay a little longer."
          value={days}
          onChange={setDays}
          error={submission.fieldError("keep_days")}
        />
      )}
      <div className="form-actions">
        <Button type="submit" look="primary" isDisabled={wanted === now.keep_days}>
          Save
        </Button>
      </div>
      {asking && (
        <Confirm
          title={wanted === null ? "Keep entries for ever?" : `Remove entries after ${wanted} days?`}
          action="Save"
          look={wanted === null ? "primary" : "danger"}
          busy={submission.busy}
          error={submission.error}
          onConfirm={() => void save()}
          onClose={() => setAsking(false)}
        >
          <p>
            {wanted === null
              ? "Nothing is removed from now on. What was removed stays so."
              : "What is older goes within the hour, and cannot be brought back. Export the log first if you must keep it."}
          </p>
        </Confirm>
      )}
    </Form>
  );
}
