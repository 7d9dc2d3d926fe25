import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import type { Message } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { useSubmission } from "@/ui/form";
import { LONGEST_TEXT, lengthOf } from "./Composer";
import { withNames, withTokens } from "./mentions";
import { useGroups, useMentionable } from "./use_groups";

interface Props {
  message: Message;
  onDone: () => void;
  /** Everything was taken out: that is a deletion. */
  onEmpty: () => void;
}

export function MessageEditor({ message, onDone, onEmpty }: Props) {
  const { chat } = useSignedIn();
  const groups = useGroups();
  const may = useMentionable();
  // What it mentions already stays, whoever may mention it by now.
  const mentioned = groups.filter((group) => may.includes(group) || message.text.includes(group.id));
  const [text, setText] = useState(() => withNames(message.text, groups));
  const submission = useSubmission();
  const box = useRef<HTMLTextAreaElement>(null);
  const sent = withTokens(text.trim(), mentioned);
  const tooLong = lengthOf(sent) > LONGEST_TEXT;

  useEffect(() => {
    const area = box.current;
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
  }, []);

  const save = async () => {
    if (submission.busy || tooLong) return;
    if (!sent) return onEmpty();
    if (sent === message.text) return onDone();
    if (await submission.run(() => chat.edit(message.id, sent))) onDone();
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") onDone();
    else if (event.key === "Enter" && !event.shiftKey) void save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="message-editor">
      <textarea
        ref={box}
        aria-label="Edit message"
        aria-invalid={tooLong || submission.error !== null}
        value={text}
        rows={1}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={pressed}
      />
      {(submission.error || tooLong) && (
        <p className="field-error" role="alert">
          {submission.error ?? `At most ${LONGEST_TEXT} characters.`}
        </p>
      )}
      <div className="message-editor-foot">
        <Button look="primary" onPress={() => void save()} isPending={submission.busy} isDisabled={tooLong}>
          Save
        </Button>
        <Button onPress={onDone}>Cancel</Button>
        <span className="field-hint">Enter to save, Escape to cancel</span>
      </div>
    </div>
  );
}
