// Groups in a group: who is in one of them is in it.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "@/api/problem";
import type { Group } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Add } from "@/ui/Add";
import { Button } from "@/ui/Button";
import { Link } from "@/ui/Link";
import { Empty, Failed, FormError, Waiting } from "@/ui/Notice";
import { PageSection } from "../shell/TabbedPage";
import { GroupDialog } from "./GroupDialog";
import { useGroupPart } from "./use_group_part";

export function Subgroups({ group }: { group: Group }) {
  const { chat } = useSignedIn();
  const mayChange = group.powers.includes("manage_subgroups");
  const [making, setMaking] = useState(false);
  const { query, submission, change } = useGroupPart(group.id, "subgroups", chat.api.subgroups);
  const all = useQuery({ queryKey: ["groups"], queryFn: chat.api.groups, staleTime: 0, enabled: mayChange });
  if (query.error) return <Failed message={explain(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Waiting label="Looking…" />;
  const inside = query.data;
  const options = (all.data ?? []).filter(
    ({ id, people }) => id !== group.id && people !== null && !inside.some((each) => each.id === id),
  );
  return (
    <PageSection title="Groups inside" lead="Whoever is in one of these is in this group.">
      <FormError message={submission.error} />
      {inside.length === 0 && <Empty icon="list" title="No group is inside" />}
      {inside.length > 0 && (
        <ul className="cards" aria-label="Groups inside">
          {inside.map(({ id, name }) => (
            <li key={id} className="card">
              <div className="card-text">
                <Link href={`/groups/${id}`} className="card-title">
                  {name}
                </Link>
              </div>
              {mayChange && (
                <Button
                  look="danger"
                  aria-label={`Take ${name} out`}
                  onPress={() => void change(() => chat.api.removeSubgroup(group.id, id))}
                >
                  Take out
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayChange && (
        <>
          <Add
            label="Put a group in"
            action="Put in"
            options={options}
            busy={submission.busy}
            onAdd={(id) => void change(() => chat.api.putSubgroup(group.id, id))}
          />
          <div className="form-actions">
            <Button icon="plus" onPress={() => setMaking(true)}>
              Make a group inside
            </Button>
          </div>
        </>
      )}
      {making && <GroupDialog parent={group} onMade={() => undefined} onClose={() => setMaking(false)} />}
    </PageSection>
  );
}
