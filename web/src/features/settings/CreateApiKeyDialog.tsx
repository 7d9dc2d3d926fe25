import { useState } from "react";
import { Checkbox, CheckboxGroup, Form, Label } from "react-aria-components";
import type { CreatedApiKey } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Choice, Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { FormError } from "@/ui/Notice";
import { ShownOnce } from "@/ui/ShownOnce";
import { dateTime } from "@/ui/time";

const lives = [
  { id: "7", name: "A week" },
  { id: "30", name: "30 days" },
  { id: "90", name: "90 days" },
  { id: "365", name: "A year" },
] as const;
type Life = (typeof lives)[number]["id"];

type Reach = "all" | "read" | "some";
const reaches: readonly { id: Reach; name: string; hint: string }[] = [
  { id: "read", name: "Read only", hint: "What you can read, and no change" },
  { id: "all", name: "All that you may", hint: "Except your account and what asks for a proof" },
  { id: "some", name: "Chosen permissions", hint: "Of those that you have" },
];

export function CreateApiKeyDialog({ onClose }: { onClose: () => void }) {
  const [created, setCreated] = useState<CreatedApiKey | null>(null);
  return created ? <Shown created={created} onClose={onClose} /> : <Make onMade={setCreated} onClose={onClose} />;
}

function Make({ onMade, onClose }: { onMade: (created: CreatedApiKey) => void; onClose: () => void }) {
  const { chat, me } = useSignedIn();
  const [name, setName] = useState("");
  const [life, setLife] = useState<Life>("90");
  const [reach, setReach] = useState<Reach>("read");
  const [scopes, setScopes] = useState<string[]>([]);
  const submission = useSubmission(["name"]);

  const submit = () => {
    if (!name.trim()) return submission.fail("name", "Say what the key is for.");
    if (reach === "some" && scopes.length === 0) return submission.fail(null, "Choose at least one permission.");
    void submission.run(async () =>
      onMade(
        await chat.api.createApiKey({
          name: name.trim(),
          expires_in_days: Number(life),
          read_only: reach === "read",
          scopes: reach === "some" ? scopes : null,
        }),
      ),
    );
  };

  return (
    <Dialog title="Make an API key" onClose={onClose}>
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className="dialog-body form">
          <Field
            label="What it is for"
            name="name"
            value={name}
            onChange={setName}
            error={submission.fieldError("name")}
            maxLength={80}
            autoFocus
            isRequired
          />
          <Choice label="Good for" value={life} options={lives} onChange={setLife} />
          <Choice label="What it may do" value={reach} options={reaches} onChange={setReach} />
          {reach === "some" && (
            <CheckboxGroup value={scopes} onChange={setScopes} className="field">
              <Label>Permissions</Label>
              {me.permissions.map((permission) => (
                <Checkbox key={permission} value={permission} className="check">
                  <span className="check-box" aria-hidden="true" />
                  {permission.replaceAll("_", " ")}
                </Checkbox>
              ))}
            </CheckboxGroup>
          )}
          <FormError message={submission.error} />
        </div>
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isPending={submission.busy}>
            Make key
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}

function Shown({ created, onClose }: { created: CreatedApiKey; onClose: () => void }) {
  return (
    <ShownOnce title="Your new key" label="Key" value={created.token} onClose={onClose}>
      Good until {dateTime(created.api_key.expires_at)}. It is shown this once: copy it now to where the program keeps
      its secrets. Send it as <code>Authorization: Bearer</code>.
    </ShownOnce>
  );
}
