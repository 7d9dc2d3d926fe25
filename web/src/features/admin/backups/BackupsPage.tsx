// For the server's operators: which backups there are, making one, removing one. Restoring is done on the server, which
// is stopped for it.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "@/api/problem";
import type { BackupListed, BackupOverview } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { useSubmission } from "@/ui/form";
import { Icon } from "@/ui/Icon";
import { Empty, Failed, FormError, Waiting } from "@/ui/Notice";
import { dateTime } from "@/ui/time";
import { toast } from "@/ui/toast";
import { PageSection } from "../../shell/TabbedPage";
import { hintOf, rulesOf } from "./words";

const whileWorking = 2000;
const otherwise = 60_000;

export function BackupsPage() {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const [removing, setRemoving] = useState<BackupListed | null>(null);
  const making = useSubmission();
  const backups = useQuery({
    queryKey: ["server-backups"],
    queryFn: chat.api.serverBackups,
    staleTime: 0,
    refetchInterval: (query) => (query.state.data?.working ? whileWorking : otherwise),
  });
  const make = () => making.run(async () => queries.setQueryData(["server-backups"], await chat.api.makeBackup()));
  const close = () => {
    setRemoving(null);
    void queries.invalidateQueries({ queryKey: ["server-backups"] });
  };
  if (backups.error) return <Failed message={explain(backups.error)} onRetry={() => void backups.refetch()} />;
  if (!backups.data) return <Waiting label="Looking…" />;
  const overview = backups.data;
  return (
    <PageSection title="Backups of this server" lead={rulesOf(overview)}>
      <Trouble overview={overview} />
      <div className="section-tools">
        <Button
          look="primary"
          onPress={() => void make()}
          isDisabled={!overview.on || !overview.recovery_key}
          isPending={making.busy || overview.working}
        >
          Back up now
        </Button>
      </div>
      <FormError message={making.error} />
      <p role="status" className="section-lead">
        {overview.working && "A backup is being made…"}
      </p>
      <BackupList items={overview.items} onRemove={setRemoving} />
      {removing && <RemoveDialog backup={removing} onClose={close} />}
    </PageSection>
  );
}

function troubleOf({ on, recovery_key, failure }: BackupOverview): string | null {
  if (!on) return "No backups are made: whoever runs the server sets backup.folder.";
  if (!recovery_key)
    return "No backups are made, because nobody could restore them: whoever runs the server makes a recovery key with “wardroomctl recovery create”.";
  return failure && `The last one was not made: ${failure}`;
}

function Trouble({ overview }: { overview: BackupOverview }) {
  const trouble = troubleOf(overview);
  if (!trouble) return null;
  return (
    <p className="notice notice-error">
      <Icon name="warning" />
      <span>{trouble}</span>
    </p>
  );
}

function BackupList({ items, onRemove }: { items: BackupListed[]; onRemove: (backup: BackupListed) => void }) {
  if (items.length === 0) {
    return (
      <Empty icon="lock" title="No backups yet">
        <p>Each holds all workspaces, sealed: it opens with the recovery key only.</p>
      </Empty>
    );
  }
  return (
    <ul className="cards" aria-label="Backups">
      {items.toReversed().map((backup) => (
        <li key={backup.name} className="card">
          <span className="card-icon">
            <Icon name={backup.missing > 0 || !backup.here ? "warning" : "lock"} />
          </span>
          <div className="card-text">
            <span className="card-title">{dateTime(backup.made_at)}</span>
            <span className="card-hint">{hintOf(backup)}</span>
          </div>
          <Button look="danger" onPress={() => onRemove(backup)} aria-label={`Remove the one of ${dateTime(backup.made_at)}`}>
            Remove
          </Button>
        </li>
      ))}
    </ul>
  );
}

function RemoveDialog({ backup, onClose }: { backup: BackupListed; onClose: () => void }) {
  const { chat } = useSignedIn();
  const submission = useSubmission();
  const confirm = async () => {
    if (!(await submission.run(() => chat.api.deleteBackup(backup.name)))) return;
    onClose();
    toast("The backup is gone for good.");
  };
  return (
    <Confirm
      title={`Remove the backup of ${dateTime(backup.made_at)}?`}
      action="Remove for good"
      busy={submission.busy}
      error={submission.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>
        Its file and its key are destroyed. Copies of it elsewhere do not open either, once the copy of keys.age beside
        them is replaced.
      </p>
    </Confirm>
  );
}
