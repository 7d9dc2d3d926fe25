// One's own recovery key: the way back in without anybody's help.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "@/api/problem";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { useSubmission } from "@/ui/form";
import { Failed, FormError, Waiting } from "@/ui/Notice";
import { ShownOnce } from "@/ui/ShownOnce";
import { dateTime } from "@/ui/time";
import { toast } from "@/ui/toast";
import { PageSection } from "../shell/TabbedPage";

export function RecoveryKeySettings() {
  const { chat } = useSignedIn();
  const state = useQuery({ queryKey: ["recovery-key"], queryFn: chat.api.recoveryKey, staleTime: 0 });
  return (
    <PageSection
      title="Recovery key"
      lead="Sets a new password when you lost yours, without a letter or an administrator, once. Keep it where your password is not."
    >
      {state.error ? (
        <Failed message={explain(state.error)} onRetry={() => void state.refetch()} />
      ) : state.data ? (
        <Key madeAt={state.data.created_at} />
      ) : (
        <Waiting label="Looking…" />
      )}
    </PageSection>
  );
}

function Key({ madeAt }: { madeAt: string | null }) {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const [shown, setShown] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const submission = useSubmission();
  const changed = () => queries.invalidateQueries({ queryKey: ["recovery-key"] });
  const create = () =>
    submission.run(async () => {
      setShown((await chat.api.createRecoveryKey()).key);
      await changed();
    });
  const remove = async () => {
    const done = await submission.run(async () => {
      await chat.api.removeRecoveryKey();
      await changed();
    });
    setAsking(false);
    if (done) toast("The recovery key opens nothing any more.");
  };
  return (
    <>
      <p>{madeAt ? `You have one, made ${dateTime(madeAt)}.` : "You have none."}</p>
      <FormError message={submission.error} />
      <div className="form-actions">
        <Button look={madeAt ? "plain" : "primary"} isPending={submission.busy} onPress={() => void create()}>
          {madeAt ? "Make a new one" : "Make a recovery key"}
        </Button>
        {madeAt && (
          <Button look="danger" onPress={() => setAsking(true)}>
            Remove
          </Button>
        )}
      </div>
      {asking && (
        <Confirm
          title="Remove the recovery key?"
          action="Remove"
          look="danger"
          busy={submission.busy}
          error={submission.error}
          onConfirm={() => void remove()}
          onClose={() => setAsking(false)}
        >
          <p>Who has it can no longer set your password with it.</p>
        </Confirm>
      )}
      {shown && (
        <ShownOnce title="Your recovery key" label="Recovery key" value={shown} onClose={() => setShown(null)}>
          Write it down or keep it in another place than your password. It is shown only now, works once, and voids any
          from before.
        </ShownOnce>
      )}
    </>
  );
}
