import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Form } from "react-aria-components";
import type { CreatedInvitation, Tier } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Choice, Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { FormError } from "@/ui/Notice";
import { tierChoices } from "./tiers";

const lifetimes = [
  { id: "24", name: "1 day" },
  { id: "168", name: "7 days" },
  { id: "720", name: "30 days" },
  { id: "2160", name: "90 days" },
] as const;
type Hours = (typeof lifetimes)[number]["id"];

const MOST_USES = 1000;

interface Props {
  onClose: () => void;
  onCreated: (created: CreatedInvitation) => void;
}

export function CreateInvitationDialog({ onClose, onCreated }: Props) {
  const { chat, me } = useSignedIn();
  const queries = useQueryClient();
  const [tier, setTier] = useState<Tier>("member");
  const [uses, setUses] = useState("1");
  const [hours, setHours] = useState<Hours>("168");
  const submission = useSubmission(["max_uses"]);

  const submit = async () => {
    const count = /^\d{1,4}$/.test(uses.trim()) ? Number(uses) : 0;
    if (count < 1 || count > MOST_USES)
      return submission.fail("max_uses", `Enter a number from 1 to ${MOST_USES}.`);
    await submission.run(async () => {
      const created = await chat.api.createInvitation(tier, count, Number(hours));
      void queries.invalidateQueries({ queryKey: ["invitations"] });
      onCreated(created);
    });
  };

  return (
    <Dialog title="Create an invitation" onClose={onClose}>
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className="dialog-body form">
          <Choice label="Role" value={tier} options={tierChoices(me.user.tier)} onChange={setTier} />
          <Field
            label="How many people may use it"
            name="max_uses"
            inputMode="numeric"
            value={uses}
            onChange={setUses}
            error={submission.fieldError("max_uses")}
            maxLength={4}
            isRequired
          />
          <Choice label="Works for" value={hours} options={lifetimes} onChange={setHours} />
          <FormError message={submission.error} />
        </div>
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isPending={submission.busy}>
            Create invitation
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
