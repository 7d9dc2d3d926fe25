// All that somebody sees of whom the workspace demands a second factor, until there is one.
import type { Api } from "@/api/api";
import type { Me } from "@/api/types";
import { Button } from "@/ui/Button";
import { AuthFrame } from "../auth/AuthFrame";
import { TotpSetup } from "./TotpSetup";

interface Props {
  api: Api;
  me: Me;
}

export function EnrolScreen({ api, me }: Props) {
  return (
    <AuthFrame
      title="Set up a second factor"
      lead={`${me.workspace.name} asks people of your role for one. It takes a minute, and then you are in.`}
    >
      <TotpSetup api={api} onDone={() => location.reload()} />
      <p className="auth-foot">
        <Button look="quiet" onPress={() => void api.auth.signOut()}>
          Sign out
        </Button>
      </p>
    </AuthFrame>
  );
}
