import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "@/api/problem";
import type { FactorState, Passkey } from "@/api/types";
import { passkeysSupported } from "@/api/webauthn";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Confirm, Dialog } from "@/ui/Dialog";
import { useSubmission } from "@/ui/form";
import { Icon } from "@/ui/Icon";
import { Failed, Waiting } from "@/ui/Notice";
import { dateTime } from "@/ui/time";
import { toast } from "@/ui/toast";
import { PageSection } from "../shell/TabbedPage";
import { AddPasskeyDialog } from "./AddPasskeyDialog";
import { RecoveryCodesPanel } from "./RecoveryCodesPanel";
import { TotpSetup } from "./TotpSetup";

type Open = "none" | "passkey" | "setup" | "remove" | "renew" | Passkey;

export function FactorSettings() {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const [open, setOpen] = useState<Open>("none");
  const state = useQuery({ queryKey: ["factors"], queryFn: chat.api.factors, staleTime: 0 });
  const close = () => {
    setOpen("none");
    void queries.invalidateQueries({ queryKey: ["factors"] });
    void queries.invalidateQueries({ queryKey: ["me"] });
  };

  return (
    <PageSection
      title="Second factor"
      lead="With a passkey or an authenticator app, whoever learns your password still cannot sign in as you. A passkey also signs you in without it."
    >
      {state.error ? (
        <Failed message={explain(state.error)} onRetry={() => void state.refetch()} />
      ) : state.data ? (
        <Factors state={state.data} onOpen={setOpen} />
      ) : (
        <Waiting label="Looking…" />
      )}
      {open === "setup" && (
        <Dialog title="Set up an authenticator app" onClose={close}>
          <div className="dialog-body">
            <TotpSetup api={chat.api} onDone={close} />
          </div>
        </Dialog>
      )}
      {open === "passkey" && <AddPasskeyDialog onAdded={close} onClose={close} />}
      {open === "remove" && (
        <Remove
          what="the authenticator app"
          last={state.data?.passkeys.length === 0}
          remove={chat.api.removeTotp}
          onClose={close}
        />
      )}
      {typeof open === "object" && (
        <Remove
          what={open.name}
          last={!state.data?.totp && state.data?.passkeys.length === 1}
          remove={() => chat.api.removePasskey(open.id)}
          onClose={close}
        />
      )}
      {open === "renew" && <Renew onClose={close} />}
    </PageSection>
  );
}

function Factors({ state, onOpen }: { state: FactorState; onOpen: (open: Open) => void }) {
  const { totp, passkeys, recovery_codes: left } = state;
  const none = !totp && passkeys.length === 0;
  return (
    <>
      <div className="form-actions">
        {state.passkeys_possible && passkeysSupported() && (
          <Button look={none ? "primary" : "plain"} icon="plus" onPress={() => onOpen("passkey")}>
            Add a passkey
          </Button>
        )}
        {!totp && <Button onPress={() => onOpen("setup")}>Set up an authenticator app</Button>}
      </div>
      {!none && (
        <ul className="cards" aria-label="Your second factors">
          {passkeys.map((passkey) => (
            <PasskeyCard key={passkey.id} passkey={passkey} onRemove={() => onOpen(passkey)} />
          ))}
          {totp && <AppCard onRemove={() => onOpen("remove")} />}
          <CodesCard left={left} onRenew={() => onOpen("renew")} />
        </ul>
      )}
    </>
  );
}

function PasskeyCard({ passkey, onRemove }: { passkey: Passkey; onRemove: () => void }) {
  const used = passkey.last_used_at ? `used ${dateTime(passkey.last_used_at)}` : "not used yet";
  return (
    <li className="card">
      <span className="card-icon">
        <Icon name="laptop" />
      </span>
      <div className="card-text">
        <span className="card-title">
          {passkey.name} <span className="tag tag-good">Passkey</span>
          {passkey.backed_up && <span className="tag">Synchronised</span>}
        </span>
        <span className="card-hint">
          Added {dateTime(passkey.created_at)} · {used}
        </span>
      </div>
      <Button look="danger" onPress={onRemove} aria-label={`Remove ${passkey.name}`}>
        Remove
      </Button>
    </li>
  );
}

function AppCard({ onRemove }: { onRemove: () => void }) {
  return (
    <li className="card">
      <span className="card-icon">
        <Icon name="shield" />
      </span>
      <div className="card-text">
        <span className="card-title">
          Authenticator app <span className="tag tag-good">On</span>
        </span>
        <span className="card-hint">Asked for after your password.</span>
      </div>
      <Button look="danger" onPress={onRemove} aria-label="Remove the authenticator app">
        Remove
      </Button>
    </li>
  );
}

function CodesCard({ left, onRenew }: { left: number; onRenew: () => void }) {
  return (
    <li className="card">
      <span className="card-icon">
        <Icon name="lock" />
      </span>
      <div className="card-text">
        <span className="card-title">
          Recovery codes <span className={left > 2 ? "tag" : "tag tag-bad"}>{left} left</span>
        </span>
        <span className="card-hint">For the day the others are lost. New ones void those of before.</span>
      </div>
      <Button onPress={onRenew}>Make new ones</Button>
    </li>
  );
}

interface RemoveProps {
  what: string;
  /** Nothing is left after it. */
  last: boolean;
  remove: () => Promise<unknown>;
  onClose: () => void;
}

function Remove({ what, last, remove, onClose }: RemoveProps) {
  const submission = useSubmission();
  const confirm = async () => {
    if (!(await submission.run(remove))) return;
    onClose();
    toast("It was removed. Your other sessions have ended.");
  };
  return (
    <Confirm
      title={`Remove ${what}?`}
      action="Remove"
      busy={submission.busy}
      error={submission.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      {last ? (
        <p>From then on your password alone signs you in. The recovery codes are void, and your other sessions end.</p>
      ) : (
        <p>It signs you in no more, and your other sessions end.</p>
      )}
    </Confirm>
  );
}

function Renew({ onClose }: { onClose: () => void }) {
  const { chat } = useSignedIn();
  const submission = useSubmission();
  const [codes, setCodes] = useState<string[] | null>(null);
  if (codes) {
    return (
      <Dialog title="New recovery codes" onClose={onClose}>
        <div className="dialog-body">
          <RecoveryCodesPanel codes={codes} onDone={onClose} />
        </div>
      </Dialog>
    );
  }
  return (
    <Confirm
      title="Make new recovery codes?"
      action="Make new ones"
      look="primary"
      busy={submission.busy}
      error={submission.error}
      onConfirm={() => void submission.run(async () => setCodes((await chat.api.renewRecoveryCodes()).codes))}
      onClose={onClose}
    >
      <p>Those you have now are void as soon as the new ones are shown.</p>
    </Confirm>
  );
}
