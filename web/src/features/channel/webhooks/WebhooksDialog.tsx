// Which other systems post into a channel, and which are told what is said there.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "@/api/problem";
import type { Channel, IncomingWebhook, OutgoingWebhook } from "@/api/types";
import { useMay, useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Failed, Waiting } from "@/ui/Notice";
import { IncomingDialog } from "./IncomingDialog";
import { IncomingList } from "./IncomingList";
import { OutgoingDialog } from "./OutgoingDialog";
import { OutgoingList } from "./OutgoingList";
import { ReplaceSecretDialog } from "./ReplaceSecretDialog";

/** What is being done; the list waits below. */
export type Doing =
  | { what: "add incoming" }
  | { what: "add outgoing" }
  | { what: "change"; webhook: OutgoingWebhook }
  | { what: "replace address"; webhook: IncomingWebhook }
  | { what: "replace secret"; webhook: OutgoingWebhook };

export function WebhooksDialog({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const queries = useQueryClient();
  const [doing, setDoing] = useState<Doing | null>(null);
  const back = () => {
    setDoing(null);
    void queries.invalidateQueries({ queryKey: ["webhooks", channel.id] });
  };
  if (!doing) return <Overview channel={channel} onDo={setDoing} onClose={onClose} />;
  if (doing.what === "add incoming") return <IncomingDialog channel={channel} onClose={back} />;
  if (doing.what === "add outgoing") return <OutgoingDialog channel={channel} onClose={back} />;
  if (doing.what === "change") return <OutgoingDialog channel={channel} webhook={doing.webhook} onClose={back} />;
  return <ReplaceSecretDialog doing={doing} onClose={back} />;
}

interface OverviewProps {
  channel: Channel;
  onDo: (doing: Doing) => void;
  onClose: () => void;
}

function Overview({ channel, onDo, onClose }: OverviewProps) {
  const { chat } = useSignedIn();
  const manages = useMay("manage_webhooks") && channel.member;
  const posts = useMay("post_messages");
  const webhooks = useQuery({ queryKey: ["webhooks", channel.id], queryFn: () => chat.api.webhooks(channel.id), staleTime: 0 });
  return (
    <Dialog title={`Webhooks of ${channel.name}`} onClose={onClose} size="wide">
      <div className="dialog-body form">
        {webhooks.error ? (
          <Failed message={explain(webhooks.error)} onRetry={() => void webhooks.refetch()} />
        ) : !webhooks.data ? (
          <Waiting label="Looking…" />
        ) : (
          <>
            <section className="form" aria-labelledby="incoming-title">
              <h3 id="incoming-title">Systems that post here</h3>
              <IncomingList webhooks={webhooks.data.incoming} channel={channel} manages={manages} onDo={onDo} />
              {manages && posts && (
                <div className="form-actions">
                  <Button icon="plus" onPress={() => onDo({ what: "add incoming" })}>
                    Let a system post
                  </Button>
                </div>
              )}
            </section>
            <section className="form" aria-labelledby="outgoing-title">
              <h3 id="outgoing-title">Systems that are told what is said here</h3>
              <OutgoingList webhooks={webhooks.data.outgoing} channel={channel} manages={manages} onDo={onDo} />
              {manages && (
                <div className="form-actions">
                  <Button icon="plus" onPress={() => onDo({ what: "add outgoing" })}>
                    Tell a system
                  </Button>
                </div>
              )}
            </section>
          </>
        )}
      </div>
      <DialogActions>
        <Button look="primary" onPress={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}
