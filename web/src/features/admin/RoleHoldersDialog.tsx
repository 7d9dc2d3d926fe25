// Who has a custom role; gives it and takes it.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { explain } from "@/api/problem";
import type { Role, RoleHolder, User } from "@/api/types";
import { nameOf, useChat, useMay, useSignedIn } from "@/app/context";
import { othersThan } from "@/state/select";
import { Add } from "@/ui/Add";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { useSubmission } from "@/ui/form";
import { Empty, Failed, FormError, Waiting } from "@/ui/Notice";
import { dateTime } from "@/ui/time";

export function RoleHoldersDialog({ role, onClose }: { role: Role; onClose: () => void }) {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const mayChange = useMay("manage_roles");
  const users = useChat((state) => state.users);
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
              <Add
                label="Give it to"
                action="Give role"
                options={othersThan(users, holders.data.map(({ user }) => user.id))}
                busy={submission.busy}
                onAdd={(user) => change(() => chat.api.grantRole(role.id, user))}
              />
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
