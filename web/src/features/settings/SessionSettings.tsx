import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "@/api/problem";
import type { Session } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { useSubmission } from "@/ui/form";
import { Failed, Waiting } from "@/ui/Notice";
import { toast } from "@/ui/toast";
import { PageSection } from "../shell/TabbedPage";
import { SessionRow } from "./SessionRow";

export function SessionSettings() {
  const { chat } = useSignedIn();
  const sessions = useQuery({ queryKey: ["sessions"], queryFn: () => chat.api.sessions(), staleTime: 0 });
  const [ending, setEnding] = useState<readonly Session[] | null>(null);
  const sorted = [...(sessions.data ?? [])].sort(
    (a, b) => Number(b.current) - Number(a.current) || b.last_seen_at.localeCompare(a.last_seen_at),
  );
  const others = sorted.filter((session) => !session.current);

  return (
    <PageSection
      title="Sessions"
      lead="Where you are signed in. End any that you do not know, then change your password."
    >
      {sessions.isPending ? (
        <Waiting />
      ) : sessions.error ? (
        <Failed message={explain(sessions.error)} onRetry={() => void sessions.refetch()} />
      ) : (
        <ul className="cards">
          {sorted.map((session) => (
            <SessionRow key={session.id} session={session} onEnd={() => setEnding([session])} />
          ))}
        </ul>
      )}
      {others.length > 1 && (
        <div className="form-actions">
          <Button icon="door" onPress={() => setEnding(others)}>
            End all other sessions
          </Button>
        </div>
      )}
      {ending && <EndSessions sessions={ending} onClose={() => setEnding(null)} />}
    </PageSection>
  );
}

function EndSessions({ sessions, onClose }: { sessions: readonly Session[]; onClose: () => void }) {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const submission = useSubmission();
  const one = sessions.length === 1;

  const end = async () => {
    const done = await submission.run(async () => {
      try {
        for (const session of sessions) await chat.api.revokeSession(session.id);
      } finally {
        await queries.invalidateQueries({ queryKey: ["sessions"] });
      }
    });
    if (!done) return;
    onClose();
    toast(one ? "The session was ended." : `${sessions.length} sessions were ended.`);
  };

  return (
    <Confirm
      title={one ? "End this session?" : `End ${sessions.length} sessions?`}
      action={one ? "End session" : "End sessions"}
      busy={submission.busy}
      error={submission.error}
      onConfirm={() => void end()}
      onClose={onClose}
    >
      <p>{one ? "That browser is signed out at once." : "Every browser but this one is signed out at once."}</p>
    </Confirm>
  );
}
