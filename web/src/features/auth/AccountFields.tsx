// The fields that make a new account, shared by set-up and invitations.
import { Field } from "@/ui/Field";
import type { Submission } from "@/ui/form";
import { newPasswordHint, tooShort } from "./new_password";
import { PasswordField } from "./PasswordField";

export interface Account {
  username: string;
  display_name: string;
  password: string;
}

export const emptyAccount: Account = { username: "", display_name: "", password: "" };
export const accountFields = ["username", "display_name", "password"] as const;

/** What the server would refuse anyway, said before asking it. */
export function checkAccount(account: Account): { field: string; message: string } | null {
  if (!account.display_name.trim()) return { field: "display_name", message: "Enter the name others will see." };
  if (!/^[a-z0-9._-]{2,32}$/.test(account.username))
    return { field: "username", message: "Use 2 to 32 small letters, digits, dots, hyphens or underscores." };
  const short = tooShort(account.password);
  if (short) return { field: "password", message: short };
  return null;
}

interface Props {
  account: Account;
  onChange: (account: Account) => void;
  submission: Submission;
  autoFocus?: boolean;
}

export function AccountFields({ account, onChange, submission, autoFocus }: Props) {
  return (
    <>
      <Field
        label="Your name"
        name="display_name"
        autoComplete="name"
        value={account.display_name}
        onChange={(display_name) => onChange({ ...account, display_name })}
        error={submission.fieldError("display_name")}
        maxLength={80}
        isRequired
        autoFocus={autoFocus ?? false}
      />
      <Field
        label="Username"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck="false"
        value={account.username}
        onChange={(username) => onChange({ ...account, username: username.toLowerCase() })}
        error={submission.fieldError("username")}
        hint="You sign in with it, and others find you by it."
        maxLength={32}
        isRequired
      />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="new-password"
        value={account.password}
        onChange={(password) => onChange({ ...account, password })}
        error={submission.fieldError("password")}
        hint={newPasswordHint}
      />
    </>
  );
}
