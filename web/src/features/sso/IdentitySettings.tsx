// By which providers one's account opens, where the workspace has any.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { goToProvider } from "@/api/sso";
import type { LinkedIdentity } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { useSubmission } from "@/ui/form";
import { Icon } from "@/ui/Icon";
import { FormError } from "@/ui/Notice";
import { dateTime } from "@/ui/time";
import { toast } from "@/ui/toast";
import { PageSection } from "../shell/TabbedPage";

export function IdentitySettings() {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const [leaving, setLeaving] = useState<LinkedIdentity | null>(null);
  const submission = useSubmission();
  const linked = useQuery({ queryKey: ["identities"], queryFn: chat.api.identities, staleTime: 0 });
  const link = (provider: string) =>
    void submission.run(async () => goToProvider(await chat.api.beginLink(provider), "link"));

  if (!linked.data?.items.length) return null;
  return (
    <PageSection title="Single sign-on" lead="Link your account to your organisation’s, and it lets you in here as well.">
      <FormError message={submission.error} />
      <ul className="cards" aria-label="Providers you can sign in by">
        {linked.data.items.map((identity) => (
          <li key={identity.provider} className="card">
            <span className="card-icon">
              <Icon name="door" />
            </span>
            <div className="card-text">
              <span className="card-title">
                {identity.label} {identity.linked_at && <span className="tag tag-good">Linked</span>}
              </span>
              <span className="card-hint">{told(identity)}</span>
            </div>
            {identity.linked_at ? (
              <Button look="danger" onPress={() => setLeaving(identity)} aria-label={`Unlink ${identity.label}`}>
                Unlink
              </Button>
            ) : (
              <Button isPending={submission.busy} onPress={() => link(identity.provider)} aria-label={`Link ${identity.label}`}>
                Link
              </Button>
            )}
          </li>
        ))}
      </ul>
      {leaving && (
        <Unlink
          identity={leaving}
          onClose={() => {
            setLeaving(null);
            void queries.invalidateQueries({ queryKey: ["identities"] });
          }}
        />
      )}
    </PageSection>
  );
}

function told({ linked_at, last_used_at }: LinkedIdentity): string {
  if (!linked_at) return "Not linked to your account.";
  return `Linked ${dateTime(linked_at)} · ${last_used_at ? `used ${dateTime(last_used_at)}` : "not used yet"}`;
}

function Unlink({ identity, onClose }: { identity: LinkedIdentity; onClose: () => void }) {
  const { chat } = useSignedIn();
  const submission = useSubmission();
  const confirm = async () => {
    if (!(await submission.run(() => chat.api.unlink(identity.provider)))) return;
    onClose();
    toast(`${identity.label} does not open your account any more.`);
  };
  return (
    <Confirm
      title={`Unlink ${identity.label}?`}
      action="Unlink"
      busy={submission.busy}
      error={submission.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>From then on it does not let you in here. Your sessions go on.</p>
    </Confirm>
  );
}
