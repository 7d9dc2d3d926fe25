import type { Channel, IncomingWebhook } from "@/api/types";
import { nameOf, useChat, useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Notice";
import { dateTime } from "@/ui/time";
import { DeleteButton } from "./DeleteButton";
import type { Doing } from "./WebhooksDialog";

interface Props {
  webhooks: IncomingWebhook[];
  channel: Channel;
  manages: boolean;
  onDo: (doing: Doing) => void;
}

export function IncomingList({ webhooks, channel, manages, onDo }: Props) {
  const { chat } = useSignedIn();
  const users = useChat((state) => state.users);
  if (webhooks.length === 0) return <Empty icon="message" title="Only people post here" />;
  return (
    <ul className="cards" aria-label="Systems that post">
      {webhooks.map((webhook) => (
        <li key={webhook.id} className="card">
          <div className="card-text">
            <span className="card-title">{webhook.name}</span>
            <span className="card-hint">
              <code>{webhook.shown}…</code> · {nameOf(users[webhook.created_by])} answers for it ·{" "}
              {webhook.last_used_at ? `posted ${dateTime(webhook.last_used_at)}` : "never used"}
            </span>
          </div>
          {manages && (
            <>
              <Button
                aria-label={`Give ${webhook.name} a new address`}
                onPress={() => onDo({ what: "replace address", webhook })}
              >
                New address
              </Button>
              <DeleteButton
                channel={channel}
                name={webhook.name}
                what="Its address is void at once. What it posted stays."
                remove={() => chat.api.deleteIncoming(webhook.id)}
              />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
