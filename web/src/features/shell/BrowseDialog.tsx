import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "@/api/problem";
import type { Channel } from "@/api/types";
import { useChat, useSignedIn } from "@/app/context";
import { channelPath, navigate } from "@/app/router";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { Empty, Failed, Waiting } from "@/ui/Notice";
import { toast } from "@/ui/toast";
import { joinChannel, leaveChannel } from "../channel/membership";

export function BrowseDialog({ onClose }: { onClose: () => void }) {
  const { chat } = useSignedIn();
  const [filter, setFilter] = useState("");
  const directory = useQuery({ queryKey: ["directory"], queryFn: () => chat.api.channels("directory"), staleTime: 0 });
  const wanted = filter.trim().toLowerCase();
  const shown = (directory.data ?? [])
    .filter((channel) => channel.kind !== "direct")
    .filter((channel) => `${channel.name} ${channel.topic}`.toLowerCase().includes(wanted))
    .sort((a, b) => a.name.localeCompare(b.name));

  return (
    <Dialog title="Browse channels" onClose={onClose} size="wide">
      <div className="dialog-body">
        <Field label="Find a channel" value={filter} onChange={setFilter} type="search" autoFocus />
        <div className="browse-list">
          {directory.isPending ? (
            <Waiting />
          ) : directory.error ? (
            <Failed message={explain(directory.error)} onRetry={() => void directory.refetch()} />
          ) : shown.length === 0 ? (
            <Empty icon="compass" title={wanted ? "No channel matches" : "No channels yet"} />
          ) : (
            <ul>
              {shown.map((channel) => (
                <BrowseRow key={channel.id} channel={channel} onClose={onClose} />
              ))}
            </ul>
          )}
        </div>
      </div>
    </Dialog>
  );
}

function BrowseRow({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const { chat, me } = useSignedIn();
  const queries = useQueryClient();
  const member = useChat((state) => channel.id in state.entries);
  const [busy, setBusy] = useState(false);

  const change = async (work: () => Promise<void>) => {
    setBusy(true);
    try {
      await work();
      void queries.invalidateQueries({ queryKey: ["directory"] });
    } catch (error) {
      toast(explain(error), "error");
    } finally {
      setBusy(false);
    }
  };
  const open = () => {
    onClose();
    navigate(channelPath(channel.id));
  };

  return (
    <li className="browse-row">
      <Icon name={channel.kind === "private" ? "lock" : "hash"} />
      <div className="browse-text">
        <span className="browse-name">{channel.name}</span>
        {channel.topic && <span className="browse-topic">{channel.topic}</span>}
      </div>
      {member ? (
        <>
          <Button look="quiet" onPress={() => void change(() => leaveChannel(chat, channel.id, me.user.id))} isPending={busy} aria-label={`Leave ${channel.name}`}>
            Leave
          </Button>
          <Button onPress={open} aria-label={`Open ${channel.name}`}>
            Open
          </Button>
        </>
      ) : (
        <Button
          look="primary"
          isPending={busy}
          aria-label={`Join ${channel.name}`}
          onPress={() =>
            void change(async () => {
              await joinChannel(chat, channel.id, me.user.id);
              open();
            })
          }
        >
          Join
        </Button>
      )}
    </li>
  );
}
