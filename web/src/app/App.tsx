// Which world is shown: set-up, a way of joining, signing in, or the chat.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { Auth } from "@/api/auth";
import { ApiProblem, explain, SignedOut } from "@/api/problem";
import { SSO_RETURN, takeSsoReturn } from "@/api/sso";
import type { Tokens } from "@/api/types";
import { ConfirmAddress } from "@/features/auth/ConfirmAddress";
import { ForgotScreen } from "@/features/auth/ForgotScreen";
import { InviteScreen } from "@/features/auth/InviteScreen";
import { RegisterScreen } from "@/features/auth/RegisterScreen";
import { RecoverScreen } from "@/features/auth/RecoverScreen";
import { ResetScreen } from "@/features/auth/ResetScreen";
import { SetupScreen } from "@/features/auth/SetupScreen";
import { SignInScreen } from "@/features/auth/SignInScreen";
import { ReturnScreen } from "@/features/sso/ReturnScreen";
import { Failed, Waiting } from "@/ui/Notice";
import { remember } from "@/ui/remember";
import { Toasts } from "@/ui/toast";
import { navigate, takeSecrets, usePath } from "./router";
import { SignedIn } from "./SignedIn";

type World =
  | { name: "starting" }
  | { name: "unreachable"; message: string }
  | { name: "out"; notice: string | null }
  | { name: "in"; tokens: Tokens };

const guestPaths = ["/setup", "/invite", "/reset", "/forgot", "/recover", "/register", SSO_RETURN];
const CONFIRM_ADDRESS = "/confirm-address"; // for whoever is signed in

// Taken once, before React may run an effect twice.
const ssoReturn = location.pathname === SSO_RETURN ? takeSsoReturn() : null;
const secrets = [...guestPaths, CONFIRM_ADDRESS].includes(location.pathname) ? takeSecrets() : { token: null, proof: null };

// A link opened in the tab that shows its page already changes nothing but this.
window.addEventListener("hashchange", () => {
  if (location.hash) location.reload();
});

export function App({ auth }: { auth: Auth }) {
  const path = usePath();
  const guest = guestPaths.includes(path);
  const [world, setWorld] = useState<World>({ name: "starting" });
  const queries = useMemo(() => makeQueries(), []);

  useEffect(
    () =>
      auth.subscribe((tokens) => {
        if (tokens) remember("workspace", tokens.workspace.slug);
        else queries.clear();
        setWorld((now) => {
          if (tokens) return now.name === "in" && now.tokens.user.id === tokens.user.id ? now : { name: "in", tokens };
          if (now.name === "out") return now; // told twice: the notice stays
          return { name: "out", notice: now.name === "in" ? "You have been signed out." : null };
        });
      }),
    [auth, queries],
  );

  const start = useMemo(
    () => async () => {
      setWorld({ name: "starting" });
      try {
        await auth.refresh();
      } catch (error) {
        if (!(error instanceof SignedOut)) setWorld({ name: "unreachable", message: explain(error) });
      }
    },
    [auth],
  );
  useEffect(() => {
    if (!guest && !auth.signedIn) void start();
  }, [auth, guest, start]);

  return (
    <QueryClientProvider client={queries}>
      {renderWorld()}
      <Toasts />
    </QueryClientProvider>
  );

  function renderWorld() {
    const toSignIn = () => navigate("/", "replace");
    if (path === "/setup") return <SetupScreen auth={auth} token={secrets.token} onDone={toSignIn} />;
    if (path === "/invite") return <InviteScreen auth={auth} {...secrets} onDone={toSignIn} />;
    if (path === "/reset") return <ResetScreen token={secrets.token} onDone={toSignIn} />;
    if (path === "/recover") return <RecoverScreen onDone={toSignIn} />;
    if (path === "/forgot") return <ForgotScreen onDone={toSignIn} />;
    if (path === "/register") return <RegisterScreen auth={auth} token={secrets.token} onDone={toSignIn} />;
    if (path === SSO_RETURN && ssoReturn) {
      return <ReturnScreen auth={auth} returned={ssoReturn} onDone={(to) => navigate(to, "replace")} />;
    }
    switch (world.name) {
      case "starting":
        return (
          <main className="whole-page">
            <Waiting label="Opening Wardroom…" />
          </main>
        );
      case "unreachable":
        return (
          <main className="whole-page">
            <Failed message={world.message} onRetry={() => void start()} />
          </main>
        );
      case "out":
        return <SignInScreen auth={auth} notice={world.notice} />;
      case "in":
        return (
          <>
            <SignedIn key={world.tokens.user.id} auth={auth} tokens={world.tokens} />
            {path === CONFIRM_ADDRESS && <ConfirmAddress auth={auth} token={secrets.token} />}
          </>
        );
    }
  }
}

function makeQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (count, error) =>
          count < 2 && !(error instanceof SignedOut) && !(error instanceof ApiProblem && error.status < 500),
      },
    },
  });
}
