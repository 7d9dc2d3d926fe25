// Suspends a workspace, for a reason that its audit log keeps.
import { useState } from "react";
import { Form } from "react-aria-components";
import type { WorkspaceState } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { FormError } from "@/ui/Notice";
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
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className="dialog-body form">
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
          <FormError message={submission.error} />
        </div>
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button type="submit" look="danger" isPending={submission.busy}>
            Suspend
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
