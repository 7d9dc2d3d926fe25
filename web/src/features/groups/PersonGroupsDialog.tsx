// The groups somebody is in, and what puts them in.
import { useQuery } from "@tanstack/react-query";
import { explain } from "@/api/problem";
import type { User } from "@/api/types";
import { nameOf, useChat, useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Link } from "@/ui/Link";
import { Empty, Failed, Waiting } from "@/ui/Notice";
import { sourcesInWords } from "./group_words";

export function PersonGroupsDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const { chat } = useSignedIn();
  const users = useChat((state) => state.users);
  const groups = useQuery({ queryKey: ["groups", "of", user.id], queryFn: () => chat.api.groupsOf(user.id), staleTime: 0 });
  return (
    <Dialog title={`Groups of ${user.display_name}`} onClose={onClose}>
      <div className="dialog-body">
        {groups.error ? (
          <Failed message={explain(groups.error)} onRetry={() => void groups.refetch()} />
        ) : !groups.data ? (
          <Waiting label="Looking…" />
        ) : groups.data.length === 0 ? (
          <Empty icon="people" title="In no group that you may see into" />
        ) : (
          <ul className="cards" aria-label="Their groups">
            {groups.data.map(({ group, sources }) => (
              <li key={group.id} className="card">
                <div className="card-text">
                  <Link href={`/groups/${group.id}`} className="card-title" onClick={onClose}>
                    {group.name}
                  </Link>
                  <span className="card-hint">{sourcesInWords(sources, (id) => nameOf(users[id]))}</span>
                </div>
              </li>
            ))}
          </ul>
        )}
      </div>
      <DialogActions>
        <Button look="primary" onPress={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}
