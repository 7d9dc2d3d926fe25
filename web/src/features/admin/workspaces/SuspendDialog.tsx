// Suspends a workspace, for a reason that its audit log keeps.
import { useState } from "react";
import type { WorkspaceState } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Dialog } from "@/ui/Dialog";
import { DialogForm } from "@/ui/DialogForm";
import { Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { toast } from "@/ui/toast";

export function SuspendDialog({ workspace, onClose }: { workspace: WorkspaceState; onClose: () => void }) {
  const { chat } = useSignedIn();
  const [reason, setReason] = useState("");
  const submission = useSubmission(["reason"]);
  const submit = async () => {
    if (!(await submission.run(() => chat.api.suspendWorkspace(workspace.id, reason.trim())))) return;
    onClose();
    toast(`${workspace.slug} is suspended.`);
  };
  return (
    <Dialog title={`Suspend ${workspace.slug}`} onClose={onClose}>
      <DialogForm action="Suspend" look="danger" submission={submission} onSubmit={submit} onClose={onClose}>
        <p>Everybody in it is cut off at once, and nobody gets in until you resume it. Nothing is lost.</p>
        <Field
          label="Reason"
          name="reason"
          hint="For the audit logs, theirs too."
          value={reason}
          onChange={setReason}
          error={submission.fieldError("reason")}
          maxLength={200}
          autoFocus
        />
      </DialogForm>
    </Dialog>
  );
}
