// The groups that one may know of.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "@/api/problem";
import type { Group } from "@/api/types";
import { useMay, useSignedIn } from "@/app/context";
import { navigate } from "@/app/router";
import { Button, IconButton } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Link } from "@/ui/Link";
import { Empty, Failed, Waiting } from "@/ui/Notice";
import { useShell } from "../shell/shell_context";
import { PageSection } from "../shell/TabbedPage";
import { GroupDialog } from "./GroupDialog";
import { visibilityName } from "./group_words";

export function GroupsPage() {
  const { chat } = useSignedIn();
  const { narrow, openDrawer } = useShell();
  const mayMake = useMay("manage_groups");
  const [making, setMaking] = useState(false);
  const groups = useQuery({ queryKey: ["groups"], queryFn: chat.api.groups, staleTime: 0 });
  return (
    <main id="main" className="page" tabIndex={-1}>
      <header className="page-head">
        {narrow && <IconButton icon="menu" label="Channels and people" onPress={openDrawer} />}
        <h1>Groups</h1>
      </header>
      <div className="page-body">
        <PageSection
          title="Groups you may know of"
          lead="People who belong together: by hand, by provisioning, by signing in, or by a group inside a group."
        >
          {mayMake && (
            <div className="form-actions">
              <Button look="primary" icon="plus" onPress={() => setMaking(true)}>
                Make a group
              </Button>
            </div>
          )}
          {groups.error ? (
            <Failed message={explain(groups.error)} onRetry={() => void groups.refetch()} />
          ) : groups.data ? (
            <GroupList groups={groups.data} />
          ) : (
            <Waiting label="Looking…" />
          )}
        </PageSection>
      </div>
      {making && <GroupDialog onMade={({ id }) => navigate(`/groups/${id}`)} onClose={() => setMaking(false)} />}
    </main>
  );
}

function hintOf({ visibility, people, member, powers, description }: Group): string {
  const parts = [visibilityName(visibility)];
  if (people !== null) parts.push(people === 1 ? "1 person" : `${people} people`);
  if (member) parts.push("you are in it");
  if (powers.length) parts.push("you manage it");
  if (description) parts.push(description);
  return parts.join(" · ");
}

function GroupList({ groups }: { groups: Group[] }) {
  if (groups.length === 0) {
    return (
      <Empty icon="people" title="No groups">
        <p>There is none that you may know of.</p>
      </Empty>
    );
  }
  return (
    <ul className="cards" aria-label="Groups">
      {groups.map((group) => (
        <li key={group.id} className="card">
          <span className="card-icon">
            <Icon name={group.visibility === "public" ? "people" : "lock"} />
          </span>
          <div className="card-text">
            <Link href={`/groups/${group.id}`} className="card-title">
              {group.name}
            </Link>
            <span className="card-hint">{hintOf(group)}</span>
          </div>
        </li>
      ))}
    </ul>
  );
}
