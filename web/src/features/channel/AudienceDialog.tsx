// Who can read a channel and through what; and what one of them may do there, and why.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "@/api/problem";
import type { Channel, Decision, Reader, User } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Failed, Waiting } from "@/ui/Notice";
import { dateTime } from "@/ui/time";

export function AudienceDialog({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const [of, setOf] = useState<User | null>(null);
  return (
    <Dialog title={of ? `What ${of.display_name} may do here` : `Who can read ${channel.name}`} onClose={onClose}>
      <div className="dialog-body">
        {of ? <Decisions channel={channel} user={of} /> : <Readers channel={channel} onOpen={setOf} />}
      </div>
      <DialogActions>
        {of && <Button onPress={() => setOf(null)}>Back</Button>}
        <Button look="primary" onPress={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function throughWords({ through, groups, member_since }: Reader): string {
  const words = [];
  if (through.includes("membership")) words.push(member_since ? `a member since ${dateTime(member_since)}` : "a member");
  if (through.includes("group")) words.push(`through ${groups.map(({ name }) => name).join(", ")}`);
  if (through.includes("directory")) words.push("through the directory: the channel is public");
  return words.join("; ");
}

function Readers({ channel, onOpen }: { channel: Channel; onOpen: (user: User) => void }) {
  const { chat } = useSignedIn();
  const readers = useQuery({ queryKey: ["audience", channel.id], queryFn: () => chat.api.audience(channel.id), staleTime: 0 });
  if (readers.error) return <Failed message={explain(readers.error)} onRetry={() => void readers.refetch()} />;
  if (!readers.data) return <Waiting label="Looking…" />;
  const members = readers.data.filter(({ through }) => through.includes("membership") || through.includes("group")).length;
  return (
    <>
      <p>
        {readers.data.length === 1 ? "1 person" : `${readers.data.length} people`}, {members} of them{" "}
        {members === 1 ? "a member" : "members"}. Nobody else, administrators included.
      </p>
      <ul className="cards" aria-label="Who can read it">
        {readers.data.map((reader) => (
          <li key={reader.user.id} className="card">
            <div className="card-text">
              <span className="card-title">{reader.user.display_name}</span>
              <span className="card-hint">{throughWords(reader)}</span>
            </div>
            <Button onPress={() => onOpen(reader.user)} aria-label={`What ${reader.user.display_name} may do here`}>
              Why?
            </Button>
          </li>
        ))}
      </ul>
      <AlsoTold channel={channel} />
    </>
  );
}

/** Other systems that are told what is said, by outgoing webhooks. */
function AlsoTold({ channel }: { channel: Channel }) {
  const { chat } = useSignedIn();
  const webhooks = useQuery({ queryKey: ["webhooks", channel.id], queryFn: () => chat.api.webhooks(channel.id), staleTime: 0 });
  if (webhooks.error) return <Failed message={explain(webhooks.error)} onRetry={() => void webhooks.refetch()} />;
  const told = webhooks.data?.outgoing.filter(({ state }) => state === "on") ?? [];
  if (told.length === 0) return null;
  return (
    <>
      <p>Other systems are told what is said here:</p>
      <ul className="cards" aria-label="Other systems that are told">
        {told.map(({ id, name, host }) => (
          <li key={id} className="card">
            <div className="card-text">
              <span className="card-title">{name}</span>
              <span className="card-hint">{host}</span>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

const deeds: Record<Decision["deed"], string> = {
  read: "Read",
  post: "Post",
  add_people: "Add people",
  edit_channel: "Change name and topic",
  remove_people: "Remove people",
  delete_others_messages: "Delete others’ messages",
  delete_channel: "Delete the channel",
};

function Decisions({ channel, user }: { channel: Channel; user: User }) {
  const { chat } = useSignedIn();
  const access = useQuery({
    queryKey: ["access", channel.id, user.id],
    queryFn: () => chat.api.explainAccess(channel.id, user.id),
    staleTime: 0,
  });
  if (access.error) return <Failed message={explain(access.error)} onRetry={() => void access.refetch()} />;
  if (!access.data) return <Waiting label="Looking…" />;
  return (
    <ul className="cards" aria-label="What they may do">
      {access.data.decisions.map(({ deed, allowed, because, missing }) => (
        <li key={deed} className="card">
          <div className="card-text">
            <span className="card-title">
              {deeds[deed]}: {allowed ? "yes" : "no"}
            </span>
            <span className="card-hint">{allowed ? because.join("; ") : `missing: ${missing.join("; ")}`}</span>
          </div>
        </li>
      ))}
    </ul>
  );
}
