// Who manages a group, and with which powers.
import { useState } from "react";
import { Checkbox } from "react-aria-components";
import { explain } from "@/api/problem";
import type { Group, Manager, Power } from "@/api/types";
import { nameOf, useChat, useSignedIn } from "@/app/context";
import { othersThan } from "@/state/select";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Choice } from "@/ui/Field";
import { Empty, Failed, FormError, Waiting } from "@/ui/Notice";
import { PageSection } from "../shell/TabbedPage";
import { powerMeaning, powers } from "./group_words";
import { useGroupPart } from "./use_group_part";

export function GroupManagers({ group }: { group: Group }) {
  const { chat, me } = useSignedIn();
  const mayAppoint = group.powers.includes("appoint_managers");
  const [open, setOpen] = useState<Manager | "new" | null>(null);
  const { query, submission, change } = useGroupPart(group.id, "managers", chat.api.groupManagers);
  if (query.error) return <Failed message={explain(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Waiting label="Looking…" />;
  const dismiss = (user: string) => void change(() => chat.api.dismissManager(group.id, user));
  return (
    <PageSection title="Managers" lead="They may do this here without any permission in the workspace.">
      {open === null && <FormError message={submission.error} />}
      {query.data.length === 0 && (
        <Empty icon="shield" title="Nobody in particular">
          <p>Only who may manage all groups of the workspace.</p>
        </Empty>
      )}
      {query.data.length > 0 && (
        <ul className="cards" aria-label="Managers">
          {query.data.map((manager) => (
            <li key={manager.user.id} className="card">
              <ManagerText manager={manager} />
              {mayAppoint && (
                <Button onPress={() => setOpen(manager)} aria-label={`Change what ${manager.user.display_name} may do`}>
                  Change
                </Button>
              )}
              {(mayAppoint || manager.user.id === me.user.id) && (
                <Button
                  look="danger"
                  onPress={() => dismiss(manager.user.id)}
                  aria-label={`${manager.user.display_name} manages it no more`}
                >
                  Dismiss
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayAppoint && (
        <div className="form-actions">
          <Button look="primary" icon="plus" onPress={() => setOpen("new")}>
            Appoint somebody
          </Button>
        </div>
      )}
      {open !== null && (
        <AppointDialog
          group={group}
          manager={open === "new" ? null : open}
          known={query.data.map(({ user }) => user.id)}
          busy={submission.busy}
          error={submission.error}
          onAppoint={(user, chosen) =>
            void change(() => chat.api.appointManager(group.id, user, chosen)).then((done) => done && setOpen(null))
          }
          onClose={() => setOpen(null)}
        />
      )}
    </PageSection>
  );
}

function ManagerText({ manager }: { manager: Manager }) {
  const by = useChat((state) => state.users[manager.appointed_by]);
  return (
    <div className="card-text">
      <span className="card-title">{manager.user.display_name}</span>
      <span className="card-hint">
        {manager.powers.map(powerMeaning).join("; ")} · appointed by {nameOf(by)}
      </span>
    </div>
  );
}

interface AppointProps {
  group: Group;
  manager: Manager | null;
  known: string[];
  busy: boolean;
  error: string | null;
  onAppoint: (user: string, powers: Power[]) => void;
  onClose: () => void;
}

function AppointDialog({ group, manager, known, busy, error, onAppoint, onClose }: AppointProps) {
  const users = useChat((state) => state.users);
  const [user, setUser] = useState(manager?.user.id ?? "");
  const [chosen, setChosen] = useState<Power[]>(manager?.powers ?? []);
  const flip = (power: Power, on: boolean) =>
    setChosen((now) => (on ? [...now, power] : now.filter((each) => each !== power)));
  return (
    <Dialog title={manager ? `What ${manager.user.display_name} may do` : "Appoint somebody"} onClose={onClose}>
      <div className="dialog-body form">
        {!manager && <Choice label="Who" value={user} options={othersThan(users, known)} onChange={setUser} />}
        <div role="group" aria-label="What they may do" className="field">
          {powers.map(({ id, meaning }) => (
            <Checkbox
              key={id}
              className="check"
              isSelected={chosen.includes(id)}
              isDisabled={!group.powers.includes(id)}
              onChange={(on) => flip(id, on)}
            >
              <span className="check-box" aria-hidden="true" />
              <span>
                {meaning}
                {!group.powers.includes(id) && " (you may not yourself)"}
              </span>
            </Checkbox>
          ))}
        </div>
        <FormError message={error} />
      </div>
      <DialogActions>
        <Button onPress={onClose}>Cancel</Button>
        <Button look="primary" isDisabled={!user || chosen.length === 0} isPending={busy} onPress={() => onAppoint(user, chosen)}>
          {manager ? "Save" : "Appoint"}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
