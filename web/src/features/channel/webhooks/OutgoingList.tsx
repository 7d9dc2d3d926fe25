import { useQueryClient } from "@tanstack/react-query";
import type { Channel, OutgoingWebhook } from "@/api/types";
import { nameOf, useChat, useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { useSubmission } from "@/ui/form";
import { Empty, FormError } from "@/ui/Notice";
import { dateTime } from "@/ui/time";
import { DeleteButton } from "./DeleteButton";
import { eventNames } from "./events";
import type { Doing } from "./WebhooksDialog";

interface Props {
  webhooks: OutgoingWebhook[];
  channel: Channel;
  manages: boolean;
  onDo: (doing: Doing) => void;
}

export function OutgoingList({ webhooks, ...props }: Props) {
  if (webhooks.length === 0) return <Empty icon="lock" title="Nothing leaves this channel by a webhook" />;
  return (
    <ul className="cards" aria-label="Systems that are told">
      {webhooks.map((webhook) => (
        <OutgoingCard key={webhook.id} webhook={webhook} {...props} />
      ))}
    </ul>
  );
}

function stateWords({ state, failing_since, failure, told_at }: OutgoingWebhook): string {
  const why = failure ? `: ${failure}` : "";
  if (state === "stopped") return `Stopped${why}`;
  if (state === "off") return "Switched off";
  if (failing_since) return `Not taken since ${dateTime(failing_since)}${why}. It is tried again.`;
  return told_at ? `Told ${dateTime(told_at)}` : "Nothing told yet";
}

interface CardProps {
  webhook: OutgoingWebhook;
  channel: Channel;
  manages: boolean;
  onDo: (doing: Doing) => void;
}

function OutgoingCard({ webhook, channel, manages, onDo }: CardProps) {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const users = useChat((state) => state.users);
  const submission = useSubmission();
  const on = webhook.state === "on";
  const turn = async () => {
    await submission.run(() => chat.api.switchOutgoing(webhook.id, !on));
    await queries.invalidateQueries({ queryKey: ["webhooks", channel.id] });
  };
  return (
    <li className="card">
      <div className={manages ? "card-text card-text-wide" : "card-text"}>
        <span className="card-title">{webhook.name}</span>
        <span className="card-hint">
          {webhook.host} · {webhook.events.map((event) => eventNames[event].toLowerCase()).join(", ")} ·{" "}
          {nameOf(users[webhook.created_by])} answers for it
        </span>
        <span className="card-hint">{stateWords(webhook)}</span>
        <FormError message={submission.error} />
      </div>
      {manages && (
        <>
          <Button aria-label={`Switch ${webhook.name} ${on ? "off" : "on"}`} isPending={submission.busy} onPress={() => void turn()}>
            {on ? "Switch off" : "Switch on"}
          </Button>
          <Button aria-label={`Change ${webhook.name}`} onPress={() => onDo({ what: "change", webhook })}>
            Change
          </Button>
          <Button aria-label={`Give ${webhook.name} a new secret`} onPress={() => onDo({ what: "replace secret", webhook })}>
            New secret
          </Button>
          <DeleteButton
            channel={channel}
            name={webhook.name}
            what="It is told nothing more, and its credentials are destroyed."
            remove={() => chat.api.deleteOutgoing(webhook.id)}
          />
        </>
      )}
    </li>
  );
}
