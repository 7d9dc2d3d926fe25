// Setting up an authenticator app: the QR code, the first code, then the recovery codes.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Form } from "react-aria-components";
import type { Api } from "@/api/api";
import { explain } from "@/api/problem";
import type { TotpBegun } from "@/api/types";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { Failed, FormError, Waiting } from "@/ui/Notice";
import { QrCode } from "./QrCode";
import { RecoveryCodesPanel } from "./RecoveryCodesPanel";

interface Props {
  api: Api;
  onDone: () => void;
}

export function TotpSetup({ api, onDone }: Props) {
  const [codes, setCodes] = useState<string[] | null>(null);
  // Asked once for each time this is shown: every answer holds another secret.
  const begun = useQuery({ queryKey: ["totp-begun"], queryFn: api.beginTotp, staleTime: Infinity, gcTime: 0, retry: false });

  if (codes) return <RecoveryCodesPanel codes={codes} onDone={onDone} />;
  if (begun.error) return <Failed message={explain(begun.error)} onRetry={() => void begun.refetch()} />;
  if (!begun.data) return <Waiting label="Making a secret…" />;
  return <FirstCode api={api} begun={begun.data} onConfirmed={setCodes} />;
}

interface FirstCodeProps {
  api: Api;
  begun: TotpBegun;
  onConfirmed: (codes: string[]) => void;
}

function FirstCode({ api, begun, onConfirmed }: FirstCodeProps) {
  const [code, setCode] = useState("");
  const submission = useSubmission(["code"]);
  const submit = () => {
    if (!code.trim()) return submission.fail("code", "Enter the code that the app shows.");
    void submission.run(async () => onConfirmed((await api.confirmTotp(code.trim())).codes));
  };
  return (
    <Form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <p>Scan this with an authenticator app (Aegis, FreeOTP, 1Password, Google Authenticator, …).</p>
      <QrCode text={begun.uri} label="QR code for the authenticator app" />
      <Field
        label="Or type this secret into it"
        value={begun.secret.match(/.{1,4}/g)?.join(" ") ?? begun.secret}
        isReadOnly
      />
      <Field
        label="Code that the app shows"
        name="code"
        autoComplete="one-time-code"
        inputMode="numeric"
        maxLength={16}
        value={code}
        onChange={setCode}
        error={submission.fieldError("code")}
        isRequired
      />
      <FormError message={submission.error} />
      <div className="form-actions">
        <Button type="submit" look="primary" isPending={submission.busy}>
          Confirm
        </Button>
      </div>
    </Form>
  );
}
