// Asked for when the server wants a fresh proof of who sits here (step_up_required); what was asked goes on after it.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Form } from "react-aria-components";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { FormError, Waiting } from "@/ui/Notice";
import { PasswordField } from "../auth/PasswordField";

export function ProofDialog() {
  const { chat } = useSignedIn();
  const [asked, setAsked] = useState(false);
  const answers = useRef<((proven: boolean) => void)[]>([]);

  useEffect(() => {
    const auth = chat.api.auth;
    auth.askForProof = () =>
      new Promise((resolve) => {
        answers.current.push(resolve);
        setAsked(true);
      });
    return () => {
      auth.askForProof = null;
    };
  }, [chat]);

  if (!asked) return null;
  const answer = (proven: boolean) => {
    setAsked(false);
    for (const resolve of answers.current.splice(0)) resolve(proven);
  };
  return (
    <Dialog title="Is it you?" onClose={() => answer(false)}>
      <Proof onProven={() => answer(true)} onClose={() => answer(false)} />
    </Dialog>
  );
}

function Proof({ onProven, onClose }: { onProven: () => void; onClose: () => void }) {
  const { chat, me } = useSignedIn();
  const factors = useQuery({ queryKey: ["factors"], queryFn: chat.api.factors, staleTime: 0 });
  const [given, setGiven] = useState("");
  const submission = useSubmission(["password", "code"]);
  if (!factors.data) return <Waiting label="Looking…" />;
  const { totp, passkeys } = factors.data;
  const byCode = totp || passkeys.length > 0;
  const name = byCode ? "code" : "password";

  const prove = async (give: () => Promise<unknown>) => {
    if (await submission.run(give)) onProven();
  };
  const submit = async () => {
    if (!given.trim()) return submission.fail(name, byCode ? "Enter a code." : "Enter your password.");
    const proof = byCode ? { code: given.trim() } : { password: given };
    await prove(() => chat.api.stepUp(proof));
  };

  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className="dialog-body form">
        <p>
          You signed in a while ago, and this is a sensitive step.{" "}
          {!byCode && "Enter your password."}
          {byCode && (totp ? "Enter a code of your authenticator app, or a recovery code." : "Use your passkey.")}
        </p>
        {passkeys.length > 0 && (
          <Button look={totp ? "plain" : "primary"} onPress={() => void prove(chat.api.stepUpByPasskey)} isPending={submission.busy}>
            Use a passkey
          </Button>
        )}
        <input type="text" name="username" autoComplete="username" value={me.user.username} readOnly hidden />
        {byCode ? (
          <Field
            label={totp ? "Code" : "Or a recovery code"}
            name="code"
            autoComplete="one-time-code"
            maxLength={64}
            value={given}
            onChange={setGiven}
            error={submission.fieldError("code")}
            autoFocus
            isRequired
          />
        ) : (
          <PasswordField
            label="Password"
            name="password"
            autoComplete="current-password"
            value={given}
            onChange={setGiven}
            error={submission.fieldError("password")}
            autoFocus
          />
        )}
        <FormError message={submission.error} />
      </div>
      <DialogActions>
        <Button onPress={onClose}>Cancel</Button>
        <Button type="submit" look="primary" isPending={submission.busy}>
          Confirm
        </Button>
      </DialogActions>
    </Form>
  );
}
