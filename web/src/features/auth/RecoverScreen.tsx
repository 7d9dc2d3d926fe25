// Setting a new password by one's own recovery key.
import { useState } from "react";
import { recoverAccount } from "@/api/api";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { SetPasswordForm } from "./SetPasswordForm";

export function RecoverScreen({ onDone }: { onDone: () => void }) {
  const [key, setKey] = useState("");
  const submission = useSubmission(["key", "password"]);
  const check = () => {
    if (!key.trim()) submission.fail("key", "Enter your recovery key, as you kept it.");
    return key.trim() !== "";
  };
  return (
    <SetPasswordForm
      title="Use a recovery key"
      done="You are signed out everywhere, and the recovery key is used up. Sign in with the new password, and make another key."
      submission={submission}
      check={check}
      set={(password) => recoverAccount(key.trim(), password)}
      onDone={onDone}
      foot={
        <Button look="quiet" onPress={onDone}>
          Back to sign-in
        </Button>
      }
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
    </SetPasswordForm>
  );
}
