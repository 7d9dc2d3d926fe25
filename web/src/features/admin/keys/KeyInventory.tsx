import { useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import type { RotatedKey } from "@/api/api";
import { explain } from "@/api/problem";
import type { KeyEntry } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { useSubmission } from "@/ui/form";
import { Icon } from "@/ui/Icon";
import { Failed, Waiting } from "@/ui/Notice";
import { dateTime } from "@/ui/time";
import { toast } from "@/ui/toast";
import { PageSection } from "../../shell/TabbedPage";
import { count, purposeOf, shortId } from "./words";

const offers: readonly { key: RotatedKey; label: string; title: string; text: string; done: string }[] = [
  {
    key: "workspace",
    label: "Rotate the workspace key",
    title: "Begin a new workspace key?",
    text: "What is written from now on is under it. Older values open as before, until you re-encrypt them below. Nobody is signed out.",
    done: "A new workspace key is in use.",
  },
  {
    key: "audit",
    label: "Rotate the security log’s key",
    title: "Begin a new key for the security log?",
    text: "The old key signs a note that names the new one, and its private half is destroyed. Auditors may go on with the public key they have.",
    done: "A new key signs the security log from now on.",
  },
  {
    key: "compliance",
    label: "Rotate the compliance log’s key",
    title: "Begin a new key for the compliance log?",
    text: "The old key signs a note that names the new one, and its private half is destroyed. Auditors may go on with the public key they have.",
    done: "A new key signs the compliance log from now on.",
  },
];

export function KeyInventory({ keys }: { keys: UseQueryResult<KeyEntry[]> }) {
  const [rotating, setRotating] = useState<(typeof offers)[number] | null>(null);
  return (
    <PageSection
      title="Keys"
      lead="Every key of this workspace, how old it is and what it protects. Keys themselves are never shown, and never leave the server."
    >
      <div className="section-tools">
        {offers.map((offer) => (
          <Button key={offer.key} icon="retry" onPress={() => setRotating(offer)}>
            {offer.label}
          </Button>
        ))}
      </div>
      {keys.isPending ? (
        <Waiting label="Counting what each key protects…" />
      ) : keys.error ? (
        <Failed message={explain(keys.error)} onRetry={() => void keys.refetch()} />
      ) : (
        <ul className="cards" aria-label="Keys of this workspace">
          {keys.data.map((entry) => (
            <KeyRow key={`${entry.purpose} ${entry.id}`} entry={entry} />
          ))}
        </ul>
      )}
      {rotating && <RotateDialog offer={rotating} onClose={() => setRotating(null)} />}
    </PageSection>
  );
}

function KeyRow({ entry }: { entry: KeyEntry }) {
  const { name, does } = purposeOf(entry);
  const current = entry.state === "current";
  return (
    <li className={current ? "card" : "card card-faint"}>
      <span className="card-icon">
        <Icon name="lock" />
      </span>
      <div className="card-text">
        <span className="card-title">
          {name} {shortId(entry.id)} <span className={current ? "tag tag-good" : "tag"}>{entry.state}</span>
        </span>
        <span className="card-hint">
          {does}
          {entry.purpose === "workspace root" && ` · protects ${count(entry.values)}`}
          {entry.kept === "token" && " · in the hardware token"}
          {entry.created_at && ` · since ${dateTime(entry.created_at)}`}
        </span>
        {entry.users.length > 0 && (
          <details className="key-users">
            <summary>Where they are</summary>
            <ul>
              {entry.users.map(({ column, values }) => (
                <li key={column}>
                  <code>{column}</code>: {count(values)}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </li>
  );
}

function RotateDialog({ offer, onClose }: { offer: (typeof offers)[number]; onClose: () => void }) {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const submission = useSubmission();

  const rotate = async () => {
    const done = await submission.run(async () => {
      await chat.api.rotateKey(offer.key);
      await queries.invalidateQueries({ queryKey: ["keys"] });
    });
    if (!done) return;
    onClose();
    toast(offer.done);
  };

  return (
    <Confirm
      title={offer.title}
      action="Rotate"
      look="primary"
      busy={submission.busy}
      error={submission.error}
      onConfirm={() => void rotate()}
      onClose={onClose}
    >
      <p>{offer.text}</p>
    </Confirm>
  );
}
