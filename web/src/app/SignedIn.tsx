// The life of one sign-in: the chat session is made, started, and stopped with this component.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { Api } from "@/api/api";
import type { Auth } from "@/api/auth";
import type { Tokens } from "@/api/types";
import { EnrolScreen } from "@/features/factors/EnrolScreen";
import { ProofDialog } from "@/features/factors/ProofDialog";
import { Shell } from "@/features/shell/Shell";
import { ChatSession } from "@/state/session";
import { useStore } from "@/state/store";
import { Failed, Waiting } from "@/ui/Notice";
import { Context } from "./context";
import { navigate } from "./router";

export function SignedIn({ auth, tokens }: { auth: Auth; tokens: Tokens }) {
  const queries = useQueryClient();
  const [chat] = useState(
    () =>
      new ChatSession(new Api(auth), tokens.user, {
        onSignedOut: () => void auth.refresh().catch(() => undefined),
        onChannelGone: (channel) => {
          if (location.pathname === `/c/${channel}`) navigate("/", "replace");
        },
        onInvalidate: (what, channel) => {
          const ask = () => void queries.invalidateQueries({ queryKey: channel ? [what, channel] : [what] });
          if (what === "groups" && !location.pathname.startsWith("/groups")) later(ask);
          else ask();
        },
      }),
  );
  useEffect(() => {
    chat.start();
    return () => chat.stop();
  }, [chat]);

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (chat.outbox.unsent) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [chat]);

  const me = useQuery({
    queryKey: ["me"],
    queryFn: () => chat.api.me(),
    staleTime: 60_000,
    refetchOnWindowFocus: true,
  });
  const boot = useStore(chat.store, (state) => state.boot);
  const bootError = useStore(chat.store, (state) => state.bootError);
  const ready = useReady(boot);

  const value = useMemo(() => (me.data ? { auth, chat, me: me.data } : null), [auth, chat, me.data]);
  if (value?.me.must_enrol_factor) {
    return (
      <Context value={value}>
        <EnrolScreen api={chat.api} me={value.me} />
        <ProofDialog />
      </Context>
    );
  }
  if (!ready || !value) {
    const failure = boot === "failed" ? bootError : me.error?.message;
    return (
      <main className="whole-page">
        {failure && !me.isFetching ? (
          <Failed
            message={failure}
            onRetry={() => {
              void me.refetch();
              void chat.boot().catch(() => undefined);
            }}
          />
        ) : (
          <Waiting label="Opening your channels…" />
        )}
      </main>
    );
  }
  return (
    <Context value={value}>
      <Shell />
      <ProofDialog />
    </Context>
  );
}

/** What everybody connected is told at once and need not know at once: not all of them ask at the same moment. */
const SPREAD_MS = 5_000;
let waiting: ReturnType<typeof setTimeout> | undefined;
function later(ask: () => void): void {
  waiting ??= setTimeout(() => {
    waiting = undefined;
    ask();
  }, Math.random() * SPREAD_MS);
}

/** Once the channels were there, a later reload in the background does not take the page away. */
function useReady(boot: string): boolean {
  const [ready, setReady] = useState(boot === "ready");
  if (boot === "ready" && !ready) setReady(true);
  return ready;
}
