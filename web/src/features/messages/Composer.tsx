// Where messages are written. Enter sends, Shift+Enter breaks the line, ArrowUp in an empty box edits the last own one.
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { Toolbar } from "react-aria-components";
import type { Channel } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { titleOf } from "@/state/select";
import { IconButton } from "@/ui/Button";
import { COMPOSER_ID } from "./composer_focus";
import { applyFormat, formats, insert, type Format } from "./format";
import { MentionMenu } from "./MentionMenu";
import { withTokens } from "./mentions";
import { useMentionable } from "./use_groups";

export const LONGEST_TEXT = 8000;
const WARN_AT = 7500;

/** The server counts code points, not UTF-16 units. */
export function lengthOf(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

interface Props {
  channel: Channel;
  onEditLast: () => boolean;
}

export function Composer({ channel, onEditLast }: Props) {
  const { chat } = useSignedIn();
  const [text, setText] = useState(() => chat.drafts.get(channel.id) ?? "");
  const box = useRef<HTMLTextAreaElement>(null);
  const groups = useMentionable();
  const sent = withTokens(text.trim(), groups);
  const length = sent.length > WARN_AT ? lengthOf(sent) : 0;
  const tooLong = length > LONGEST_TEXT;
  const gone = channel.kind === "direct" && channel.other !== null && !channel.other.active;

  useLayoutEffect(() => grow(box.current), [text]);
  useEffect(() => {
    if (window.matchMedia("(hover: hover)").matches) box.current?.focus({ preventScroll: true });
  }, []);
  useTypeAnywhere(box);

  const change = (value: string) => {
    setText(value);
    if (value) chat.drafts.set(channel.id, value);
    else chat.drafts.delete(channel.id);
    if (value.trim()) chat.typing(channel.id);
  };
  const send = () => {
    if (!sent || tooLong) return;
    chat.outbox.post(channel.id, sent);
    chat.typingStopped(channel.id);
    change("");
    box.current?.focus();
  };
  const format = (kind: Format) => {
    if (!box.current) return;
    applyFormat(box.current, kind);
    change(box.current.value);
  };
  const mention = (name: string) => {
    if (!box.current) return;
    insert(box.current, `@${name} `);
    change(box.current.value);
  };
  const pressed = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    const command = event.ctrlKey || event.metaKey;
    if (event.key === "Enter" && !event.shiftKey && !event.altKey) send();
    else if (event.key === "ArrowUp" && text === "" && !command && !event.altKey && !event.shiftKey) {
      if (!onEditLast()) return;
    } else if (command && event.key.toLowerCase() === "b") format("bold");
    else if (command && event.key.toLowerCase() === "i") format("italic");
    else if (command && event.shiftKey && event.key.toLowerCase() === "x") format("strike");
    else return;
    event.preventDefault();
  };

  const name = channel.kind === "direct" ? titleOf(channel) : `#${channel.name}`;
  if (gone) return <p className="composer-closed">{titleOf(channel)} has been deactivated and cannot read new messages.</p>;
  return (
    <form
      className="composer"
      data-invalid={tooLong || undefined}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={box}
        id={COMPOSER_ID}
        aria-label={`Message ${name}`}
        aria-describedby={tooLong ? "composer-problem" : undefined}
        aria-invalid={tooLong || undefined}
        placeholder={`Message ${name}`}
        value={text}
        rows={1}
        dir="auto"
        onChange={(event) => change(event.target.value)}
        onKeyDown={pressed}
      />
      <div className="composer-foot">
        <Toolbar aria-label="Formatting" className="composer-tools">
          {formats.map((item) => (
            <IconButton
              key={item.kind}
              icon={item.icon}
              label={item.label}
              size={16}
              {...(item.shortcut ? { shortcut: item.shortcut } : {})}
              onPress={() => format(item.kind)}
            />
          ))}
          <MentionMenu groups={groups} onMention={mention} />
        </Toolbar>
        {length > 0 && (
          <span id="composer-problem" className="composer-count" role={tooLong ? "alert" : undefined}>
            {tooLong ? `${length - LONGEST_TEXT} characters too many` : `${LONGEST_TEXT - length} left`}
          </span>
        )}
        <IconButton
          type="submit"
          icon="send"
          label="Send"
          shortcut="Enter"
          className="send-button"
          isDisabled={!text.trim() || tooLong}
        />
      </div>
    </form>
  );
}

function grow(area: HTMLTextAreaElement | null): void {
  if (!area || CSS.supports("field-sizing", "content")) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
}

/** A letter typed while nothing has the keyboard is meant for the message. */
function useTypeAnywhere(box: React.RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    const pressed = (event: globalThis.KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || event.key === " ") return;
      if (document.activeElement === document.body || document.activeElement?.id === "main") box.current?.focus();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [box]);
}
