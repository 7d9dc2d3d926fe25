import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Form } from "react-aria-components";
import type { KeyProviderSpec } from "@/api/api";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Choice, Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { FormError } from "@/ui/Notice";
import { toast } from "@/ui/toast";

type Kind = KeyProviderSpec["provider"];

interface Input {
  name: string;
  label: string;
  hint?: string;
  secret?: boolean;
  optional?: boolean;
  rows?: number;
}

const inputs: Record<Kind, readonly Input[]> = {
  vault: [
    { name: "url", label: "Address", hint: "https://vault.example.org:8200" },
    { name: "key", label: "Transit key", hint: "Of type aes256-gcm96." },
    { name: "token", label: "Token", secret: true, hint: "May encrypt and decrypt with this key; stored sealed, never shown again." },
    { name: "mount", label: "Mount", optional: true, hint: "Where the transit engine is, when it is not “transit”." },
    { name: "namespace", label: "Namespace", optional: true },
    { name: "ca", label: "Certificate authority", optional: true, rows: 4, hint: "PEM, when it is not a public one." },
  ],
  aws: [
    { name: "region", label: "Region", hint: "For example eu-central-1." },
    { name: "key", label: "Key", hint: "Key id, ARN or alias/NAME." },
    { name: "access_key_id", label: "Access key id" },
    { name: "secret_access_key", label: "Secret access key", secret: true, hint: "Stored sealed, never shown again." },
    { name: "endpoint", label: "Endpoint", optional: true, hint: "When it is another one than the region’s." },
  ],
};

const kinds = [
  { id: "vault", name: "HashiCorp Vault or OpenBao" },
  { id: "aws", name: "AWS KMS" },
] as const;

export function KeyServiceDialog({ onClose }: { onClose: () => void }) {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const [kind, setKind] = useState<Kind>("vault");
  const [values, setValues] = useState<Record<string, string>>({});
  const fields = inputs[kind];
  const submission = useSubmission(fields.map(({ name }) => name));

  const submit = async () => {
    const missing = fields.find(({ name, optional }) => !optional && !values[name]?.trim());
    if (missing) return submission.fail(missing.name, "This is needed.");
    const given = Object.fromEntries(
      fields.map(({ name }) => [name, values[name]?.trim() ?? ""]).filter(([, value]) => value !== ""),
    ) as Record<string, string>;
    const spec: KeyProviderSpec =
      kind === "vault" ? { provider: "vault", vault: given } : { provider: "aws", aws: given };
    const done = await submission.run(async () =>
      queries.setQueryData(["key-provider"], await chat.api.setKeyProvider(spec)),
    );
    if (!done) return;
    onClose();
    toast("Your key service wraps the workspace key now.");
  };

  return (
    <Dialog title="Bring a key service" onClose={onClose} size="wide">
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className="dialog-body form">
          <p>
            The server asks it at once to wrap and open the workspace key; if it cannot, nothing changes. Keep the key:
            without it this workspace cannot be opened by anybody.
          </p>
          <Choice label="Kind" value={kind} options={kinds} onChange={setKind} />
          {fields.map(({ name, label, hint, secret, optional, rows }) => (
            <Field
              key={`${kind}.${name}`}
              label={optional ? `${label} (optional)` : label}
              name={name}
              value={values[name] ?? ""}
              onChange={(value) => setValues((before) => ({ ...before, [name]: value }))}
              error={submission.fieldError(name)}
              hint={hint}
              type={secret ? "password" : "text"}
              autoComplete="off"
              {...(rows ? { rows } : {})}
            />
          ))}
          <FormError message={submission.error} />
        </div>
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isPending={submission.busy}>
            {submission.busy ? "Asking it…" : "Use it"}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
