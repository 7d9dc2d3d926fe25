// Joining an open workspace: an address first, where the server sends mail, and the account with the letter's link.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Form } from "react-aria-components";
import { askToJoin, waysIn } from "@/api/api";
import type { Auth } from "@/api/auth";
import { explain } from "@/api/problem";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { Failed, FormError, Waiting } from "@/ui/Notice";
import { recall } from "@/ui/remember";
import { AccountFields, accountFields, checkAccount, emptyAccount } from "./AccountFields";
import { AuthFrame } from "./AuthFrame";
import { LetterForm } from "./LetterForm";

interface Props {
  auth: Auth;
  token: string | null;
  onDone: () => void;
}

export function RegisterScreen({ auth, token, onDone }: Props) {
  const workspace = recall("workspace") ?? "";
  const ways = useQuery({ queryKey: ["ways-in", workspace], queryFn: () => waysIn(workspace), enabled: workspace !== "" && !token });
  if (token) return <JoinForm auth={auth} token={token} known={workspace} onDone={onDone} />;
  if (ways.error) {
    return (
      <AuthFrame title="Create an account">
        <Failed message={explain(ways.error)} onRetry={() => void ways.refetch()} />
      </AuthFrame>
    );
  }
  if (workspace && !ways.data) {
    return (
      <AuthFrame title="Create an account">
        <Waiting label="Asking the workspace…" />
      </AuthFrame>
    );
  }
  if (!ways.data?.open) {
    return (
      <AuthFrame title="This workspace is not open" lead="Nobody can join it by themselves. Ask an administrator of it for an invitation.">
        <Button look="primary" onPress={onDone}>
          Go to sign-in
        </Button>
      </AuthFrame>
    );
  }
  if (!ways.data.by_mail) return <JoinForm auth={auth} token={null} known={workspace} onDone={onDone} />;
  return (
    <LetterForm
      title={`Join ${workspace}`}
      lead="Your e-mail address first: a letter shows that it is yours."
      send={(address) => askToJoin(workspace, address)}
      onLeave={onDone}
    />
  );
}

function JoinForm({ auth, token, known, onDone }: { auth: Auth; token: string | null; known: string; onDone: () => void }) {
  const [workspace, setWorkspace] = useState(known);
  const [account, setAccount] = useState(emptyAccount);
  const submission = useSubmission([...accountFields, "workspace"]);
  const submit = async () => {
    if (!workspace.trim()) return submission.fail("workspace", "Enter the workspace’s short name.");
    const wrong = checkAccount(account);
    if (wrong) return submission.fail(wrong.field, wrong.message);
    const body = { workspace: workspace.trim().toLowerCase(), token, ...account, display_name: account.display_name.trim() };
    if (await submission.run(() => auth.begin("/auth/register", body))) onDone();
  };
  return (
    <AuthFrame title="Create an account" lead={known ? `In the workspace ${known}.` : "In the workspace that you asked to join."}>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {(!known || token) && (
          <Field
            label="Workspace"
            name="workspace"
            autoCapitalize="none"
            spellCheck="false"
            value={workspace}
            onChange={setWorkspace}
            error={submission.fieldError("workspace")}
            hint="Its short name."
            isRequired
          />
        )}
        <AccountFields account={account} onChange={setAccount} submission={submission} autoFocus />
        <FormError message={submission.error} />
        <Button type="submit" look="primary" isPending={submission.busy}>
          {submission.busy ? "Joining…" : "Create account and join"}
        </Button>
      </Form>
    </AuthFrame>
  );
}
