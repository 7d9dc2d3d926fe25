import type { AuditLogKind } from "@/api/api";
import type { AuditEntry } from "@/api/types";
import { useChat, useSignedIn } from "@/app/context";
import { titleOf } from "@/state/select";
import { Button } from "@/ui/Button";
import { useSubmission } from "@/ui/form";
import { Icon } from "@/ui/Icon";
import { FormError } from "@/ui/Notice";
import { saveFile } from "@/ui/save_file";
import { dateTime } from "@/ui/time";
import { wordsFor } from "./words";

export function AuditRow({ log, entry }: { log: AuditLogKind; entry: AuditEntry }) {
  const actor = useNamed(entry.actor);
  const target = useNamed(entry.target, entry.actor);
  const good = entry.outcome === "ok";
  const who = whoDid(entry, actor);

  return (
    <li>
      <details className="audit-entry">
        <summary>
          <span className="audit-seq">{entry.seq}</span>
          <span className="audit-what">
            <strong>{who}</strong> {wordsFor(entry)}
            {target && <>: {target}</>}
            {!good && <span className="tag tag-bad">{entry.outcome}</span>}
          </span>
          <time className="audit-at" dateTime={entry.at}>
            {dateTime(entry.at)}
          </time>
          <Icon name="chevron" size={14} />
        </summary>
        <dl className="facts">
          <Fact name="Event" value={entry.event} />
          <Fact name="Detail" value={entry.detail} />
          <Fact name="Target" value={entry.target} />
          <Fact name="By" value={entry.actor} />
          <Fact name="Address" value={entry.address} />
          <Fact name="Session" value={entry.session} />
          <Fact name="Request" value={entry.request} />
        </dl>
        <ProofButton log={log} seq={entry.seq} />
      </details>
    </li>
  );
}

/** The proof that the entry is in the signed log, as a file for an auditor. */
function ProofButton({ log, seq }: { log: AuditLogKind; seq: number }) {
  const { chat } = useSignedIn();
  const submission = useSubmission();
  const save = () =>
    submission.run(async () => {
      const { file } = await chat.api.auditProof(log, seq);
      saveFile(`${log}-entry-${seq}.json`, file);
    });
  return (
    <div className="audit-proof">
      <Button look="quiet" icon="shield" isPending={submission.busy} onPress={() => void save()}>
        Save proof
      </Button>
      <FormError message={submission.error} />
    </div>
  );
}

function whoDid({ actor, event }: AuditEntry, name: string): string {
  if (name) return name;
  if (actor.startsWith("sct_")) return "A provisioning system";
  if (actor) return actor;
  return event.startsWith("auth.") || event === "scim.refused" ? "Somebody" : "The server";
}

function Fact({ name, value }: { name: string; value: string }) {
  if (!value) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <code>{value}</code>
      </dd>
    </>
  );
}

/** What of these ids, parted by spaces, has a name that we know: people and channels, but for the one left out. */
function useNamed(ids: string, but = ""): string {
  const users = useChat((state) => state.users);
  const entries = useChat((state) => state.entries);
  return ids
    .split(" ")
    .filter((id) => id !== but)
    .map((id) => users[id]?.display_name ?? (entries[id] ? titleOf(entries[id].channel) : ""))
    .filter((name) => name !== "")
    .join(", ");
}
