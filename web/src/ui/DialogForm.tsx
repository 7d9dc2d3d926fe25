// What a dialog with a form consists of: its fields, what went wrong, and two buttons. The enter key sends it.
import type { ReactNode } from "react";
import { Form } from "react-aria-components";
import { Button } from "./Button";
import { DialogActions } from "./Dialog";
import type { Submission } from "./form";
import { FormError } from "./Notice";

interface DialogFormProps {
  action: string;
  look?: "primary" | "danger";
  submission: Submission;
  onSubmit: () => Promise<void>;
  onClose: () => void;
  children: ReactNode;
}

export function DialogForm({ action, look = "primary", submission, onSubmit, onClose, children }: DialogFormProps) {
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        void onSubmit();
      }}
    >
      <div className="dialog-body form">
        {children}
        <FormError message={submission.error} />
      </div>
      <DialogActions>
        <Button onPress={onClose}>Cancel</Button>
        <Button type="submit" look={look} isPending={submission.busy}>
          {action}
        </Button>
      </DialogActions>
    </Form>
  );
}
