import { useState } from "react";
import type { Channel, CreatedIncoming } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Dialog } from "@/ui/Dialog";
import { DialogForm } from "@/ui/DialogForm";
import { Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { ShownOnce } from "@/ui/ShownOnce";

export function IncomingDialog({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const [made, setMade] = useState<CreatedIncoming | null>(null);
  if (made) return <ShownAddress made={made} onClose={onClose} />;
  return <Make channel={channel} onMade={setMade} onClose={onClose} />;
}

export function ShownAddress({ made, onClose }: { made: CreatedIncoming; onClose: () => void }) {
  return (
    <ShownOnce title={`The address of ${made.webhook.name}`} label="Address" value={made.url} onClose={onClose}>
      It is shown this once: enter it now at the other system, as a webhook of Slack’s kind. Whoever has it can post here.
    </ShownOnce>
  );
}

interface MakeProps {
  channel: Channel;
  onMade: (made: CreatedIncoming) => void;
  onClose: () => void;
}

function Make({ channel, onMade, onClose }: MakeProps) {
  const { chat } = useSignedIn();
  const [name, setName] = useState("");
  const submission = useSubmission(["name"]);
  const submit = async () => {
    if (!name.trim()) return submission.fail("name", "Say under what name it posts.");
    await submission.run(async () => onMade(await chat.api.createIncoming(channel.id, name.trim())));
  };
  return (
    <Dialog title={`Let a system post into ${channel.name}`} onClose={onClose}>
      <DialogForm action="Make an address" submission={submission} onSubmit={submit} onClose={onClose}>
        <p>You answer for what it posts. It can post as long as you may post here yourself.</p>
        <Field
          label="Name"
          name="name"
          hint="Its messages stand under this name, marked as not end-to-end encrypted."
          value={name}
          onChange={setName}
          error={submission.fieldError("name")}
          maxLength={80}
          autoFocus
          isRequired
        />
      </DialogForm>
    </Dialog>
  );
}
