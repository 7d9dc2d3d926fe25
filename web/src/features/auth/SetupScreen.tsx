import { useState } from "react";
import { Form } from "react-aria-components";
import type { Auth } from "@/api/auth";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { FormError } from "@/ui/Notice";
import { AccountFields, accountFields, checkAccount, emptyAccount } from "./AccountFields";
import { AuthFrame } from "./AuthFrame";

const fields = ["workspace_name", "workspace_slug", ...accountFields];

export function slugFrom(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "") // an accent is not a gap
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, 32)
    .replace(/-+$/, "");
}

export function SetupScreen({ auth, token, onDone }: { auth: Auth; token: string | null; onDone: () => void }) {
  const [name, setName] = useState("");
  const [slug, setSlug] = useState<string | null>(null); // null: follows the name
  const [account, setAccount] = useState(emptyAccount);
  const submission = useSubmission(fields);
  const shownSlug = slug ?? slugFrom(name);

  if (!token) {
    return (
      <AuthFrame
        title="Set-up link incomplete"
        lead="Open the whole link that the server printed when it started. It works once, and only until the first owner exists."
      >
        <Button look="primary" onPress={onDone}>
          Go to sign-in
        </Button>
      </AuthFrame>
    );
  }

  const submit = async () => {
    if (!name.trim()) return submission.fail("workspace_name", "Give your workspace a name.");
    if (!shownSlug) return submission.fail("workspace_slug", "Enter a short name of letters, digits and hyphens.");
    const wrong = checkAccount(account);
    if (wrong) return submission.fail(wrong.field, wrong.message);
    const done = await submission.run(() =>
      auth.begin("/setup", {
        token,
        workspace_name: name.trim(),
        workspace_slug: shownSlug,
        ...account,
        display_name: account.display_name.trim(),
      }),
    );
    if (done) onDone();
  };

  return (
    <AuthFrame title="Set up your server" lead="Name the workspace and make the first account. It will be its owner.">
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Field
          label="Workspace name"
          name="workspace_name"
          value={name}
          onChange={setName}
          error={submission.fieldError("workspace_name")}
          maxLength={80}
          isRequired
          autoFocus
        />
        <Field
          label="Short name"
          name="workspace_slug"
          autoCapitalize="none"
          spellCheck="false"
          value={shownSlug}
          onChange={(value) => setSlug(value.toLowerCase())}
          error={submission.fieldError("workspace_slug")}
          hint="People type it when they sign in."
          maxLength={32}
          isRequired
        />
        <AccountFields account={account} onChange={setAccount} submission={submission} />
        <FormError message={submission.error} />
        <Button type="submit" look="primary" isPending={submission.busy}>
          {submission.busy ? "Setting up…" : "Create workspace"}
        </Button>
      </Form>
    </AuthFrame>
  );
}
