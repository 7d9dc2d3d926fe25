import type { Message } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Confirm } from "@/ui/Dialog";
import { useSubmission } from "@/ui/form";
import { Markdown } from "./Markdown";

export function DeleteMessageDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const { chat } = useSignedIn();
  const submission = useSubmission();
  const remove = async () => {
    if (await submission.run(() => chat.remove(message.id))) onClose();
  };
  return (
    <Confirm
      title="Delete this message?"
      action="Delete"
      busy={submission.busy}
      error={submission.error}
      onConfirm={() => void remove()}
      onClose={onClose}
    >
      <div className="quoted-message">
        <Markdown text={message.text} />
      </div>
      <p>It is removed for everyone. A note that a message was deleted stays in its place.</p>
    </Confirm>
  );
}
