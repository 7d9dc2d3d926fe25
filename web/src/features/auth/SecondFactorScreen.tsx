// The second step of signing in: a code of the authenticator app, or one of the recovery codes.
import { useState } from "react";
import { Form } from "react-aria-components";
import type { Auth } from "@/api/auth";
import { ApiProblem } from "@/api/problem";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { FormError } from "@/ui/Notice";
import { AuthFrame } from "./AuthFrame";

interface Props {
  auth: Auth;
  challenge: string;
  /** Back to the password, with the reason if it was not asked for. */
  onOver: (why: string | null) => void;
}

export function SecondFactorScreen({ auth, challenge, onOver }: Props) {
  const [code, setCode] = useState("");
  const [recovering, setRecovering] = useState(false);
  const submission = useSubmission(["code"]);

  const answer = async () => {
    try {
      await auth.secondFactor(challenge, code.trim());
    } catch (error) {
      if (!(error instanceof ApiProblem && error.code === "challenge_over")) throw error;
      onOver(error.message);
    }
  };
  const submit = () => {
    if (!code.trim()) return submission.fail("code", recovering ? "Enter a recovery code." : "Enter the app’s code.");
    void submission.run(answer);
  };
  const other = () => {
    setRecovering(!recovering);
    setCode("");
    submission.clear();
  };

  return (
    <AuthFrame
      title="Second factor"
      lead={
        recovering
          ? "Enter one of the recovery codes you kept. Each is good once."
          : "Your password was right. Enter the code that your authenticator app shows now."
      }
    >
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field
          key={recovering ? "recovery" : "app"}
          label={recovering ? "Recovery code" : "Code"}
          name="code"
          autoComplete={recovering ? "off" : "one-time-code"}
          inputMode={recovering ? "text" : "numeric"}
          autoCapitalize="none"
          spellCheck="false"
          maxLength={64}
          value={code}
          onChange={setCode}
          error={submission.fieldError("code")}
          autoFocus
          isRequired
        />
        <FormError message={submission.error} />
        <Button type="submit" look="primary" isPending={submission.busy}>
          {submission.busy ? "Signing in…" : "Sign in"}
        </Button>
      </Form>
      <p className="auth-foot">
        <Button look="quiet" onPress={other}>
          {recovering ? "Use the authenticator app" : "Use a recovery code"}
        </Button>
        <Button look="quiet" onPress={() => onOver(null)}>
          Back
        </Button>
      </p>
    </AuthFrame>
  );
}
