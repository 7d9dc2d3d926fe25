// An outgoing webhook, new or said anew as a whole: what it had of address and credentials is known to nobody.
import { useState } from "react";
import { Checkbox, CheckboxGroup, Label } from "react-aria-components";
import type { Channel, CreatedOutgoing, OutgoingWebhook, WebhookEvent } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Dialog } from "@/ui/Dialog";
import { DialogForm } from "@/ui/DialogForm";
import { Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { ShownOnce } from "@/ui/ShownOnce";
import { toast } from "@/ui/toast";
import { allEvents, eventNames } from "./events";

interface Props {
  channel: Channel;
  webhook?: OutgoingWebhook;
  onClose: () => void;
}

export function OutgoingDialog({ channel, webhook, onClose }: Props) {
  const [made, setMade] = useState<CreatedOutgoing | null>(null);
  if (made) return <ShownSecret made={made} onClose={onClose} />;
  return <Entry channel={channel} {...(webhook ? { webhook } : {})} onMade={setMade} onClose={onClose} />;
}

export function ShownSecret({ made, onClose }: { made: CreatedOutgoing; onClose: () => void }) {
  return (
    <ShownOnce title={`The secret of ${made.webhook.name}`} label="Secret" value={made.secret} onClose={onClose}>
      It is shown this once: enter it now at the other system, which tells by it that a request is ours (Standard
      Webhooks).
    </ShownOnce>
  );
}

function Entry({ channel, webhook, onMade, onClose }: Props & { onMade: (made: CreatedOutgoing) => void }) {
  const { chat } = useSignedIn();
  const [name, setName] = useState(webhook?.name ?? "");
  const [url, setUrl] = useState("https://");
  const [authorization, setAuthorization] = useState("");
  const [ca, setCa] = useState("");
  const [events, setEvents] = useState<WebhookEvent[]>(webhook?.events ?? ["message_posted"]);
  const submission = useSubmission(["name", "url", "authorization", "ca"]);

  const save = async () => {
    const endpoint = { name: name.trim(), url: url.trim(), events, authorization: authorization || null, ca: ca.trim() || null };
    if (!webhook) return onMade(await chat.api.createOutgoing(channel.id, endpoint));
    await chat.api.replaceOutgoing(webhook.id, endpoint);
    toast("Saved.");
    onClose();
  };
  const submit = async () => {
    if (!name.trim()) return submission.fail("name", "Say which system it is.");
    if (events.length === 0) return submission.fail(null, "Choose what it is told.");
    await submission.run(save);
  };

  return (
    <Dialog title={webhook ? `Change ${webhook.name}` : `Tell a system what is said in ${channel.name}`} onClose={onClose}>
      <DialogForm action={webhook ? "Save" : "Add"} submission={submission} onSubmit={submit} onClose={onClose}>
        <p>
          {webhook
            ? `It leads to ${webhook.host}. Enter all of it anew: address and credentials are shown to nobody.`
            : "Everybody in the channel sees that it is told, and where. You answer for it: it is told what you may read."}
        </p>
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
          label="Address"
          name="url"
          hint="Kept sealed; of it only the host is shown."
          value={url}
          onChange={setUrl}
          error={submission.fieldError("url")}
          maxLength={2000}
          isRequired
        />
        <Field
          label="Authorization (optional)"
          name="authorization"
          hint="A header the other system wants, such as “Bearer …”. Kept sealed, and shown to nobody."
          value={authorization}
          onChange={setAuthorization}
          error={submission.fieldError("authorization")}
          maxLength={4000}
          type="password"
          autoComplete="off"
        />
        <CheckboxGroup value={events} onChange={(chosen) => setEvents(chosen as WebhookEvent[])} className="field">
          <Label>Told</Label>
          {allEvents.map((event) => (
            <Checkbox key={event} value={event} className="check">
              <span className="check-box" aria-hidden="true" />
              {eventNames[event]}
            </Checkbox>
          ))}
        </CheckboxGroup>
        <Field
          label="Certificate authority (optional)"
          name="ca"
          hint="PEM, if the system’s certificate is not of a public authority."
          value={ca}
          onChange={setCa}
          error={submission.fieldError("ca")}
          rows={2}
        />
      </DialogForm>
    </Dialog>
  );
}
