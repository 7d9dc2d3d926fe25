// Setting a new password by one's own recovery key.
import { useState } from "react";
import { Form } from "react-aria-components";
import { recoverAccount } from "@/api/api";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { FormError } from "@/ui/Notice";
import { AuthFrame } from "./AuthFrame";
import { newPasswordHint, tooShort } from "./new_password";
import { PasswordField } from "./PasswordField";

export function RecoverScreen({ onDone }: { onDone: () => void }) {
  const [key, setKey] = useState("");
  const [password, setPassword] = useState("");
  const [set, setSet] = useState(false);
  const submission = useSubmission(["key", "password"]);
  if (set) {
    return (
      <AuthFrame
        title="Your password is set"
        lead="You are signed out everywhere, and the recovery key is used up. Sign in with the new password, and make another key."
      >
        <Button look="primary" onPress={onDone} autoFocus>
          Go to sign-in
        </Button>
      </AuthFrame>
    );
  }
  const submit = async () => {
    if (!key.trim()) return submission.fail("key", "Enter your recovery key, as you kept it.");
    const short = tooShort(password);
    if (short) return submission.fail("password", short);
    if (await submission.run(() => recoverAccount(key.trim(), password))) setSet(true);
  };
  return (
    <AuthFrame title="Use a recovery key" lead="All your sessions end. A second factor that you have stays.">
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Field
          label="Recovery key"
          name="key"
          hint="It begins with wra_"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck="false"
          value={key}
          onChange={setKey}
          error={submission.fieldError("key")}
          autoFocus
        />
        <PasswordField
          label="New password"
          name="password"
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          error={submission.fieldError("password")}
          hint={newPasswordHint}
        />
        <FormError message={submission.error} />
        <Button type="submit" look="primary" isPending={submission.busy}>
          Set password
        </Button>
        <Button look="quiet" onPress={onDone}>
          Back to sign-in
        </Button>
      </Form>
    </AuthFrame>
  );
}
