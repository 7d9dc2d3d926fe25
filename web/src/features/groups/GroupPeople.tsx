// Who is in a group, through what; who is kept out.
import { explain } from "@/api/problem";
import type { Group, GroupMember } from "@/api/types";
import { nameOf, useChat, useSignedIn } from "@/app/context";
import { othersThan } from "@/state/select";
import { Add } from "@/ui/Add";
import { Avatar } from "@/ui/Avatar";
import { Button } from "@/ui/Button";
import { Empty, Failed, FormError, Waiting } from "@/ui/Notice";
import { PageSection } from "../shell/TabbedPage";
import { membershipWords } from "./group_words";
import { useGroupPart } from "./use_group_part";

export function GroupPeople({ group }: { group: Group }) {
  const { chat } = useSignedIn();
  const users = useChat((state) => state.users);
  const mayChange = group.powers.includes("manage_members");
  const { query, submission, change } = useGroupPart(group.id, "members", chat.api.groupMembers);
  if (query.error) return <Failed message={explain(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Waiting label="Looking…" />;
  const inside = query.data.filter(({ member }) => member);
  const outside = query.data.filter(({ member }) => !member);
  const byHand = inside.filter(({ sources }) => sources.some(({ source }) => source === "manual")).map(({ user }) => user.id);
  const words = (member: GroupMember) => membershipWords(member, (id) => nameOf(users[id]));
  return (
    <>
      <PageSection title="People" lead="Everybody who is in it, and what puts them in.">
        <FormError message={submission.error} />
        {inside.length === 0 && <Empty icon="people" title="Nobody is in it" />}
        <Cards label="Who is in it" members={inside} words={words}>
          {mayChange &&
            ((user) => (
              <Button
                look="danger"
                aria-label={`Take ${user.display_name} out`}
                onPress={() => void change(() => chat.api.takeOutOfGroup(group.id, user.id))}
              >
                Take out
              </Button>
            ))}
        </Cards>
        {mayChange && (
          <Add
            label="Put in by hand"
            action="Put in"
            options={othersThan(users, byHand)}
            busy={submission.busy}
            onAdd={(user) => void change(() => chat.api.putIntoGroup(group.id, user))}
          />
        )}
      </PageSection>
      {outside.length > 0 && (
        <PageSection title="Kept out" lead="By hand, whatever provisioning, sign-ins or other groups say.">
          <Cards label="Who is kept out" members={outside} words={words}>
            {mayChange &&
              ((user) => (
                <Button
                  aria-label={`Let ${user.display_name} in again`}
                  onPress={() => void change(() => chat.api.readmitToGroup(group.id, user.id))}
                >
                  Lift
                </Button>
              ))}
          </Cards>
        </PageSection>
      )}
    </>
  );
}

interface CardsProps {
  label: string;
  members: GroupMember[];
  words: (member: GroupMember) => string;
  children: false | ((user: GroupMember["user"]) => React.ReactNode);
}

function Cards({ label, members, words, children }: CardsProps) {
  if (members.length === 0) return null;
  return (
    <ul className="cards" aria-label={label}>
      {members.map((member) => (
        <li key={member.user.id} className="card">
          <Avatar user={member.user} />
          <div className="card-text">
            <span className="card-title">
              {member.user.display_name}
              {!member.user.active && " (deactivated)"}
            </span>
            <span className="card-hint">{words(member)}</span>
          </div>
          {children && children(member.user)}
        </li>
      ))}
    </ul>
  );
}
