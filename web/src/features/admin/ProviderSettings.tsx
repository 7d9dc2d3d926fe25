// The identity providers by which people of the workspace sign in.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "@/api/problem";
import type { SsoProvider } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { useSubmission } from "@/ui/form";
import { Icon } from "@/ui/Icon";
import { Empty, Failed, Waiting } from "@/ui/Notice";
import { toast } from "@/ui/toast";
import { PageSection } from "../shell/TabbedPage";
import { ProviderDialog } from "./ProviderDialog";

type Open = "none" | "new" | { change: SsoProvider } | { remove: SsoProvider };

export function ProviderSettings() {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const [open, setOpen] = useState<Open>("none");
  const providers = useQuery({ queryKey: ["sso-providers"], queryFn: chat.api.ssoProviders, staleTime: 0 });
  const close = () => {
    setOpen("none");
    void queries.invalidateQueries({ queryKey: ["sso-providers"] });
  };
  return (
    <PageSection title="Single sign-on" lead="Let people sign in by an OpenID Connect provider: Entra ID, Keycloak, Okta, Google, …">
      <div className="form-actions">
        <Button look="primary" icon="plus" onPress={() => setOpen("new")}>
          Add a provider
        </Button>
      </div>
      {providers.error ? (
        <Failed message={explain(providers.error)} onRetry={() => void providers.refetch()} />
      ) : providers.data ? (
        <ProviderList providers={providers.data.items} onOpen={setOpen} />
      ) : (
        <Waiting label="Looking…" />
      )}
      {open === "new" && <ProviderDialog onClose={close} />}
      {typeof open === "object" && "change" in open && <ProviderDialog provider={open.change} onClose={close} />}
      {typeof open === "object" && "remove" in open && <Remove provider={open.remove} onClose={close} />}
    </PageSection>
  );
}

function ProviderList({ providers, onOpen }: { providers: SsoProvider[]; onOpen: (open: Open) => void }) {
  if (providers.length === 0) {
    return (
      <Empty icon="door" title="No providers">
        <p>People sign in with their password or a passkey.</p>
      </Empty>
    );
  }
  return (
    <ul className="cards" aria-label="Identity providers">
      {providers.map((provider) => (
        <li key={provider.id} className="card">
          <span className="card-icon">
            <Icon name="door" />
          </span>
          <div className="card-text">
            <span className="card-title">
              {provider.label} {!provider.enabled && <span className="tag tag-bad">Off</span>}
              {provider.create_accounts && <span className="tag">Makes accounts</span>}
            </span>
            <span className="card-hint">{provider.issuer}</span>
          </div>
          <Button onPress={() => onOpen({ change: provider })} aria-label={`Change ${provider.label}`}>
            Change
          </Button>
          <Button look="danger" onPress={() => onOpen({ remove: provider })} aria-label={`Remove ${provider.label}`}>
            Remove
          </Button>
        </li>
      ))}
    </ul>
  );
}

function Remove({ provider, onClose }: { provider: SsoProvider; onClose: () => void }) {
  const { chat } = useSignedIn();
  const submission = useSubmission();
  const confirm = async () => {
    if (!(await submission.run(() => chat.api.removeSsoProvider(provider.id)))) return;
    onClose();
    toast(`${provider.label} was removed.`);
  };
  return (
    <Confirm
      title={`Remove ${provider.label}?`}
      action="Remove"
      busy={submission.busy}
      error={submission.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>
        The sessions it opened end. People who sign in by nothing else cannot come in any more, until you give them a link
        to set a password.
      </p>
    </Confirm>
  );
}
