import { useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState } from "react";
import { explain } from "@/api/problem";
import type { KeyEntry, KeysChecked, ReencryptionStatus } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { useSubmission } from "@/ui/form";
import { Icon } from "@/ui/Icon";
import { Failed, FormError, Waiting } from "@/ui/Notice";
import { toast } from "@/ui/toast";
import { PageSection } from "../../shell/TabbedPage";
import { count, hasOldEpochs, hasWorkLeft, progressOf, timeLeft } from "./words";

interface Props {
  keys: UseQueryResult<KeyEntry[]>;
  status: UseQueryResult<ReencryptionStatus>;
}

export function Reencryption({ keys, status }: Props) {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const submission = useSubmission();
  const [retiring, setRetiring] = useState(false);
  const [checked, setChecked] = useState<KeysChecked | null>(null);
  const running = status.data?.state === "running";

  // Once it has ended the inventory is another one.
  const ran = useRef(running);
  useEffect(() => {
    if (ran.current && !running) void queries.invalidateQueries({ queryKey: ["keys"] });
    ran.current = running;
  }, [running, queries]);

  const begin = () =>
    submission.run(async () => queries.setQueryData(["keys-status"], await chat.api.reencrypt()));
  const verify = () => {
    setChecked(null);
    return submission.run(async () => setChecked(await chat.api.verifyKeys()));
  };

  const entries = keys.data ?? [];
  return (
    <PageSection
      title="Re-encryption"
      lead="Moves everything to the newest key, in the background and while people work. When nothing is left under an old key, it can be destroyed for good."
    >
      {status.isPending ? (
        <Waiting />
      ) : status.error ? (
        <Failed message={explain(status.error)} onRetry={() => void status.refetch()} />
      ) : (
        <Progress status={status.data} left={hasWorkLeft(entries)} />
      )}
      <div className="section-tools">
        <Button onPress={() => void begin()} isDisabled={running || !hasWorkLeft(entries)} isPending={submission.busy}>
          Re-encrypt now
        </Button>
        <Button look="danger" onPress={() => setRetiring(true)} isDisabled={running || !hasOldEpochs(entries)}>
          Destroy old keys
        </Button>
        <Button icon="shield" onPress={() => void verify()} isDisabled={submission.busy}>
          Check every value
        </Button>
      </div>
      <FormError message={submission.error} />
      <div role="status" className="verdict">
        {checked && <Verdict checked={checked} />}
      </div>
      {retiring && <RetireDialog onClose={() => setRetiring(false)} />}
    </PageSection>
  );
}

function Progress({ status, left }: { status: ReencryptionStatus; left: boolean }) {
  const label = useId();
  if (status.state === "running")
    return (
      <div className="progress">
        <span id={label}>
          {status.looked_at.toLocaleString()} of about {status.total.toLocaleString()} values
          {status.per_second > 0 && ` · ${status.per_second.toLocaleString()} a second`}
          {timeLeft(status) && ` · ${timeLeft(status)}`}
        </span>
        <progress aria-labelledby={label} max={100} value={progressOf(status)} />
      </div>
    );
  if (status.state === "stuck")
    return (
      <p className="notice notice-error">
        <Icon name="warning" />
        <span>
          {count(status.broken)} could not be opened and are still under an old key. Check every value to see which, and
          restore them from a backup.
        </span>
      </p>
    );
  return <p className="section-lead">{left ? "Something is still under an older key." : "Everything is under the newest key."}</p>;
}

function Verdict({ checked }: { checked: KeysChecked }) {
  if (checked.ok)
    return (
      <p className="notice notice-good">
        <Icon name="check" />
        <span>{count(checked.values)}, and each of them opens.</span>
      </p>
    );
  return (
    <div className="notice notice-error">
      <Icon name="warning" />
      <div>
        <p>
          {count(checked.broken)} of {checked.values.toLocaleString()} do not open:
        </p>
        <ul>
          {checked.examples.map((example) => (
            <li key={example}>
              <code>{example}</code>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function RetireDialog({ onClose }: { onClose: () => void }) {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const submission = useSubmission();

  const retire = async () => {
    const done = await submission.run(async () => {
      await chat.api.retireKeys();
      await queries.invalidateQueries({ queryKey: ["keys"] });
    });
    if (!done) return;
    onClose();
    toast("The old keys are destroyed.");
  };

  return (
    <Confirm
      title="Destroy the old keys?"
      action="Destroy them"
      busy={submission.busy}
      error={submission.error}
      onConfirm={() => void retire()}
      onClose={onClose}
    >
      <p>
        The server refuses while anything is still under them. Afterwards nobody can open what was kept under these keys
        alone, such as older copies of the database without their keyring. This cannot be undone.
      </p>
    </Confirm>
  );
}
