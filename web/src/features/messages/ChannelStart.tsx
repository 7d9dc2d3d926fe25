import type { Channel } from "@/api/types";
import { titleOf } from "@/state/select";
import { Avatar } from "@/ui/Avatar";
import { Icon } from "@/ui/Icon";
import { dateTime } from "@/ui/time";

/** Stands above a channel's first message. */
export function ChannelStart({ channel }: { channel: Channel }) {
  const direct = channel.kind === "direct";
  return (
    <article className="channel-start" aria-label={`The beginning of ${titleOf(channel)}`}>
      {direct ? (
        <Avatar user={channel.other ?? undefined} size="large" />
      ) : (
        <span className="channel-start-icon">
          <Icon name={channel.kind === "private" ? "lock" : "hash"} size={24} />
        </span>
      )}
      <h2>{titleOf(channel)}</h2>
      <p>
        {direct
          ? `This is the beginning of your conversation with ${titleOf(channel)}. Only the two of you are in it.`
          : `The ${channel.kind} channel began on ${dateTime(channel.created_at)}.${channel.topic ? ` ${channel.topic}` : ""}`}
      </p>
    </article>
  );
}
