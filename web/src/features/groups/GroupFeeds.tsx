// Automations that put people into a group: a provisioning system's group, a value of an identity provider's claim.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "@/api/problem";
import type { Group, SsoProvider } from "@/api/types";
import { useMay, useSignedIn } from "@/app/context";
import { Add } from "@/ui/Add";
import { Button } from "@/ui/Button";
import { Choice, Field } from "@/ui/Field";
import { Empty, Failed, FormError, Waiting } from "@/ui/Notice";
import { PageSection } from "../shell/TabbedPage";
import { useGroupPart } from "./use_group_part";

const kinds = { scim: "provisioning", oidc: "signing in", manual: "by hand", group: "a group" } as const;

export function GroupFeeds({ group }: { group: Group }) {
  const { chat } = useSignedIn();
  const mayDisconnect = group.powers.includes("manage_members");
  const mayConnect = useMay("manage_authentication") && mayDisconnect;
  const { query, submission, change } = useGroupPart(group.id, "feeds", chat.api.groupFeeds);
  if (query.error) return <Failed message={explain(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Waiting label="Looking…" />;
  return (
    <>
      <PageSection
        title="Sources"
        lead="Where people come from by themselves. What is decided by hand stands beside it and is never overwritten."
      >
        <FormError message={submission.error} />
        {query.data.length === 0 && <Empty icon="link" title="People are put in by hand only" />}
        {query.data.length > 0 && (
          <ul className="cards" aria-label="Sources">
            {query.data.map(({ id, source, label, people }) => (
              <li key={id} className="card">
                <div className="card-text">
                  <span className="card-title">{label}</span>
                  <span className="card-hint">
                    {kinds[source]} · puts {people === 1 ? "1 person" : `${people} people`} in
                  </span>
                </div>
                {mayDisconnect && (
                  <Button
                    look="danger"
                    aria-label={`Disconnect ${label}`}
                    onPress={() => void change(() => chat.api.disconnectFeed(group.id, id))}
                  >
                    Disconnect
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </PageSection>
      {mayConnect && <Connect group={group} busy={submission.busy} change={change} />}
    </>
  );
}

interface ConnectProps {
  group: Group;
  busy: boolean;
  change: (work: () => Promise<unknown>) => Promise<boolean>;
}

function Connect({ group, busy, change }: ConnectProps) {
  const { chat } = useSignedIn();
  const elsewhere = useQuery({ queryKey: ["scim-groups"], queryFn: chat.api.scimGroups, staleTime: 0 });
  const providers = useQuery({ queryKey: ["sso-providers"], queryFn: chat.api.ssoProviders, staleTime: 0 });
  const claiming = (providers.data?.items ?? []).filter(({ group_claim }) => group_claim);
  return (
    <PageSection title="Connect a source">
      {elsewhere.data?.length === 0 && <p className="section-lead">No provisioning system has made a group yet.</p>}
      {elsewhere.data && elsewhere.data.length > 0 && (
        <Add
          label="A provisioning system’s group"
          action="Connect group"
          options={elsewhere.data}
          busy={busy}
          onAdd={(id) => void change(() => chat.api.feedByScim(group.id, id))}
        />
      )}
      {claiming.length === 0 && (
        <p className="section-lead">No identity provider says who is in which group: name its claim under Signing in.</p>
      )}
      {claiming.length > 0 && <ConnectSso group={group} providers={claiming} busy={busy} change={change} />}
    </PageSection>
  );
}

function ConnectSso({ group, providers, busy, change }: ConnectProps & { providers: SsoProvider[] }) {
  const { chat } = useSignedIn();
  const [provider, setProvider] = useState(providers[0]?.id ?? "");
  const [value, setValue] = useState("");
  const connect = async () => {
    if (await change(() => chat.api.feedBySso(group.id, provider, value.trim()))) setValue("");
  };
  return (
    <div className="form">
      <Choice
        label="Identity provider"
        value={provider}
        options={providers.map(({ id, label }) => ({ id, name: label }))}
        onChange={setProvider}
      />
      <Field
        label="The group’s name or id there"
        hint="As it stands in the provider’s claim. People come in when they sign in next."
        value={value}
        onChange={setValue}
        maxLength={200}
      />
      <div className="form-actions">
        <Button look="primary" isDisabled={!value.trim()} isPending={busy} onPress={() => void connect()}>
          Connect value
        </Button>
      </div>
    </div>
  );
}
