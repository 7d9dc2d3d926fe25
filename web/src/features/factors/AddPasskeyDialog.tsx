// A name, then the browser asks for the device; with the first factor come the recovery codes.
import { useState } from "react";
import { Form } from "react-aria-components";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { FormError } from "@/ui/Notice";
import { toast } from "@/ui/toast";
import { clientName } from "../settings/client_name";
import { RecoveryCodesPanel } from "./RecoveryCodesPanel";

interface Props {
  /** It is there, and the codes, if there were any, are kept. */
  onAdded: () => void;
  onClose: () => void;
}

export function AddPasskeyDialog({ onAdded, onClose }: Props) {
  const { chat } = useSignedIn();
  const [codes, setCodes] = useState<string[] | null>(null);
  const done = (given: string[] | null) => {
    toast("The passkey was added.");
    if (given) setCodes(given);
    else onAdded();
  };
  return (
    <Dialog title={codes ? "Recovery codes" : "Add a passkey"} onClose={codes ? onAdded : onClose}>
      {codes ? (
        <div className="dialog-body">
          <RecoveryCodesPanel codes={codes} onDone={onAdded} />
        </div>
      ) : (
        <NameIt add={(name) => chat.api.addPasskey(name)} onMade={done} onClose={onClose} />
      )}
    </Dialog>
  );
}

interface NameProps {
  add: (name: string) => Promise<{ codes: string[] | null }>;
  onMade: (codes: string[] | null) => void;
  onClose: () => void;
}

function NameIt({ add, onMade, onClose }: NameProps) {
  const [name, setName] = useState(() => clientName(navigator.userAgent));
  const submission = useSubmission(["name"]);
  const submit = () => {
    if (!name.trim()) return submission.fail("name", "Give it a name, so that you know it again.");
    void submission.run(async () => onMade((await add(name.trim())).codes));
  };
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="dialog-body form">
        <p>
          A passkey lives on this device, on your phone or on a security key, and nobody can learn it from you. Your
          browser will ask where to keep it.
        </p>
        <Field
          label="Name"
          name="name"
          maxLength={80}
          value={name}
          onChange={setName}
          error={submission.fieldError("name")}
          autoFocus
          isRequired
        />
        <FormError message={submission.error} />
      </div>
      <DialogActions>
        <Button onPress={onClose}>Cancel</Button>
        <Button type="submit" look="primary" isPending={submission.busy}>
          {submission.busy ? "Waiting for the browser…" : "Continue"}
        </Button>
      </DialogActions>
    </Form>
  );
}
