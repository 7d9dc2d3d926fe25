import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Label, Radio, RadioGroup } from "react-aria-components";
import { useSignedIn } from "@/app/context";
import { channelPath, navigate } from "@/app/router";
import { Dialog } from "@/ui/Dialog";
import { DialogForm } from "@/ui/DialogForm";
import { Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { Icon } from "@/ui/Icon";

export function CreateChannelDialog({ onClose }: { onClose: () => void }) {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [topic, setTopic] = useState("");
  const [kind, setKind] = useState<"public" | "private">("public");
  const submission = useSubmission(["name", "topic"]);

  const submit = async () => {
    if (!name.trim()) return submission.fail("name", "Give the channel a name.");
    await submission.run(async () => {
      const channel = await chat.api.createChannel(name.trim(), kind, topic.trim());
      chat.adopt({ ...channel, member: true });
      void queries.invalidateQueries({ queryKey: ["directory"] });
      onClose();
      navigate(channelPath(channel.id));
    });
  };

  return (
    <Dialog title="Create a channel" onClose={onClose}>
      <DialogForm action="Create channel" submission={submission} onSubmit={submit} onClose={onClose}>
        <Field
          label="Name"
          name="name"
          value={name}
          onChange={setName}
          error={submission.fieldError("name")}
          maxLength={80}
          autoFocus
          isRequired
        />
        <Field
          label="Topic"
          name="topic"
          value={topic}
          onChange={setTopic}
          error={submission.fieldError("topic")}
          hint="Optional. What is talked about here."
          maxLength={250}
        />
        <RadioGroup value={kind} onChange={(value) => setKind(value as "public" | "private")} className="radios">
          <Label>Who can join</Label>
          <Radio value="public" className="radio">
            <Icon name="hash" />
            <span>
              <strong>Public</strong>
              <small>Everyone in the workspace can find and join it.</small>
            </span>
          </Radio>
          <Radio value="private" className="radio">
            <Icon name="lock" />
            <span>
              <strong>Private</strong>
              <small>Only people who are added can see it.</small>
            </span>
          </Radio>
        </RadioGroup>
      </DialogForm>
    </Dialog>
  );
}
