import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import type { Message } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { useSubmission } from "@/ui/form";
import { LONGEST_TEXT, lengthOf } from "./Composer";

interface Props {
  message: Message;
  onDone: () => void;
  /** Everything was taken out: that is a deletion. */
  onEmpty: () => void;
}

export function MessageEditor({ message, onDone, onEmpty }: Props) {
  const { chat } = useSignedIn();
  const [text, setText] = useState(message.text);
  const submission = useSubmission();
  const box = useRef<HTMLTextAreaElement>(null);
  const tooLong = lengthOf(text) > LONGEST_TEXT;

  useEffect(() => {
    const area = box.current;
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
  }, []);

  const save = async () => {
    if (submission.busy || tooLong) return;
    const trimmed = text.trim();
    if (!trimmed) return onEmpty();
    if (trimmed === message.text) return onDone();
    if (await submission.run(() => chat.edit(message.id, trimmed))) onDone();
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
