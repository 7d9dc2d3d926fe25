// The groups that a channel mirrors: who is in one of them is in the channel.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { explain } from "@/api/problem";
import type { Channel } from "@/api/types";
import { nameOf, useChat, useSignedIn } from "@/app/context";
import { Add } from "@/ui/Add";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { useSubmission } from "@/ui/form";
import { Empty, Failed, FormError, Waiting } from "@/ui/Notice";
import { dateTime } from "@/ui/time";
import { useCanManage, useCanWrite } from "../shell/rights";

export function LinkedGroupsDialog({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const users = useChat((state) => state.users);
  const manages = useCanManage(channel, "manage_subscribers");
  const mayChange = useCanWrite() && manages;
  const submission = useSubmission();
  const linked = useQuery({ queryKey: ["linked", channel.id], queryFn: () => chat.api.linkedGroups(channel.id), staleTime: 0 });
  const groups = useQuery({ queryKey: ["groups"], queryFn: chat.api.groups, staleTime: 0, enabled: mayChange });
  const change = (work: () => Promise<unknown>) =>
    void submission.run(work).then(() => queries.invalidateQueries({ queryKey: ["linked", channel.id] }));
  const options = (groups.data ?? []).filter(
    ({ id, powers }) => powers.includes("link_channels") && !linked.data?.some(({ group }) => group.id === id),
  );
  return (
    <Dialog title={`Groups in ${channel.name}`} onClose={onClose}>
      <div className="dialog-body form">
        <p>Who is in one of these groups is in this channel, until they leave the group.</p>
        {linked.error ? (
          <Failed message={explain(linked.error)} onRetry={() => void linked.refetch()} />
        ) : !linked.data ? (
          <Waiting label="Looking…" />
        ) : linked.data.length === 0 ? (
          <Empty icon="people" title="No groups">
            <p>People are added one by one.</p>
          </Empty>
        ) : (
          <ul className="cards" aria-label="Groups in this channel">
            {linked.data.map(({ group, linked_by, linked_at }) => (
              <li key={group.id} className="card">
                <div className="card-text">
                  <span className="card-title">{group.name}</span>
                  <span className="card-hint">
                    linked by {nameOf(users[linked_by])}, {dateTime(linked_at)}
                  </span>
                </div>
                {mayChange && (
                  <Button
                    look="danger"
                    aria-label={`Unlink ${group.name}`}
                    onPress={() => change(() => chat.api.unlinkGroup(channel.id, group.id))}
                  >
                    Unlink
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
        {mayChange && options.length > 0 && (
          <Add
            label="Link a group"
            action="Link group"
            options={options}
            busy={submission.busy}
            onAdd={(group) => change(() => chat.api.linkGroup(channel.id, group))}
          />
        )}
        <FormError message={submission.error} />
      </div>
      <DialogActions>
        <Button look="primary" onPress={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}
