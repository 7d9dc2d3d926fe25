// Where a provider sends the browser back to: finishes the sign-in, or the link that was begun in the settings.
import { useEffect, useRef, useState } from "react";
import type { Auth } from "@/api/auth";
import { ApiProblem, explain } from "@/api/problem";
import type { SsoReturned } from "@/api/sso";
import { Button } from "@/ui/Button";
import { Waiting } from "@/ui/Notice";
import { toast } from "@/ui/toast";
import { AuthFrame } from "../auth/AuthFrame";
import { SecondFactorScreen } from "../auth/SecondFactorScreen";

interface Props {
  auth: Auth;
  returned: SsoReturned;
  onDone: (path: string) => void;
}

interface Awaited {
  challenge: string;
  factors: readonly string[];
}

export function ReturnScreen({ auth, returned, onDone }: Props) {
  const { purpose, answer } = returned;
  const [error, setError] = useState(returned.error);
  const [awaited, setAwaited] = useState<Awaited | null>(null);
  const home = purpose === "link" ? "/settings/factors" : "/";

  const begun = useRef(false);
  useEffect(() => {
    if (!answer || begun.current) return;
    begun.current = true; // the answer is good once, and there is nothing to try again
    const finish = async () => {
      if (purpose === "link") {
        await auth.call("/me/identities", { method: "POST", body: answer });
        toast("Your accounts are linked.");
      } else {
        await auth.begin("/auth/sso/finish", answer);
      }
      onDone(home);
    };
    finish().catch((failure: unknown) => {
      if (failure instanceof ApiProblem && failure.challenge) {
        setAwaited({ challenge: failure.challenge, factors: failure.factors });
      } else {
        setError(explain(failure));
      }
    });
  }, [answer, auth, home, onDone, purpose]);

  if (awaited && !error) {
    const over = (why: string | null) => (why ? setError(why) : onDone("/"));
    return <SecondFactorScreen auth={auth} {...awaited} onOver={over} onDone={() => onDone("/")} />;
  }
  if (error) {
    return (
      <AuthFrame title={purpose === "link" ? "Not linked" : "Not signed in"} lead={error}>
        <Button look="primary" onPress={() => onDone(home)} autoFocus>
          {purpose === "link" ? "Back to the settings" : "Go to sign-in"}
        </Button>
      </AuthFrame>
    );
  }
  return (
    <main className="whole-page">
      <Waiting label={purpose === "link" ? "Linking your accounts…" : "Signing you in…"} />
    </main>
  );
}
