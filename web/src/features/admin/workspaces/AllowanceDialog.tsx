// What a workspace has, and what it may have.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Checkbox } from "react-aria-components";
import { explain } from "@/api/problem";
import type { Allowance, WorkspaceDetails, WorkspaceState } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Dialog } from "@/ui/Dialog";
import { DialogForm } from "@/ui/DialogForm";
import { Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { Failed, Waiting } from "@/ui/Notice";
import { toast } from "@/ui/toast";

export function AllowanceDialog({ workspace, onClose }: { workspace: WorkspaceState; onClose: () => void }) {
  const { chat } = useSignedIn();
  const details = useQuery({
    queryKey: ["server-workspace", workspace.id],
    queryFn: () => chat.api.serverWorkspace(workspace.id),
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <Dialog title={`What ${workspace.slug} may have`} onClose={onClose}>
      {details.error && <Failed message={explain(details.error)} onRetry={() => void details.refetch()} />}
      {!details.error && !details.data && <Waiting label="Looking…" />}
      {details.data && <AllowanceForm details={details.data} onClose={onClose} />}
    </Dialog>
  );
}

type Limit = Exclude<keyof Allowance, "compliance_log">;
const limits: readonly { name: Limit; label: string; hint: string }[] = [
  { name: "people", label: "People", hint: "Accounts that are active." },
  { name: "channels", label: "Channels", hint: "Conversations count, too." },
  { name: "requests_per_second", label: "Requests a second", hint: "Of all its people and programs together." },
];

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`;

function AllowanceForm({ details, onClose }: { details: WorkspaceDetails; onClose: () => void }) {
  const { chat } = useSignedIn();
  const { workspace, use, allowance } = details;
  const [values, setValues] = useState(() =>
    Object.fromEntries(limits.map(({ name }) => [name, String(allowance?.[name] ?? "")])) as Record<Limit, string>,
  );
  const [complianceLog, setComplianceLog] = useState(allowance?.compliance_log ?? true);
  const submission = useSubmission(limits.map(({ name }) => name));
  const submit = async () => {
    const wrong = limits.find(({ name }) => !/^([1-9]\d{0,5}|1000000)?$/.test(values[name].trim()));
    if (wrong) return submission.fail(wrong.name, "A number from 1 to 1000000, or nothing for no limit.");
    const given = limits.filter(({ name }) => values[name].trim()).map(({ name }) => [name, Number(values[name])]);
    const allowed = { ...(Object.fromEntries(given) as Partial<Allowance>), compliance_log: complianceLog };
    const done = await submission.run(() => chat.api.allowWorkspace(workspace.id, allowed));
    if (!done) return;
    onClose();
    toast(`Saved for ${workspace.slug}. What is there already stays.`);
  };
  return (
    <DialogForm action="Save" submission={submission} onSubmit={submit} onClose={onClose}>
      {use ? (
        <p>
          It has {counted(use.people, "person", "people")}, {counted(use.channels, "channel", "channels")} and{" "}
          {megabytes(use.bytes)} on the disk.
        </p>
      ) : (
        <p>It is locked by its own key service: what it has cannot be counted now.</p>
      )}
      {limits.map(({ name, label, hint }) => (
        <Field
          key={name}
          label={label}
          name={name}
          hint={`${hint} Empty: no limit.`}
          value={values[name]}
          onChange={(value) => setValues({ ...values, [name]: value })}
          error={submission.fieldError(name)}
          inputMode="numeric"
        />
      ))}
      <Checkbox isSelected={complianceLog} onChange={setComplianceLog} className="check">
        <span className="check-box" aria-hidden="true" />
        Keep a compliance log: what becomes of its data
      </Checkbox>
    </DialogForm>
  );
}
