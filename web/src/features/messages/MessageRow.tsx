import { memo, useState } from "react";
import type { Message } from "@/api/types";
import { nameOf, useMay, useSignedIn, useUser } from "@/app/context";
import { isOwn } from "@/state/authorship";
import type { Outgoing } from "@/state/model";
import { Avatar } from "@/ui/Avatar";
import { Button, IconButton } from "@/ui/Button";
import { copyText } from "@/ui/copy";
import { clockTime, dateTime } from "@/ui/time";
import { Markdown } from "./Markdown";
import { MessageEditor } from "./MessageEditor";
import { speaker } from "./speaker";

interface Props {
  message: Message;
  grouped: boolean;
  position: number;
  /** Tab comes here. */
  tabStop: boolean;
  /** The keyboard is here: its tools are shown. */
  active: boolean;
  editing: boolean;
  onFocus: () => void;
  onEdit: (message: string) => void;
  onEditDone: () => void;
  onDelete: (message: Message) => void;
}

export const MessageRow = memo(
  function MessageRow(props: Props) {
    const { message, grouped, position, tabStop, active, editing, onFocus, onEdit, onEditDone, onDelete } = props;
    const { me } = useSignedIn();
    const author = useUser(message.author);
    const moderator = useMay("delete_messages");
    const [pointed, setPointed] = useState(false);
    const answersForIt = message.author === me.user.id;
    const own = isOwn(message, me.user.id);
    const tools = !editing && !message.deleted && (pointed || active);
    const name = message.bot?.name ?? nameOf(author);

    return (
      <article
        className={grouped ? "message message-grouped" : "message"}
        aria-posinset={position}
        aria-setsize={-1}
        aria-label={`${name}, ${clockTime(message.created_at)}`}
        tabIndex={tabStop ? 0 : -1}
        data-editing={editing || undefined}
        onFocus={onFocus}
        onPointerEnter={(event) => setPointed(event.pointerType !== "touch")} // a finger focuses the message instead
        onPointerLeave={() => setPointed(false)}
      >
        {grouped ? (
          <time className="message-gutter" dateTime={message.created_at} title={dateTime(message.created_at)}>
            {clockTime(message.created_at)}
          </time>
        ) : (
          <Avatar user={speaker(message, author)} />
        )}
        <div className="message-main">
          {!grouped && (
            <div className="message-head">
              <span className="message-author">{name}</span>
              {message.bot && (
                <span
                  className="message-note"
                  title={`A program posted this, for which ${nameOf(author)} answers. It is not end-to-end encrypted.`}
                >
                  webhook, not end-to-end encrypted
                </span>
              )}
              {author && !author.active && !message.bot && <span className="message-note">deactivated</span>}
              <time dateTime={message.created_at} title={dateTime(message.created_at)}>
                {clockTime(message.created_at)}
              </time>
            </div>
          )}
          {message.deleted ? (
            <p className="message-gone">This message was deleted.</p>
          ) : editing ? (
            <MessageEditor message={message} onDone={onEditDone} onEmpty={() => onDelete(message)} />
          ) : (
            <div className="message-text">
              <Markdown text={message.text} />
              {message.edited_at && (
                <span className="message-note" title={`Edited ${dateTime(message.edited_at)}`}>
                  edited
                </span>
              )}
            </div>
          )}
        </div>
        {tools && (
          <div className="message-tools" role="group" aria-label="Message actions">
            <IconButton icon="copy" label="Copy text" size={16} onPress={() => copyText(message.text)} />
            {own && (
              <IconButton icon="pencil" label="Edit" shortcut="E" size={16} onPress={() => onEdit(message.id)} />
            )}
            {(answersForIt || moderator) && (
              <IconButton icon="trash" label="Delete" shortcut="Del" size={16} onPress={() => onDelete(message)} />
            )}
          </div>
        )}
      </article>
    );
  },
  (a, b) =>
    a.message === b.message &&
    a.grouped === b.grouped &&
    a.position === b.position &&
    a.tabStop === b.tabStop &&
    a.active === b.active &&
    a.editing === b.editing,
);

interface OutgoingProps {
  channel: string;
  item: Outgoing;
  grouped: boolean;
  position: number;
}

export function OutgoingRow({ channel, item, grouped, position }: OutgoingProps) {
  const { chat, me } = useSignedIn();
  return (
    <article
      className={grouped ? "message message-grouped message-outgoing" : "message message-outgoing"}
      aria-posinset={position}
      aria-setsize={-1}
      aria-label={`${me.user.display_name}, ${item.state === "failed" ? "not sent" : "sending"}`}
      tabIndex={-1}
      data-state={item.state}
    >
      {grouped ? <span className="message-gutter" /> : <Avatar user={me.user} />}
      <div className="message-main">
        {!grouped && (
          <div className="message-head">
            <span className="message-author">{me.user.display_name}</span>
            <time dateTime={item.at}>{clockTime(item.at)}</time>
          </div>
        )}
        <div className="message-text">
          <Markdown text={item.text} />
        </div>
        {item.state === "failed" ? (
          <div className="message-failed" role="alert">
            <span>Not sent. {item.error}</span>
            <Button look="quiet" icon="retry" onPress={() => chat.outbox.retry(channel, item.nonce)}>
              Retry
            </Button>
            <Button look="quiet" icon="trash" onPress={() => chat.outbox.discard(channel, item.nonce)}>
              Discard
            </Button>
          </div>
        ) : (
          <span className="sr-only">sending</span>
        )}
      </div>
    </article>
  );
}
