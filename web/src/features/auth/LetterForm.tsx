// Asks for an e-mail address and sends a letter there. What it says afterwards is the same for every address.
import { useState, type ReactNode } from "react";
import { Form } from "react-aria-components";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { FormError } from "@/ui/Notice";
import { AuthFrame } from "./AuthFrame";

interface Props {
  title: string;
  lead: ReactNode;
  send: (address: string) => Promise<unknown>;
  /** Back to signing in. */
  onLeave?: () => void;
}

export function LetterForm({ title, lead, send, onLeave }: Props) {
  const [address, setAddress] = useState("");
  const [sent, setSent] = useState(false);
  const submission = useSubmission(["address"]);
  if (sent) {
    return (
      <AuthFrame
        title="Look into your mail"
        lead={
          <>
            If <strong>{address.trim()}</strong> fits, a letter with a link is on its way to it. It can take some minutes;
            look into the spam folder, too.
          </>
        }
      >
        <Button onPress={() => setSent(false)}>Use another address</Button>
      </AuthFrame>
    );
  }
  const submit = async () => {
    if (!address.trim()) return submission.fail("address", "Enter your e-mail address.");
    if (await submission.run(() => send(address.trim()))) setSent(true);
  };
  return (
    <AuthFrame title={title} lead={lead}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Field
          label="E-mail address"
          name="address"
          type="email"
          autoComplete="email"
          autoCapitalize="none"
          spellCheck="false"
          value={address}
          onChange={setAddress}
          error={submission.fieldError("address")}
          autoFocus
          isRequired
        />
        <FormError message={submission.error} />
        <Button type="submit" look="primary" isPending={submission.busy}>
          Send the letter
        </Button>
        {onLeave && (
          <Button look="quiet" onPress={onLeave}>
            Back to sign-in
          </Button>
        )}
      </Form>
    </AuthFrame>
  );
}
