import { useState } from "react";
import { Form } from "react-aria-components";
import type { CreatedScimToken } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Choice, Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { FormError } from "@/ui/Notice";
import { ShownOnce } from "@/ui/ShownOnce";
import { dateTime } from "@/ui/time";

const lives = [
  { id: "180", name: "Half a year" },
  { id: "365", name: "A year" },
  { id: "730", name: "Two years" },
  { id: "never", name: "Until it is withdrawn" },
] as const;
type Life = (typeof lives)[number]["id"];

export function ScimTokenDialog({ onClose }: { onClose: () => void }) {
  const [created, setCreated] = useState<CreatedScimToken | null>(null);
  if (!created) return <Make onMade={setCreated} onClose={onClose} />;
  const { expires_at } = created.scim_token;
  return (
    <ShownOnce title="The new token" label="Token" value={created.token} onClose={onClose}>
      {expires_at ? `Good until ${dateTime(expires_at)}.` : "Good until it is withdrawn."} It is shown this once: enter it
      now at the directory. To replace one, make the new one first, and withdraw the old one when the directory has it.
    </ShownOnce>
  );
}

function Make({ onMade, onClose }: { onMade: (created: CreatedScimToken) => void; onClose: () => void }) {
  const { chat } = useSignedIn();
  const [name, setName] = useState("");
  const [life, setLife] = useState<Life>("365");
  const submission = useSubmission(["name"]);
  const submit = () => {
    if (!name.trim()) return submission.fail("name", "Say which directory it is for.");
    void submission.run(async () => onMade(await chat.api.createScimToken(name.trim(), life === "never" ? null : Number(life))));
  };
  return (
    <Dialog title="Make a SCIM token" onClose={onClose}>
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className="dialog-body form">
          <Field
            label="Directory"
            name="name"
            hint="Whoever has the token can make and deactivate accounts of this workspace."
            value={name}
            onChange={setName}
            error={submission.fieldError("name")}
            maxLength={80}
            autoFocus
            isRequired
          />
          <Choice label="Good for" value={life} options={lives} onChange={setLife} />
          <FormError message={submission.error} />
        </div>
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isPending={submission.busy}>
            Make token
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
