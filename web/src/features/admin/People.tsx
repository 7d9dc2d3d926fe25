import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "@/api/problem";
import type { User } from "@/api/types";
import { useChat, useSignedIn } from "@/app/context";
import { Field } from "@/ui/Field";
import { Empty, Failed, Waiting } from "@/ui/Notice";
import { PageSection } from "../shell/TabbedPage";
import { PersonGroupsDialog } from "../groups/PersonGroupsDialog";
import { PermissionsDialog } from "./PermissionsDialog";
import { PersonDialog, type PersonAct } from "./PersonDialog";
import { PersonRow, type Shown } from "./PersonRow";
import { PersonSessionsDialog } from "./PersonSessionsDialog";

export function People() {
  const { chat } = useSignedIn();
  const users = useChat((state) => state.users);
  const [filter, setFilter] = useState("");
  const [act, setAct] = useState<PersonAct | null>(null);
  const [shown, setShown] = useState<{ what: Shown; user: User } | null>(null);
  // What is shown is the chat's own list, which events keep up to date; this brings in whom it has not met.
  const list = useQuery({
    queryKey: ["users"],
    queryFn: async () => {
      const all = await chat.api.users();
      chat.store.dispatch({ type: "users.loaded", users: all });
      return all.length;
    },
    staleTime: 0,
  });
  const found = matching(Object.values(users), filter);

  return (
    <PageSection title="People" lead="Who belongs to this workspace, and what each may do.">
      <Field label="Find people" type="search" value={filter} onChange={setFilter} />
      {list.error ? (
        <Failed message={explain(list.error)} onRetry={() => void list.refetch()} />
      ) : list.isPending && !found.length ? (
        <Waiting />
      ) : found.length ? (
        <ul className="cards">
          {found.map((user) => (
            <PersonRow key={user.id} user={user} onAct={setAct} onShow={(what, of) => setShown({ what, user: of })} />
          ))}
        </ul>
      ) : (
        <Empty icon="people" title="Nobody matches" />
      )}
      {act && <PersonDialog act={act} onClose={() => setAct(null)} />}
      {shown?.what === "permissions" && <PermissionsDialog user={shown.user} onClose={() => setShown(null)} />}
      {shown?.what === "sessions" && <PersonSessionsDialog user={shown.user} onClose={() => setShown(null)} />}
      {shown?.what === "groups" && <PersonGroupsDialog user={shown.user} onClose={() => setShown(null)} />}
    </PageSection>
  );
}

function matching(users: readonly User[], filter: string): User[] {
  const wanted = filter.trim().toLowerCase();
  return users
    .filter((user) => `${user.display_name} ${user.username} ${user.tier}`.toLowerCase().includes(wanted))
    .sort((a, b) => Number(b.active) - Number(a.active) || a.display_name.localeCompare(b.display_name));
}
