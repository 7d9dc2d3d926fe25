// From which role on a second factor is demanded.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "@/api/problem";
import type { FactorPolicy, Tier } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { Choice } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { Failed, Waiting } from "@/ui/Notice";
import { toast } from "@/ui/toast";
import { PageSection } from "../shell/TabbedPage";

type Demand = Tier | "nobody";
const demands: readonly { id: Demand; name: string }[] = [
  { id: "nobody", name: "Nobody" },
  { id: "owner", name: "Owners" },
  { id: "admin", name: "Owners and admins" },
  { id: "member", name: "Owners, admins and members" },
  { id: "viewer", name: "Everybody" },
];

export function FactorPolicySettings() {
  const { chat } = useSignedIn();
  const policy = useQuery({ queryKey: ["factor-policy"], queryFn: chat.api.factorPolicy, staleTime: 0 });
  return (
    <PageSection
      title="Second factor"
      lead="Who must have a passkey or an authenticator app. Until they do, they reach nothing but their own account."
    >
      {policy.error ? (
        <Failed message={explain(policy.error)} onRetry={() => void policy.refetch()} />
      ) : policy.data ? (
        <Demanded key={policy.data.required_from} policy={policy.data} />
      ) : (
        <Waiting label="Looking…" />
      )}
    </PageSection>
  );
}

function Demanded({ policy }: { policy: FactorPolicy }) {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const now: Demand = policy.required_from ?? "nobody";
  const [wanted, setWanted] = useState<Demand>(now);
  const [asking, setAsking] = useState(false);
  const submission = useSubmission();

  const save = async () => {
    const done = await submission.run(async () => {
      queries.setQueryData(["factor-policy"], await chat.api.setFactorPolicy(wanted === "nobody" ? null : wanted));
    });
    if (!done) return;
    setAsking(false);
    toast(wanted === "nobody" ? "A second factor is demanded of nobody." : "The demand counts from now on.");
  };

  return (
    <div className="form">
      <Choice label="Demanded of" value={wanted} options={demands} onChange={setWanted} />
      {policy.required_from && (
        <p className="field-hint">
          {policy.people_without === 0
            ? "Everybody it is demanded of has one."
            : `${policy.people_without} of those it is demanded of ${policy.people_without === 1 ? "has" : "have"} none yet.`}
        </p>
      )}
      <div className="form-actions">
        <Button look="primary" isDisabled={wanted === now} onPress={() => setAsking(true)}>
          Save
        </Button>
      </div>
      {asking && (
        <Confirm
          title={wanted === "nobody" ? "Demand it of nobody?" : "Demand a second factor?"}
          action="Save"
          look="primary"
          busy={submission.busy}
          error={submission.error}
          onConfirm={() => void save()}
          onClose={() => {
            setAsking(false);
            submission.clear();
          }}
        >
          <p>
            {wanted === "nobody"
              ? "Who has one keeps it, and is asked for it as before."
              : "Who is concerned and has none is signed out now, and sets one up after signing in again."}
          </p>
        </Confirm>
      )}
    </div>
  );
}
