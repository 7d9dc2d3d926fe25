import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "@/api/problem";
import type { Channel, User } from "@/api/types";
import { useChat, useSignedIn } from "@/app/context";
import { channelPath, navigate } from "@/app/router";
import { Avatar, presenceWords } from "@/ui/Avatar";
import { Button, IconButton } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Empty, Failed, Waiting } from "@/ui/Notice";
import { toast } from "@/ui/toast";
import { useCanManage, useCanWrite } from "../shell/rights";
import { leaveChannel } from "./membership";

export function MembersPanel({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { chat } = useSignedIn();
  const [adding, setAdding] = useState(false);
  const canAdd = useCanWrite();
  const members = useQuery({ queryKey: ["members", channel.id], queryFn: () => chat.api.members(channel.id) });
  const people = (members.data ?? [])
    .map((member) => member.user)
    .sort((a, b) => a.display_name.localeCompare(b.display_name));

  return (
    <>
      <header className="panel-head">
        <h2>Members{members.data && <span className="count">{people.length}</span>}</h2>
        <IconButton icon="close" label="Close members" onPress={onClose} />
      </header>
      {canAdd && (
        <div className="panel-tools">
          <Button icon={adding ? "left" : "plus"} onPress={() => setAdding(!adding)}>
            {adding ? "Back to members" : "Add people"}
          </Button>
        </div>
      )}
      <div className="panel-body">
        {members.isPending ? (
          <Waiting />
        ) : members.error ? (
          <Failed message={explain(members.error)} onRetry={() => void members.refetch()} />
        ) : adding ? (
          <AddPeople channel={channel} there={new Set(people.map((user) => user.id))} />
        ) : (
          <ul className="people">
            {people.map((user) => (
              <MemberRow key={user.id} channel={channel} user={user} />
            ))}
          </ul>
        )}
      </div>
    </>
  );
}

function PersonLine({ user }: { user: User }) {
  const presence = useChat((state) => state.presence[user.id] ?? "offline");
  return (
    <>
      <Avatar user={user} presence={presence} />
      <span className="person-text">
        <span className="person-name">{user.display_name}</span>
        <span className="person-hint">
          @{user.username}
          <span className="sr-only">, {presenceWords[presence]}</span>
        </span>
      </span>
    </>
  );
}

function MemberRow({ channel, user }: { channel: Channel; user: User }) {
  const { chat, me } = useSignedIn();
  const queries = useQueryClient();
  const manage = useCanManage(channel, "manage_subscribers");
  const self = user.id === me.user.id;

  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      toast(explain(error), "error");
    }
  };
  const remove = () =>
    attempt(async () => {
      await chat.api.removeMember(channel.id, user.id);
      await queries.invalidateQueries({ queryKey: ["members", channel.id] });
      toast(`${user.display_name} was removed.`);
    });
  const write = () =>
    attempt(async () => {
      const direct = await chat.api.openDirect(user.id);
      chat.adopt(direct);
      navigate(channelPath(direct.id));
    });

  return (
    <li className="person">
      <PersonLine user={user} />
      <span className="person-tools">
        {!self && user.active && (
          <IconButton icon="message" label={`Message ${user.display_name}`} onPress={() => void write()} />
        )}
        {self ? (
          <IconButton
            icon="door"
            label="Leave channel"
            onPress={() => void attempt(() => leaveChannel(chat, channel.id, me.user.id))}
          />
        ) : (
          manage && <IconButton icon="close" label={`Remove ${user.display_name}`} onPress={() => void remove()} />
        )}
      </span>
    </li>
  );
}

function AddPeople({ channel, there }: { channel: Channel; there: ReadonlySet<string> }) {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const users = useChat((state) => state.users);
  const [filter, setFilter] = useState("");
  const [busy, setBusy] = useState<string | null>(null);
  const wanted = filter.trim().toLowerCase();
  const found = Object.values(users)
    .filter((user) => user.active && !there.has(user.id))
    .filter((user) => `${user.display_name} ${user.username}`.toLowerCase().includes(wanted))
    .sort((a, b) => a.display_name.localeCompare(b.display_name));

  const add = async (user: User) => {
    setBusy(user.id);
    try {
      await chat.api.putMember(channel.id, user.id);
      await queries.invalidateQueries({ queryKey: ["members", channel.id] });
      toast(`${user.display_name} was added.`);
    } catch (error) {
      toast(explain(error), "error");
    } finally {
      setBusy(null);
    }
  };

  return (
    <>
      <Field label="Find people" type="search" value={filter} onChange={setFilter} autoFocus />
      {found.length ? (
        <ul className="people">
          {found.map((user) => (
            <li key={user.id} className="person">
              <PersonLine user={user} />
              <Button
                onPress={() => void add(user)}
                isPending={busy === user.id}
                aria-label={`Add ${user.display_name}`}
              >
                Add
              </Button>
            </li>
          ))}
        </ul>
      ) : (
        <Empty icon="people" title={wanted ? "Nobody matches" : "Everybody is here already"} />
      )}
    </>
  );
}
