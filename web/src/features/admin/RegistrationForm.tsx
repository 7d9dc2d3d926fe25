// Who may join the workspace.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "@/api/problem";
import type { RegistrationMode, RegistrationSettings, Tier } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Choice, Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { Failed, FormError, Waiting } from "@/ui/Notice";
import { toast } from "@/ui/toast";
import { PageSection } from "../shell/TabbedPage";
import { tierChoices } from "./tiers";

const modes: readonly { id: RegistrationMode; name: string; hint: string }[] = [
  { id: "invite_only", name: "Who is invited", hint: "By the links above" },
  { id: "open", name: "Whoever comes", hint: "From the sign-in page" },
  { id: "closed", name: "Nobody", hint: "Invitations stop working; directories and providers still make accounts" },
];

export function RegistrationForm() {
  const { chat, me } = useSignedIn();
  const registration = useQuery({ queryKey: ["registration"], queryFn: chat.api.registration, staleTime: 0 });
  if (!me.permissions.includes("manage_authentication")) return null;
  return (
    <PageSection title="Who may join" lead="It counts at once, for links that are out already, too.">
      {registration.error ? (
        <Failed message={explain(registration.error)} onRetry={() => void registration.refetch()} />
      ) : registration.data ? (
        <Settings key={JSON.stringify(registration.data)} now={registration.data} />
      ) : (
        <Waiting label="Looking…" />
      )}
    </PageSection>
  );
}

function Settings({ now }: { now: RegistrationSettings }) {
  const { chat, me } = useSignedIn();
  const queries = useQueryClient();
  const [mode, setMode] = useState<RegistrationMode>(now.mode);
  const [tier, setTier] = useState<Tier>(now.tier);
  const [domains, setDomains] = useState(now.domains.join(" "));
  const submission = useSubmission(["domains"]);
  const save = () =>
    submission.run(async () => {
      const named = domains.split(/[\s,]+/).filter(Boolean);
      queries.setQueryData(["registration"], await chat.api.setRegistration(mode, tier, named));
      toast("Saved. It counts from now on.");
    });
  return (
    <div className="form">
      <Choice label="Joins" value={mode} options={modes} onChange={setMode} />
      {mode === "open" && (
        <>
          <Choice
            label="As"
            value={tier}
            options={tierChoices(me.user.tier).filter(({ id }) => id === "viewer" || id === "member")}
            onChange={setTier}
          />
          {now.mail ? (
            <Field
              label="Only addresses of these domains"
              name="domains"
              hint="Empty: all. Several with blanks between them. A letter shows that an address is theirs."
              value={domains}
              onChange={setDomains}
              error={submission.fieldError("domains")}
            />
          ) : (
            <p className="field-hint">
              This server sends no mail, so nobody is asked for an address: anybody who reaches the server can join.
            </p>
          )}
        </>
      )}
      <FormError message={submission.error} />
      <div className="form-actions">
        <Button look="primary" isPending={submission.busy} onPress={() => void save()}>
          Save
        </Button>
      </div>
    </div>
  );
}
