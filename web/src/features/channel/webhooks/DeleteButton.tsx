import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Channel } from "@/api/types";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { useSubmission } from "@/ui/form";
import { toast } from "@/ui/toast";

interface Props {
  channel: Channel;
  name: string;
  what: string;
  remove: () => Promise<unknown>;
}

export function DeleteButton({ channel, name, what, remove }: Props) {
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const submission = useSubmission();
  const confirm = async () => {
    if (!(await submission.run(remove))) return;
    setAsking(false);
    toast(`${name} is deleted.`);
    await queries.invalidateQueries({ queryKey: ["webhooks", channel.id] });
  };
  return (
    <>
      <Button look="danger" aria-label={`Delete ${name}`} onPress={() => setAsking(true)}>
        Delete
      </Button>
      {asking && (
        <Confirm
          title={`Delete ${name}?`}
          action="Delete"
          busy={submission.busy}
          error={submission.error}
          onConfirm={() => void confirm()}
          onClose={() => setAsking(false)}
        >
          <p>{what}</p>
        </Confirm>
      )}
    </>
  );
}
