// One group: who is in it and through what, groups inside it, who manages it, where its people come from.
import { useQuery } from "@tanstack/react-query";
import { explain } from "@/api/problem";
import type { Group } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Link } from "@/ui/Link";
import { Empty, Failed, Waiting } from "@/ui/Notice";
import { TabbedPage, type Tab } from "../shell/TabbedPage";
import { GroupFeeds } from "./GroupFeeds";
import { GroupManagers } from "./GroupManagers";
import { GroupPeople } from "./GroupPeople";
import { GroupSettings } from "./GroupSettings";
import { Subgroups } from "./Subgroups";
import { visibilityName } from "./group_words";

const tabs: readonly Tab[] = [
  { id: "people", name: "People", icon: "people" },
  { id: "inside", name: "Groups inside", icon: "list" },
  { id: "managers", name: "Managers", icon: "shield" },
  { id: "sources", name: "Sources", icon: "link" },
  { id: "about", name: "About", icon: "gear" },
];

export function GroupPage({ id, tab }: { id: string; tab: string }) {
  const { chat } = useSignedIn();
  const group = useQuery({ queryKey: ["groups", id], queryFn: () => chat.api.group(id), staleTime: 0, retry: false });
  const current = tabs.some((each) => each.id === tab) ? tab : "people";
  return (
    <TabbedPage title={group.data?.name ?? "Group"} base={`/groups/${id}`} tabs={tabs} current={current}>
      <p className="page-crumb">
        <Link href="/groups">All groups</Link>
        {group.data && ` · ${visibilityName(group.data.visibility)}${group.data.description ? ` · ${group.data.description}` : ""}`}
      </p>
      {group.error ? (
        <Failed message={explain(group.error)} onRetry={() => void group.refetch()} />
      ) : group.data ? (
        <Part group={group.data} id={current} />
      ) : (
        <Waiting label="Looking…" />
      )}
    </TabbedPage>
  );
}

function Part({ group, id }: { group: Group; id: string }) {
  if (id === "about") return <GroupSettings key={group.updated_at} group={group} />;
  if (group.people === null) {
    return (
      <Empty icon="lock" title="A private group">
        <p>Those who are in it, or manage it, see who is in it.</p>
      </Empty>
    );
  }
  switch (id) {
    case "inside":
      return <Subgroups group={group} />;
    case "managers":
      return <GroupManagers group={group} />;
    case "sources":
      return <GroupFeeds group={group} />;
    default:
      return <GroupPeople group={group} />;
  }
}
