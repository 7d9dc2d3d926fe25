// All that somebody sees of whom the workspace demands a second factor, until there is one.
import type { Api } from "@/api/api";
import { useState } from "react";
import type { Me } from "@/api/types";
import { passkeysSupported } from "@/api/webauthn";
import { Button } from "@/ui/Button";
import { AuthFrame } from "../auth/AuthFrame";
import { AddPasskeyDialog } from "./AddPasskeyDialog";
import { TotpSetup } from "./TotpSetup";

interface Props {
  api: Api;
  me: Me;
}

export function EnrolScreen({ api, me }: Props) {
  const [byPasskey, setByPasskey] = useState(false);
  const done = () => location.reload();
  return (
    <AuthFrame
      title="Set up a second factor"
      lead={`${me.workspace.name} asks people of your role for one. It takes a minute, and then you are in.`}
    >
      {passkeysSupported() && (
        <Button look="primary" onPress={() => setByPasskey(true)}>
          Use a passkey
        </Button>
      )}
      <TotpSetup api={api} onDone={done} />
      {byPasskey && <AddPasskeyDialog onAdded={done} onClose={() => setByPasskey(false)} />}
      <p className="auth-foot">
        <Button look="quiet" onPress={() => void api.auth.signOut()}>
          Sign out
        </Button>
      </p>
    </AuthFrame>
  );
}
