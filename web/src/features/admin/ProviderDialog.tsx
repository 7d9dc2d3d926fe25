// An identity provider, new or changed: what to enter here, and what to enter there.
import { useState } from "react";
import { Checkbox, Form } from "react-aria-components";
import type { ProviderKind, SsoProvider, Tier } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Choice, Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { FormError } from "@/ui/Notice";
import { toast } from "@/ui/toast";
import { tierChoices } from "./tiers";

interface Props {
  provider?: SsoProvider;
  onClose: () => void;
}

export function ProviderDialog({ provider, onClose }: Props) {
  const [made, setMade] = useState<SsoProvider | null>(null);
  if (made) return <Register provider={made} onClose={onClose} />;
  return <Entry {...(provider ? { provider } : {})} onMade={setMade} onClose={onClose} />;
}

const kinds: readonly { id: ProviderKind; name: string; hint: string }[] = [
  { id: "oidc", name: "OpenID Connect", hint: "Entra ID, Keycloak, Okta, Google, …" },
  { id: "github", name: "GitHub", hint: "github.com, or an Enterprise Server" },
];
const usualIssuers: Readonly<Record<ProviderKind, string>> = { oidc: "https://", github: "https://github.com" };

const words = (text: string) => text.split(/[\s,]+/).filter(Boolean);

function Entry({ provider, onMade, onClose }: Props & { onMade: (made: SsoProvider) => void }) {
  const { chat, me } = useSignedIn();
  const [kind, setKind] = useState<ProviderKind>(provider?.kind ?? "oidc");
  const [label, setLabel] = useState(provider?.label ?? "");
  const [issuer, setIssuer] = useState(provider?.issuer ?? "https://");
  const [clientId, setClientId] = useState(provider?.client_id ?? "");
  const [secret, setSecret] = useState("");
  const [domains, setDomains] = useState(provider?.domains.join(" ") ?? "");
  const [creates, setCreates] = useState(provider?.create_accounts ?? false);
  const [tier, setTier] = useState<Tier>(provider?.tier ?? "member");
  const [claim, setClaim] = useState(provider?.provisioned_claim ?? "");
  const [groupClaim, setGroupClaim] = useState(provider?.group_claim ?? "");
  const [signOutThere, setSignOutThere] = useState(provider?.sign_out_there ?? false);
  const [enabled, setEnabled] = useState(provider?.enabled ?? true);
  const submission = useSubmission(["label", "issuer", "client_id", "client_secret", "domains", "provisioned_claim", "group_claim"]);

  const save = async () => {
    const config = {
      label: label.trim(),
      issuer: issuer.trim(),
      client_id: clientId.trim(),
      client_secret: secret || null,
      scopes: provider?.scopes ?? null,
      ca: provider?.ca ?? null,
      domains: words(domains).length ? words(domains) : null,
      create_accounts: creates,
      tier,
      tier_claim: provider?.tier_claim ?? null,
      tiers: provider?.tier_claim ? provider.tiers : null,
      kind,
      provisioned_claim: claim.trim() || null,
      group_claim: groupClaim.trim() || null,
      sign_out_there: kind === "oidc" && signOutThere,
    };
    if (!provider) return onMade(await chat.api.createSsoProvider(config));
    await chat.api.updateSsoProvider(provider.id, enabled, config);
    toast("Saved.");
    onClose();
  };
  const submit = () => {
    if (!label.trim()) return submission.fail("label", "Say what the button is called.");
    if (!clientId.trim()) return submission.fail("client_id", "Enter the client id that the provider gave.");
    void submission.run(save);
  };

  return (
    <Dialog title={provider ? `Change ${provider.label}` : "Add a provider"} onClose={onClose}>
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className="dialog-body form">
          {!provider && (
            <Choice
              label="Kind"
              value={kind}
              options={kinds}
              onChange={(chosen) => {
                setKind(chosen);
                if (Object.values(usualIssuers).includes(issuer)) setIssuer(usualIssuers[chosen]);
              }}
            />
          )}
          <Field label="Name on the button" name="label" maxLength={80} value={label} onChange={setLabel} error={submission.fieldError("label")} autoFocus isRequired />
          <Field
            label={kind === "github" ? "Address" : "Issuer"}
            name="issuer"
            hint={kind === "github" ? "Of github.com, or of your Enterprise Server." : "As the provider’s discovery document says it, to the letter."}
            value={issuer}
            onChange={setIssuer}
            error={submission.fieldError("issuer")}
            isRequired
          />
          <Field label="Client id" name="client_id" value={clientId} onChange={setClientId} error={submission.fieldError("client_id")} isRequired />
          <Field
            label="Client secret"
            name="client_secret"
            type="password"
            autoComplete="off"
            hint={provider?.secret_set ? "Empty: the one there is stays. It is never shown." : "It is kept sealed, and never shown."}
            value={secret}
            onChange={setSecret}
            error={submission.fieldError("client_secret")}
          />
          <Field
            label="Only addresses of these domains"
            name="domains"
            hint="Empty: all. Several with blanks between them."
            value={domains}
            onChange={setDomains}
            error={submission.fieldError("domains")}
          />
          <Checkbox isSelected={creates} onChange={setCreates} className="check">
            <span className="check-box" aria-hidden="true" />
            People without an account get one
          </Checkbox>
          {creates && (
            <Choice label="Their role" value={tier} options={tierChoices(me.user.tier).filter(({ id }) => id !== "owner")} onChange={setTier} />
          )}
          <Field
            label="Claim that names provisioned people"
            name="provisioned_claim"
            hint="If accounts are provisioned by SCIM: the claim that equals their externalId or userName, like oid or sub. It must be one that people cannot change themselves."
            value={claim}
            onChange={setClaim}
            error={submission.fieldError("provisioned_claim")}
          />
          <Field
            label="Claim that names people’s groups"
            name="group_claim"
            hint="Like groups. At each sign-in its values put people into groups here that take people from this provider."
            value={groupClaim}
            onChange={setGroupClaim}
            error={submission.fieldError("group_claim")}
          />
          {kind === "oidc" && (
            <Checkbox isSelected={signOutThere} onChange={setSignOutThere} className="check">
              <span className="check-box" aria-hidden="true" />
              Who signs out here is led to sign out there too
            </Checkbox>
          )}
          {provider && (
            <Checkbox isSelected={enabled} onChange={setEnabled} className="check">
              <span className="check-box" aria-hidden="true" />
              People may sign in by it
            </Checkbox>
          )}
          {provider && <Addresses provider={provider} />}
          <FormError message={submission.error} />
        </div>
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isPending={submission.busy}>
            {provider ? "Save" : "Add"}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}

function Addresses({ provider }: { provider: SsoProvider }) {
  return (
    <>
      <Field label="Redirect URI, to enter there" value={provider.redirect_uri} isReadOnly />
      {provider.kind === "oidc" && (
        <Field label="Back-channel logout URI, to enter there" value={provider.logout_uri} isReadOnly rows={2} />
      )}
    </>
  );
}

function Register({ provider, onClose }: { provider: SsoProvider; onClose: () => void }) {
  return (
    <Dialog title={`${provider.label} was added`} onClose={onClose}>
      <div className="dialog-body form">
        <p>Enter these addresses at the provider, then try it in a private window before you tell anybody.</p>
        <Addresses provider={provider} />
      </div>
      <DialogActions>
        <Button look="primary" onPress={onClose} autoFocus>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}
