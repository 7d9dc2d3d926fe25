import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "@/api/problem";
import type { ApiKey } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { useSubmission } from "@/ui/form";
import { Icon } from "@/ui/Icon";
import { Empty, Failed, Waiting } from "@/ui/Notice";
import { dateTime } from "@/ui/time";
import { toast } from "@/ui/toast";
import { PageSection } from "../shell/TabbedPage";
import { CreateApiKeyDialog } from "./CreateApiKeyDialog";

export function ApiKeySettings() {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const [creating, setCreating] = useState(false);
  const [leaving, setLeaving] = useState<ApiKey | null>(null);
  const keys = useQuery({ queryKey: ["api-keys"], queryFn: chat.api.apiKeys, staleTime: 0 });
  const again = () => void queries.invalidateQueries({ queryKey: ["api-keys"] });

  return (
    <PageSection
      title="API keys"
      lead="For programs that work as you: scripts, bots, exports. A key may do no more than you may, and never touches your account."
    >
      <div className="form-actions">
        <Button look="primary" icon="plus" onPress={() => setCreating(true)}>
          Make a key
        </Button>
      </div>
      {keys.error ? (
        <Failed message={explain(keys.error)} onRetry={() => void keys.refetch()} />
      ) : keys.data ? (
        <KeyList keys={keys.data} onWithdraw={setLeaving} />
      ) : (
        <Waiting label="Looking…" />
      )}
      {creating && (
        <CreateApiKeyDialog
          onClose={() => {
            setCreating(false);
            again();
          }}
        />
      )}
      {leaving && (
        <Withdraw
          apiKey={leaving}
          onClose={() => {
            setLeaving(null);
            again();
          }}
        />
      )}
    </PageSection>
  );
}

function KeyList({ keys, onWithdraw }: { keys: ApiKey[]; onWithdraw: (key: ApiKey) => void }) {
  if (keys.length === 0) {
    return (
      <Empty icon="lock" title="No keys">
        <p>Nothing but you, signed in, works under your name.</p>
      </Empty>
    );
  }
  return (
    <ul className="cards" aria-label="Your API keys">
      {keys.map((key) => (
        <li key={key.id} className="card">
          <span className="card-icon">
            <Icon name="lock" />
          </span>
          <div className="card-text">
            <span className="card-title">
              {key.name} {key.read_only && <span className="tag">Reads only</span>}
              {key.scopes && <span className="tag">{key.scopes.length === 1 ? "1 permission" : `${key.scopes.length} permissions`}</span>}
            </span>
            <span className="card-hint">
              <code>{key.shown}…</code> · until {dateTime(key.expires_at)} ·{" "}
              {key.last_used_at ? `used ${dateTime(key.last_used_at)}` : "never used"}
            </span>
          </div>
          <Button look="danger" onPress={() => onWithdraw(key)} aria-label={`Withdraw ${key.name}`}>
            Withdraw
          </Button>
        </li>
      ))}
    </ul>
  );
}

function Withdraw({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { chat } = useSignedIn();
  const submission = useSubmission();
  const confirm = async () => {
    if (!(await submission.run(() => chat.api.revokeApiKey(apiKey.id)))) return;
    onClose();
    toast(`${apiKey.name} works no more.`);
  };
  return (
    <Confirm
      title={`Withdraw ${apiKey.name}?`}
      action="Withdraw"
      busy={submission.busy}
      error={submission.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>Whatever uses it is cut off at once. It cannot be brought back.</p>
    </Confirm>
  );
}
