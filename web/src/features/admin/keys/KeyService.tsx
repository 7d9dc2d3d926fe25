import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import { explain } from "@/api/problem";
import type { KeyProvider } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { useSubmission } from "@/ui/form";
import { Failed, Waiting } from "@/ui/Notice";
import { dateTime } from "@/ui/time";
import { toast } from "@/ui/toast";
import { PageSection } from "../../shell/TabbedPage";
import { KeyServiceDialog } from "./KeyServiceDialog";

const states: Record<string, { name: string; tag: string }> = {
  granted: { name: "grants the key", tag: "tag tag-good" },
  refusing: { name: "refuses the key", tag: "tag tag-bad" },
  silent: { name: "does not answer", tag: "tag tag-bad" },
};

export function KeyService() {
  const { chat } = useSignedIn();
  const provider = useQuery({ queryKey: ["key-provider"], queryFn: () => chat.api.keyProvider(), staleTime: 0 });
  const [changing, setChanging] = useState(false);
  const [leaving, setLeaving] = useState(false);

  return (
    <PageSection
      title="Key service"
      lead="The workspace key is wrapped by a key service. Bring your own, and whoever controls it can lock the workspace within minutes by taking the key away, and open it again by giving it back."
    >
      {provider.isPending ? (
        <Waiting />
      ) : provider.error ? (
        <Failed message={explain(provider.error)} onRetry={() => void provider.refetch()} />
      ) : (
        <>
          <Facts provider={provider.data} />
          <div className="section-tools">
            <Button onPress={() => setChanging(true)}>
              {provider.data.chosen_by ? "Change the key service" : "Bring a key service"}
            </Button>
            {provider.data.chosen_by && <Button onPress={() => setLeaving(true)}>Back to the server’s</Button>}
          </div>
        </>
      )}
      {changing && <KeyServiceDialog onClose={() => setChanging(false)} />}
      {leaving && <LeaveDialog onClose={() => setLeaving(false)} />}
    </PageSection>
  );
}

function Facts({ provider }: { provider: KeyProvider }) {
  const state = states[provider.state];
  return (
    <dl className="facts">
      <dt>Wrapped by</dt>
      <dd>
        {provider.chosen_by ? provider.provider : "the server’s own key service"}{" "}
        {state && <span className={state.tag}>{state.name}</span>}
      </dd>
      {provider.proven_at && (
        <>
          <dt>Last proven</dt>
          <dd>{dateTime(provider.proven_at)}</dd>
        </>
      )}
      {Object.entries(provider.chosen_by ? provider.settings : {}).map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
      {provider.secrets_set.map((name) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>set, never shown</dd>
        </Fragment>
      ))}
    </dl>
  );
}

function LeaveDialog({ onClose }: { onClose: () => void }) {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const submission = useSubmission();

  const leave = async () => {
    const done = await submission.run(async () =>
      queries.setQueryData(["key-provider"], await chat.api.resetKeyProvider()),
    );
    if (!done) return;
    onClose();
    toast("The server’s key service wraps the workspace key now.");
  };

  return (
    <Confirm
      title="Go back to the server’s key service?"
      action="Go back"
      look="primary"
      busy={submission.busy}
      error={submission.error}
      onConfirm={() => void leave()}
      onClose={onClose}
    >
      <p>Taking the key away at your own service does not lock the workspace any more.</p>
    </Confirm>
  );
}
