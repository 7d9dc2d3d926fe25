// Provisioning by SCIM: where it is served, what people become by it, and the tokens of those who may do it.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Checkbox } from "react-aria-components";
import { explain } from "@/api/problem";
import type { ScimSettings, ScimToken, Tier } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { copyText } from "@/ui/copy";
import { Confirm } from "@/ui/Dialog";
import { Choice, Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { Icon } from "@/ui/Icon";
import { Empty, Failed, FormError, Waiting } from "@/ui/Notice";
import { dateTime } from "@/ui/time";
import { toast } from "@/ui/toast";
import { PageSection } from "../shell/TabbedPage";
import { ScimTokenDialog } from "./ScimTokenDialog";
import { tierChoices } from "./tiers";

export function ProvisioningSettings() {
  const { chat } = useSignedIn();
  const settings = useQuery({ queryKey: ["scim-settings"], queryFn: chat.api.scimSettings, staleTime: 0 });
  return (
    <PageSection
      title="Provisioning"
      lead="Let a directory make, change and deactivate accounts by SCIM 2.0. Whom it deactivates is signed out at once."
    >
      {settings.error ? (
        <Failed message={explain(settings.error)} onRetry={() => void settings.refetch()} />
      ) : settings.data ? (
        <>
          <Outcome key={`${settings.data.tier} ${settings.data.admins}`} settings={settings.data} />
          <Tokens />
        </>
      ) : (
        <Waiting label="Looking…" />
      )}
    </PageSection>
  );
}

function Outcome({ settings }: { settings: ScimSettings }) {
  const { chat, me } = useSignedIn();
  const queries = useQueryClient();
  const [tier, setTier] = useState<Tier>(settings.tier);
  const [admins, setAdmins] = useState(settings.admins);
  const submission = useSubmission();
  const save = () =>
    submission.run(async () => {
      queries.setQueryData(["scim-settings"], await chat.api.setScimSettings(tier, admins));
      toast("Saved. It counts for the next that is provisioned.");
    });
  return (
    <div className="form">
      <Field label="Address, to enter there" value={settings.base_url} isReadOnly />
      <div className="form-actions">
        <Button icon="copy" onPress={() => copyText(settings.base_url)}>
          Copy address
        </Button>
      </div>
      <Choice
        label="People without a role become"
        value={tier}
        options={tierChoices(me.user.tier).filter(({ id }) => id === "viewer" || id === "member")}
        onChange={setTier}
      />
      <Checkbox isSelected={admins} onChange={setAdmins} className="check">
        <span className="check-box" aria-hidden="true" />
        The role “admin” makes somebody an administrator
      </Checkbox>
      <FormError message={submission.error} />
      <div className="form-actions">
        <Button
          look="primary"
          isDisabled={tier === settings.tier && admins === settings.admins}
          isPending={submission.busy}
          onPress={() => void save()}
        >
          Save
        </Button>
      </div>
    </div>
  );
}

function Tokens() {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const [making, setMaking] = useState(false);
  const [leaving, setLeaving] = useState<ScimToken | null>(null);
  const tokens = useQuery({ queryKey: ["scim-tokens"], queryFn: chat.api.scimTokens, staleTime: 0 });
  const close = () => {
    setMaking(false);
    setLeaving(null);
    void queries.invalidateQueries({ queryKey: ["scim-tokens"] });
  };
  return (
    <>
      {tokens.error ? (
        <Failed message={explain(tokens.error)} onRetry={() => void tokens.refetch()} />
      ) : tokens.data ? (
        <TokenList tokens={tokens.data.items} onWithdraw={setLeaving} />
      ) : (
        <Waiting label="Looking…" />
      )}
      <div className="form-actions">
        <Button icon="plus" onPress={() => setMaking(true)}>
          Make a token
        </Button>
      </div>
      {making && <ScimTokenDialog onClose={close} />}
      {leaving && <Withdraw token={leaving} onClose={close} />}
    </>
  );
}

function TokenList({ tokens, onWithdraw }: { tokens: ScimToken[]; onWithdraw: (token: ScimToken) => void }) {
  if (tokens.length === 0) {
    return (
      <Empty icon="people" title="No tokens">
        <p>Accounts are made by invitation, and by hand.</p>
      </Empty>
    );
  }
  return (
    <ul className="cards" aria-label="SCIM tokens">
      {tokens.map((token) => (
        <li key={token.id} className="card">
          <span className="card-icon">
            <Icon name="people" />
          </span>
          <div className="card-text">
            <span className="card-title">{token.name}</span>
            <span className="card-hint">
              <code>{token.shown}…</code> · {token.expires_at ? `until ${dateTime(token.expires_at)}` : "until it is withdrawn"} ·{" "}
              {token.last_used_at ? `used ${dateTime(token.last_used_at)}` : "never used"}
            </span>
          </div>
          <Button look="danger" onPress={() => onWithdraw(token)} aria-label={`Withdraw ${token.name}`}>
            Withdraw
          </Button>
        </li>
      ))}
    </ul>
  );
}

function Withdraw({ token, onClose }: { token: ScimToken; onClose: () => void }) {
  const { chat } = useSignedIn();
  const submission = useSubmission();
  const confirm = async () => {
    if (!(await submission.run(() => chat.api.revokeScimToken(token.id)))) return;
    onClose();
    toast(`${token.name} is cut off.`);
  };
  return (
    <Confirm
      title={`Withdraw ${token.name}?`}
      action="Withdraw"
      busy={submission.busy}
      error={submission.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>The directory that uses it is cut off at once. The accounts it made stay as they are.</p>
    </Confirm>
  );
}
