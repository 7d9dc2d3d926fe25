// Where the link leads that somebody who forgot their password got from an administrator, or by a letter.
import { resetPassword } from "@/api/api";
import { Button } from "@/ui/Button";
import { useSubmission } from "@/ui/form";
import { AuthFrame } from "./AuthFrame";
import { SetPasswordForm } from "./SetPasswordForm";

interface Props {
  token: string | null;
  onDone: () => void;
}

export function ResetScreen({ token, onDone }: Props) {
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
  return (
    <SetPasswordForm
      title="Set a new password"
      done="You are signed out everywhere. Sign in with the new password."
      submission={submission}
      set={(password) => resetPassword(token, password)}
      onDone={onDone}
    />
  );
}
