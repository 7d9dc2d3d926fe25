// The second step of signing in: a passkey, a code of the authenticator app, or one of the recovery codes.
import { useState } from "react";
import { Form } from "react-aria-components";
import type { Auth } from "@/api/auth";
import { ApiProblem } from "@/api/problem";
import { passkeysSupported } from "@/api/webauthn";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { type Submission, useSubmission } from "@/ui/form";
import { FormError } from "@/ui/Notice";
import { AuthFrame } from "./AuthFrame";

type Way = "passkey" | "totp" | "recovery_code";

const ways: Record<Way, { lead: string; other: string }> = {
  passkey: { lead: "Your password was right. Now use your passkey.", other: "Use a passkey" },
  totp: {
    lead: "Your password was right. Enter the code that your authenticator app shows now.",
    other: "Use the authenticator app",
  },
  recovery_code: {
    lead: "Enter one of the recovery codes you kept. Each is good once.",
    other: "Use a recovery code",
  },
};

/** Those that the account has and this browser can do, the best first. */
function possible(factors: readonly string[]): Way[] {
  const known = (Object.keys(ways) as Way[]).filter((way) => factors.includes(way));
  return known.filter((way) => way !== "passkey" || passkeysSupported());
}

interface Props {
  auth: Auth;
  challenge: string;
  factors: readonly string[];
  /** Back to the password, with the reason if it was not asked for. */
  onOver: (why: string | null) => void;
  onDone?: () => void;
}

export function SecondFactorScreen({ auth, challenge, factors, onOver, onDone }: Props) {
  const offered = possible(factors);
  const [way, setWay] = useState<Way>(offered[0] ?? "recovery_code");
  const submission = useSubmission(["code"]);
  const give = async (factor: () => Promise<unknown>) => {
    try {
      await factor();
      onDone?.();
    } catch (error) {
      if (!(error instanceof ApiProblem && error.code === "challenge_over")) throw error;
      onOver(error.message);
    }
  };
  const change = (to: Way) => {
    setWay(to);
    submission.clear();
  };

  return (
    <AuthFrame title="Second factor" lead={ways[way].lead}>
      {way === "passkey" ? (
        <div className="form">
          <FormError message={submission.error} />
          <Button
            look="primary"
            autoFocus
            isPending={submission.busy}
            onPress={() => void submission.run(() => give(() => auth.secondFactorByPasskey(challenge)))}
          >
            {submission.busy ? "Waiting for the browser…" : "Use your passkey"}
          </Button>
        </div>
      ) : (
        <CodeForm
          key={way}
          recovering={way === "recovery_code"}
          submission={submission}
          give={(code) => give(() => auth.secondFactor(challenge, code))}
        />
      )}
      <p className="auth-foot">
        {offered
          .filter((other) => other !== way)
          .map((other) => (
            <Button key={other} look="quiet" onPress={() => change(other)}>
              {ways[other].other}
            </Button>
          ))}
        <Button look="quiet" onPress={() => onOver(null)}>
          Back
        </Button>
      </p>
    </AuthFrame>
  );
}

interface CodeFormProps {
  recovering: boolean;
  submission: Submission;
  give: (code: string) => Promise<void>;
}

function CodeForm({ recovering, submission, give }: CodeFormProps) {
  const [code, setCode] = useState("");
  const submit = () => {
    if (!code.trim()) return submission.fail("code", recovering ? "Enter a recovery code." : "Enter the app’s code.");
    void submission.run(() => give(code.trim()));
  };
  return (
    <Form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Field
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
  );
}
