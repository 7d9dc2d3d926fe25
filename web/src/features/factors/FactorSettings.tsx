import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "@/api/problem";
import type { FactorState } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Confirm, Dialog } from "@/ui/Dialog";
import { useSubmission } from "@/ui/form";
import { Icon } from "@/ui/Icon";
import { Failed, Waiting } from "@/ui/Notice";
import { toast } from "@/ui/toast";
import { PageSection } from "../shell/TabbedPage";
import { RecoveryCodesPanel } from "./RecoveryCodesPanel";
import { TotpSetup } from "./TotpSetup";

type Open = "none" | "setup" | "remove" | "renew";

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
      lead="With an authenticator app, whoever learns your password still cannot sign in as you."
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
      {open === "remove" && <Remove onClose={close} />}
      {open === "renew" && <Renew onClose={close} />}
    </PageSection>
  );
}

function Factors({ state, onOpen }: { state: FactorState; onOpen: (open: Open) => void }) {
  if (!state.totp) {
    return (
      <div className="form-actions">
        <Button look="primary" onPress={() => onOpen("setup")}>
          Set up an authenticator app
        </Button>
      </div>
    );
  }
  const left = state.recovery_codes;
  return (
    <ul className="cards" aria-label="Your second factors">
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
        <Button look="danger" onPress={() => onOpen("remove")}>
          Remove
        </Button>
      </li>
      <li className="card">
        <span className="card-icon">
          <Icon name="lock" />
        </span>
        <div className="card-text">
          <span className="card-title">
            Recovery codes <span className={left > 2 ? "tag" : "tag tag-bad"}>{left} left</span>
          </span>
          <span className="card-hint">For the day your phone is lost. New ones void those of before.</span>
        </div>
        <Button onPress={() => onOpen("renew")}>Make new ones</Button>
      </li>
    </ul>
  );
}

function Remove({ onClose }: { onClose: () => void }) {
  const { chat } = useSignedIn();
  const submission = useSubmission();
  const confirm = async () => {
    if (!(await submission.run(chat.api.removeTotp))) return;
    onClose();
    toast("The authenticator app was removed. Your other sessions have ended.");
  };
  return (
    <Confirm
      title="Remove the authenticator app?"
      action="Remove"
      busy={submission.busy}
      error={submission.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>From then on your password alone signs you in. The recovery codes are void, and your other sessions end.</p>
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
