// Destroys a suspended workspace; its short name is typed once more.
import { useState } from "react";
import type { WorkspaceState } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Dialog } from "@/ui/Dialog";
import { DialogForm } from "@/ui/DialogForm";
import { Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { toast } from "@/ui/toast";

export function WipeDialog({ workspace, onClose }: { workspace: WorkspaceState; onClose: () => void }) {
  const { chat } = useSignedIn();
  const [confirm, setConfirm] = useState("");
  const submission = useSubmission(["confirm"]);
  const submit = async () => {
    if (confirm !== workspace.slug) return submission.fail("confirm", `Type ${workspace.slug}.`);
    if (!(await submission.run(() => chat.api.wipeWorkspace(workspace.id, confirm)))) return;
    onClose();
    toast(`${workspace.slug} is gone for good.`);
  };
  return (
    <Dialog title={`Wipe ${workspace.slug}`} onClose={onClose}>
      <DialogForm action="Wipe for good" look="danger" submission={submission} onSubmit={submit} onClose={onClose}>
        <p>
          Its keys and its file are destroyed. Nobody can bring back what was in it; copies of the data directory made
          before still open with the root key of their time.
        </p>
        <Field
          label="Its short name"
          name="confirm"
          hint={`Type ${workspace.slug} to go on.`}
          value={confirm}
          onChange={setConfirm}
          error={submission.fieldError("confirm")}
          autoFocus
          isRequired
        />
      </DialogForm>
    </Dialog>
  );
}
