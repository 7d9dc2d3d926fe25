import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Form } from "react-aria-components";
import { previewInvitation, proveAddress } from "@/api/api";
import type { Auth } from "@/api/auth";
import { ApiProblem, explain } from "@/api/problem";
import type { InvitationPreview } from "@/api/types";
import { Button } from "@/ui/Button";
import { useSubmission } from "@/ui/form";
import { Failed, FormError, Waiting } from "@/ui/Notice";
import { dateTime } from "@/ui/time";
import { AccountFields, accountFields, checkAccount, emptyAccount } from "./AccountFields";
import { AuthFrame } from "./AuthFrame";
import { LetterForm } from "./LetterForm";

interface Props {
  auth: Auth;
  token: string | null;
  proof: string | null;
  onDone: () => void;
}

export function InviteScreen({ auth, token, proof, onDone }: Props) {
  const preview = useQuery({
    queryKey: ["invitation"],
    queryFn: () => previewInvitation(token ?? ""),
    enabled: token !== null,
    staleTime: Infinity,
    retry: (count, error) => count < 2 && !(error instanceof ApiProblem),
  });

  if (!token || preview.error instanceof ApiProblem) {
    return (
      <AuthFrame
        title="This invitation does not work"
        lead={
          preview.error
            ? explain(preview.error)
            : "The link is incomplete. Open it again exactly as you received it, or ask for a new one."
        }
      >
        <Button look="primary" onPress={onDone}>
          Go to sign-in
        </Button>
      </AuthFrame>
    );
  }
  if (preview.error) {
    return (
      <AuthFrame title="Invitation">
        <Failed message={explain(preview.error)} onRetry={() => void preview.refetch()} />
      </AuthFrame>
    );
  }
  if (!preview.data) {
    return (
      <AuthFrame title="Invitation">
        <Waiting label="Reading your invitation…" />
      </AuthFrame>
    );
  }
  const { domain, workspace_name } = preview.data;
  if (domain && !proof) {
    return (
      <LetterForm
        title={`Join ${workspace_name}`}
        lead={
          <>
            This invitation is for people with an address of <strong>{domain}</strong>.
          </>
        }
        send={(address) => proveAddress(token, address)}
      />
    );
  }
  return <AcceptForm auth={auth} token={token} proof={proof} preview={preview.data} onDone={onDone} />;
}

interface AcceptProps {
  auth: Auth;
  token: string;
  proof: string | null;
  preview: InvitationPreview;
  onDone: () => void;
}

function AcceptForm({ auth, token, proof, preview, onDone }: AcceptProps) {
  const [account, setAccount] = useState(emptyAccount);
  const submission = useSubmission(accountFields);

  const submit = async () => {
    const wrong = checkAccount(account);
    if (wrong) return submission.fail(wrong.field, wrong.message);
    const done = await submission.run(() =>
      auth.begin("/invitations/accept", { token, proof, ...account, display_name: account.display_name.trim() }),
    );
    if (done) onDone();
  };

  return (
    <AuthFrame
      title={`Join ${preview.workspace_name}`}
      lead={
        <>
          You are invited as <strong>{preview.tier}</strong>
          {preview.address && <> with the address {preview.address}</>}. The invitation ends {dateTime(preview.expires_at)}.
        </>
      }
    >
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <AccountFields account={account} onChange={setAccount} submission={submission} autoFocus />
        <FormError message={submission.error} />
        <Button type="submit" look="primary" isPending={submission.busy}>
          {submission.busy ? "Joining…" : "Create account and join"}
        </Button>
      </Form>
    </AuthFrame>
  );
}
