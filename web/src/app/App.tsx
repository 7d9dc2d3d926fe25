// Which of the four worlds is shown: set-up, an invitation, signing in, or the chat.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { Auth } from "@/api/auth";
import { ApiProblem, explain, SignedOut } from "@/api/problem";
import { SSO_RETURN, takeSsoReturn } from "@/api/sso";
import type { Tokens } from "@/api/types";
import { InviteScreen } from "@/features/auth/InviteScreen";
import { ResetScreen } from "@/features/auth/ResetScreen";
import { SetupScreen } from "@/features/auth/SetupScreen";
import { SignInScreen } from "@/features/auth/SignInScreen";
import { ReturnScreen } from "@/features/sso/ReturnScreen";
import { Failed, Waiting } from "@/ui/Notice";
import { remember } from "@/ui/remember";
import { Toasts } from "@/ui/toast";
import { navigate, takeToken, usePath } from "./router";
import { SignedIn } from "./SignedIn";

type World =
  | { name: "starting" }
  | { name: "unreachable"; message: string }
  | { name: "out"; notice: string | null }
  | { name: "in"; tokens: Tokens };

const guestPaths = ["/setup", "/invite", "/reset", SSO_RETURN];

// Taken once, before React may run an effect twice.
const ssoReturn = location.pathname === SSO_RETURN ? takeSsoReturn() : null;
const linkToken = guestPaths.includes(location.pathname) ? takeToken() : null;

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
    if (path === "/setup") return <SetupScreen auth={auth} token={linkToken} onDone={() => navigate("/", "replace")} />;
    if (path === "/invite")
      return <InviteScreen auth={auth} token={linkToken} onDone={() => navigate("/", "replace")} />;
    if (path === "/reset") return <ResetScreen token={linkToken} onDone={() => navigate("/", "replace")} />;
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
        return <SignedIn key={world.tokens.user.id} auth={auth} tokens={world.tokens} />;
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
