// Who has a custom role; gives it and takes it.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "@/api/problem";
import type { Role, RoleHolder, User } from "@/api/types";
import { nameOf, useChat, useMay, useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Choice } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { Empty, Failed, FormError, Waiting } from "@/ui/Notice";
import { dateTime } from "@/ui/time";

export function RoleHoldersDialog({ role, onClose }: { role: Role; onClose: () => void }) {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const mayChange = useMay("manage_roles");
  const submission = useSubmission();
  const holders = useQuery({ queryKey: ["role-holders", role.id], queryFn: () => chat.api.roleHolders(role.id), staleTime: 0 });
  const change = (work: () => Promise<unknown>) =>
    void submission.run(work).then(() => queries.invalidateQueries({ queryKey: ["role-holders", role.id] }));
  return (
    <Dialog title={`Who has ${role.name}`} onClose={onClose}>
      <div className="dialog-body form">
        {holders.error ? (
          <Failed message={explain(holders.error)} onRetry={() => void holders.refetch()} />
        ) : holders.data ? (
          <>
            <HolderList
              holders={holders.data}
              mayChange={mayChange}
              onWithdraw={(user) => change(() => chat.api.withdrawRole(role.id, user.id))}
            />
            {mayChange && (
              <Give holders={holders.data} busy={submission.busy} onGive={(user) => change(() => chat.api.grantRole(role.id, user))} />
            )}
          </>
        ) : (
          <Waiting label="Looking…" />
        )}
        <FormError message={submission.error} />
      </div>
      <DialogActions>
        <Button onPress={onClose}>Done</Button>
      </DialogActions>
    </Dialog>
  );
}

interface HolderListProps {
  holders: RoleHolder[];
  mayChange: boolean;
  onWithdraw: (user: User) => void;
}

function HolderList({ holders, mayChange, onWithdraw }: HolderListProps) {
  const users = useChat((state) => state.users);
  if (holders.length === 0) return <Empty icon="people" title="Nobody has it" />;
  return (
    <ul className="cards" aria-label="Who has it">
      {holders.map(({ user, granted_by, granted_at }) => (
        <li key={user.id} className="card">
          <div className="card-text">
            <span className="card-title">{user.display_name}</span>
            <span className="card-hint">
              from {nameOf(users[granted_by])}, {dateTime(granted_at)}
            </span>
          </div>
          {mayChange && (
            <Button look="danger" onPress={() => onWithdraw(user)} aria-label={`Take it from ${user.display_name}`}>
              Take away
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

interface GiveProps {
  holders: RoleHolder[];
  busy: boolean;
  onGive: (user: string) => void;
}

function Give({ holders, busy, onGive }: GiveProps) {
  const users = useChat((state) => state.users);
  const [chosen, setChosen] = useState("");
  const options = Object.values(users)
    .filter((user) => user.active && !holders.some((holder) => holder.user.id === user.id))
    .sort((a, b) => a.display_name.localeCompare(b.display_name))
    .map((user) => ({ id: user.id, name: user.display_name, hint: `@${user.username}` }));
  return (
    <div className="form">
      <Choice label="Give it to" value={chosen} options={options} onChange={setChosen} isDisabled={options.length === 0} />
      <div className="form-actions">
        <Button
          look="primary"
          isDisabled={!options.some(({ id }) => id === chosen)}
          isPending={busy}
          onPress={() => onGive(chosen)}
        >
          Give role
        </Button>
      </div>
    </div>
  );
}
