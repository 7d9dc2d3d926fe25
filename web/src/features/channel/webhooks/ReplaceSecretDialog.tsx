// A new address for an incoming webhook, or a new secret for an outgoing one: asked first, then shown once.
import { useState } from "react";
import type { CreatedIncoming, CreatedOutgoing } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Confirm } from "@/ui/Dialog";
import { useSubmission } from "@/ui/form";
import { ShownAddress } from "./IncomingDialog";
import { ShownSecret } from "./OutgoingDialog";
import type { Doing } from "./WebhooksDialog";

interface Props {
  doing: Extract<Doing, { what: "replace address" | "replace secret" }>;
  onClose: () => void;
}

export function ReplaceSecretDialog({ doing, onClose }: Props) {
  const { chat } = useSignedIn();
  const [address, setAddress] = useState<CreatedIncoming | null>(null);
  const [secret, setSecret] = useState<CreatedOutgoing | null>(null);
  const submission = useSubmission();
  if (address) return <ShownAddress made={address} onClose={onClose} />;
  if (secret) return <ShownSecret made={secret} onClose={onClose} />;
  const incoming = doing.what === "replace address";
  const replace = () =>
    submission.run(async () =>
      incoming
        ? setAddress(await chat.api.replaceIncomingAddress(doing.webhook.id))
        : setSecret(await chat.api.replaceOutgoingSecret(doing.webhook.id)),
    );
  return (
    <Confirm
      title={`Give ${doing.webhook.name} a new ${incoming ? "address" : "secret"}?`}
      action={incoming ? "New address" : "New secret"}
      busy={submission.busy}
      error={submission.error}
      onConfirm={() => void replace()}
      onClose={onClose}
    >
      <p>
        {incoming
          ? "The one it has is void at once."
          : "For a day what it is told is signed with both, so that the other system can change over."}
      </p>
    </Confirm>
  );
}
