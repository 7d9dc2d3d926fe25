// One place where somebody is signed in.
import type { Session } from "@/api/types";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { ago, dateTime } from "@/ui/time";
import { clientName } from "./client_name";

export function SessionRow({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const name = clientName(session.client);
  return (
    <li className="card">
      <span className="card-icon">
        <Icon name="laptop" />
      </span>
      <div className="card-text">
        <span className="card-title" title={session.client}>
          {name}
          {session.current && <span className="tag tag-good">This session</span>}
        </span>
        <span className="card-hint">
          {session.address} · last seen{" "}
          <time dateTime={session.last_seen_at} title={dateTime(session.last_seen_at)}>
            {ago(session.last_seen_at)}
          </time>{" "}
          · since {dateTime(session.created_at)}
        </span>
      </div>
      {!session.current && (
        <Button onPress={onEnd} aria-label={`End session: ${name}, ${session.address}`}>
          End
        </Button>
      )}
    </li>
  );
}
