import { useState } from "react";
import type { Channel } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Confirm, Dialog } from "@/ui/Dialog";
import { DialogForm } from "@/ui/DialogForm";
import { Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { toast } from "@/ui/toast";

interface Props {
  channel: Channel;
  onClose: () => void;
}

export function EditChannelDialog({ channel, onClose }: Props) {
  const { chat } = useSignedIn();
  const [name, setName] = useState(channel.name);
  const [topic, setTopic] = useState(channel.topic);
  const submission = useSubmission(["name", "topic"]);

  const submit = async () => {
    if (!name.trim()) return submission.fail("name", "Give the channel a name.");
    const done = await submission.run(async () =>
      chat.adopt(await chat.api.updateChannel(channel.id, { name: name.trim(), topic: topic.trim() })),
    );
    if (done) onClose();
  };

  return (
    <Dialog title="Edit channel" onClose={onClose}>
      <DialogForm action="Save" submission={submission} onSubmit={submit} onClose={onClose}>
        <Field
          label="Name"
          name="name"
          value={name}
          onChange={setName}
          error={submission.fieldError("name")}
          maxLength={80}
          isRequired
          autoFocus
        />
        <Field
          label="Topic"
          name="topic"
          value={topic}
          onChange={setTopic}
          error={submission.fieldError("topic")}
          maxLength={250}
          rows={3}
        />
      </DialogForm>
    </Dialog>
  );
}

export function DeleteChannelDialog({ channel, onClose }: Props) {
  const { chat } = useSignedIn();
  const submission = useSubmission();
  const remove = async () => {
    const done = await submission.run(() => chat.api.deleteChannel(channel.id));
    if (!done) return;
    onClose();
    chat.forget(channel.id);
    toast(`${channel.name} was deleted.`);
  };
  return (
    <Confirm
      title={`Delete ${channel.name}?`}
      action="Delete channel"
      busy={submission.busy}
      error={submission.error}
      onConfirm={() => void remove()}
      onClose={onClose}
    >
      <p>All of its messages are deleted for everyone, and the key they were sealed with is destroyed. This cannot be undone.</p>
    </Confirm>
  );
}
