// A new password by other means than the old one: a link, a recovery key.
import { useState, type ReactNode } from "react";
import { Form } from "react-aria-components";
import { Button } from "@/ui/Button";
import { type Submission } from "@/ui/form";
import { FormError } from "@/ui/Notice";
import { AuthFrame } from "./AuthFrame";
import { newPasswordHint, tooShort } from "./new_password";
import { PasswordField } from "./PasswordField";

interface Props {
  title: string;
  /** Said when it is set. */
  done: string;
  /** Of the fields "password" and those of the children. */
  submission: Submission;
  set: (password: string) => Promise<unknown>;
  /** What is asked for before the password; `check` says whether it is good. */
  children?: ReactNode;
  check?: () => boolean;
  onDone: () => void;
  /** Below the button. */
  foot?: ReactNode;
}

export function SetPasswordForm({ title, done, submission, set, children, check, onDone, foot }: Props) {
  const [password, setPassword] = useState("");
  const [isSet, setIsSet] = useState(false);
  if (isSet) {
    return (
      <AuthFrame title="Your password is set" lead={done}>
        <Button look="primary" onPress={onDone} autoFocus>
          Go to sign-in
        </Button>
      </AuthFrame>
    );
  }
  const submit = async () => {
    if (check && !check()) return;
    const short = tooShort(password);
    if (short) return submission.fail("password", short);
    if (await submission.run(() => set(password))) setIsSet(true);
  };
  return (
    <AuthFrame title={title} lead="All your sessions end. A second factor that you have stays.">
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {children}
        <PasswordField
          label="New password"
          name="password"
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          error={submission.fieldError("password")}
          hint={newPasswordHint}
          autoFocus={!children}
        />
        <FormError message={submission.error} />
        <Button type="submit" look="primary" isPending={submission.busy}>
          Set password
        </Button>
        {foot}
      </Form>
    </AuthFrame>
  );
}
