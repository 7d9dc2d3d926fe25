import type { SearchHit } from "@/api/types";
import { nameOf, useChat, useUser } from "@/app/context";
import { titleOf } from "@/state/select";
import { Avatar } from "@/ui/Avatar";
import { dateTime } from "@/ui/time";
import { WithMentions } from "../messages/Mention";
import { speaker } from "../messages/speaker";
import { markedParts } from "./marked";

export function HitLine({ hit }: { hit: SearchHit }) {
  const author = useUser(hit.message.author);
  const title = useChat((state) => {
    const entry = state.entries[hit.channel.id];
    return entry ? titleOf(entry.channel) : hit.channel.name;
  });
  const place = hit.channel.kind === "direct" ? title : `#${title}`;
  return (
    <>
      {(hit.message.bot || author) && <Avatar user={speaker(hit.message, author)} size="small" />}
      <div className="search-text">
        <p className="search-place">
          <span className="search-author">{hit.message.bot?.name ?? nameOf(author)}</span> {place} · {dateTime(hit.message.created_at)}
        </p>
        <p className="search-message">
          {markedParts(hit.message.text, hit.highlights).map((part, index) =>
            part.marked ? <mark key={index}>{part.text}</mark> : (
              <span key={index}>
                <WithMentions text={part.text} />
              </span>
            ),
          )}
        </p>
      </div>
    </>
  );
}
