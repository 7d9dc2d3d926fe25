// Where the link leads that an administrator gave somebody who forgot their password.
import { useState } from "react";
import { Form } from "react-aria-components";
import { resetPassword } from "@/api/api";
import { Button } from "@/ui/Button";
import { useSubmission } from "@/ui/form";
import { FormError } from "@/ui/Notice";
import { AuthFrame } from "./AuthFrame";
import { newPasswordHint, tooShort } from "./new_password";
import { PasswordField } from "./PasswordField";

interface Props {
  token: string | null;
  onDone: () => void;
}

export function ResetScreen({ token, onDone }: Props) {
  const [password, setPassword] = useState("");
  const [set, setSet] = useState(false);
  const submission = useSubmission(["password"]);

  if (!token) {
    return (
      <AuthFrame
        title="This link does not work"
        lead="It is incomplete. Open it again exactly as you received it, or ask for a new one."
      >
        <Button look="primary" onPress={onDone}>
          Go to sign-in
        </Button>
      </AuthFrame>
    );
  }
  if (set) {
    return (
      <AuthFrame title="Your password is set" lead="You are signed out everywhere. Sign in with the new password.">
        <Button look="primary" onPress={onDone} autoFocus>
          Go to sign-in
        </Button>
      </AuthFrame>
    );
  }
  const submit = async () => {
    const short = tooShort(password);
    if (short) return submission.fail("password", short);
    if (await submission.run(() => resetPassword(token, password))) setSet(true);
  };
  return (
    <AuthFrame title="Set a new password" lead="All your sessions end. A second factor that you have stays.">
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <PasswordField
          label="New password"
          name="password"
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          error={submission.fieldError("password")}
          hint={newPasswordHint}
          autoFocus
        />
        <FormError message={submission.error} />
        <Button type="submit" look="primary" isPending={submission.busy}>
          Set password
        </Button>
      </Form>
    </AuthFrame>
  );
}
