// Where somebody is signed in; each can be ended.
import { useQuery } from "@tanstack/react-query";
import { explain } from "@/api/problem";
import type { Session, User } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { useSubmission } from "@/ui/form";
import { Empty, Failed, FormError, Waiting } from "@/ui/Notice";
import { toast } from "@/ui/toast";
import { SessionRow } from "../settings/SessionRow";

export function PersonSessionsDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const { chat } = useSignedIn();
  const submission = useSubmission();
  const sessions = useQuery({
    queryKey: ["sessions-of", user.id],
    queryFn: () => chat.api.sessionsOf(user.id),
    staleTime: 0,
  });
  const end = async (session: Session) => {
    const done = await submission.run(() => chat.api.revokeSessionOf(user.id, session.id));
    await sessions.refetch();
    if (done) toast("The session was ended.");
  };
  return (
    <Dialog title={`Where ${user.display_name} is signed in`} onClose={onClose}>
      <div className="dialog-body">
        {sessions.error ? (
          <Failed message={explain(sessions.error)} onRetry={() => void sessions.refetch()} />
        ) : !sessions.data ? (
          <Waiting label="Looking…" />
        ) : sessions.data.length === 0 ? (
          <Empty icon="laptop" title="Nowhere">
            <p>They have no open session.</p>
          </Empty>
        ) : (
          <ul className="cards" aria-label="Sessions">
            {sessions.data.map((session) => (
              <SessionRow key={session.id} session={session} onEnd={() => void end(session)} />
            ))}
          </ul>
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
