import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "@/api/problem";
import type { CreatedInvitation, Invitation } from "@/api/types";
import { nameOf, useSignedIn, useUser } from "@/app/context";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { useSubmission } from "@/ui/form";
import { Icon } from "@/ui/Icon";
import { Empty, Failed, Waiting } from "@/ui/Notice";
import { dateTime } from "@/ui/time";
import { toast } from "@/ui/toast";
import { PageSection } from "../shell/TabbedPage";
import { CreateInvitationDialog } from "./CreateInvitationDialog";
import { InvitationLinkDialog } from "./InvitationLinkDialog";

type State = "open" | "used up" | "expired" | "withdrawn";

function stateOf(invitation: Invitation, now = Date.now()): State {
  if (invitation.revoked) return "withdrawn";
  if (invitation.uses >= invitation.max_uses) return "used up";
  return Date.parse(invitation.expires_at) <= now ? "expired" : "open";
}

export function Invitations() {
  const { chat } = useSignedIn();
  const list = useQuery({ queryKey: ["invitations"], queryFn: () => chat.api.invitations(), staleTime: 0 });
  const [creating, setCreating] = useState(false);
  const [created, setCreated] = useState<CreatedInvitation | null>(null);
  const [revoking, setRevoking] = useState<Invitation | null>(null);
  const sorted = [...(list.data ?? [])].sort(
    (a, b) => Number(stateOf(b) === "open") - Number(stateOf(a) === "open") || b.created_at.localeCompare(a.created_at),
  );

  return (
    <PageSection title="Invitations" lead="Whoever has the link joins with the role you chose, until it is used up or expires.">
      <div className="section-tools">
        <Button look="primary" icon="plus" onPress={() => setCreating(true)}>
          Create an invitation
        </Button>
      </div>
      {list.isPending ? (
        <Waiting />
      ) : list.error ? (
        <Failed message={explain(list.error)} onRetry={() => void list.refetch()} />
      ) : sorted.length ? (
        <ul className="cards">
          {sorted.map((invitation) => (
            <InvitationRow key={invitation.id} invitation={invitation} onRevoke={() => setRevoking(invitation)} />
          ))}
        </ul>
      ) : (
        <Empty icon="mail" title="No invitations yet">
          <p>Create one and send its link to the people you want here.</p>
        </Empty>
      )}
      {creating && (
        <CreateInvitationDialog
          onClose={() => setCreating(false)}
          onCreated={(made) => {
            setCreating(false);
            if (made.link) setCreated(made);
            else toast(`It was sent to ${made.invitation.address ?? "them"}.`);
          }}
        />
      )}
      {created && <InvitationLinkDialog created={created} onClose={() => setCreated(null)} />}
      {revoking && <RevokeDialog invitation={revoking} onClose={() => setRevoking(null)} />}
    </PageSection>
  );
}

function InvitationRow({ invitation, onRevoke }: { invitation: Invitation; onRevoke: () => void }) {
  const author = useUser(invitation.created_by);
  const state = stateOf(invitation);
  return (
    <li className={state === "open" ? "card" : "card card-faint"}>
      <span className="card-icon">
        <Icon name="mail" />
      </span>
      <div className="card-text">
        <span className="card-title">
          <span className="capital">{invitation.tier}</span>
          <span className={state === "open" ? "tag tag-good" : "tag"}>{state}</span>
          {invitation.address && <span className="tag">For {invitation.address}</span>}
          {invitation.domain && <span className="tag">For {invitation.domain}</span>}
        </span>
        <span className="card-hint">
          {invitation.uses} of {invitation.max_uses} used · by {nameOf(author)} ·{" "}
          {state === "expired" ? "expired" : "expires"} {dateTime(invitation.expires_at)}
        </span>
      </div>
      {state === "open" && (
        <Button onPress={onRevoke} aria-label={`Withdraw the ${invitation.tier} invitation of ${dateTime(invitation.created_at)}`}>
          Withdraw
        </Button>
      )}
    </li>
  );
}

function RevokeDialog({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const submission = useSubmission();

  const revoke = async () => {
    const done = await submission.run(async () => {
      await chat.api.revokeInvitation(invitation.id);
      await queries.invalidateQueries({ queryKey: ["invitations"] });
    });
    if (!done) return;
    onClose();
    toast("The invitation was withdrawn.");
  };

  return (
    <Confirm
      title="Withdraw this invitation?"
      action="Withdraw"
      busy={submission.busy}
      error={submission.error}
      onConfirm={() => void revoke()}
      onClose={onClose}
    >
      <p>Its link stops working at once. Whoever joined with it stays.</p>
    </Confirm>
  );
}
