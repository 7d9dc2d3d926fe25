import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Form } from "react-aria-components";
import { setupStatus, waysIn } from "@/api/api";
import type { Auth } from "@/api/auth";
import { ApiProblem } from "@/api/problem";
import { passkeysSupported } from "@/api/webauthn";
import { navigate } from "@/app/router";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { FormError } from "@/ui/Notice";
import { recall, remember } from "@/ui/remember";
import { useSettled } from "@/ui/use_settled";
import { ProviderButtons } from "../sso/ProviderButtons";
import { AuthFrame } from "./AuthFrame";
import { PasswordField } from "./PasswordField";
import { SecondFactorScreen } from "./SecondFactorScreen";

const fields = ["workspace", "username", "password"] as const;

export function SignInScreen({ auth, notice }: { auth: Auth; notice: string | null }) {
  const [workspace, setWorkspace] = useState(() => recall("workspace") ?? "");
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [awaited, setAwaited] = useState<{ challenge: string; factors: readonly string[] } | null>(null);
  const submission = useSubmission(fields);
  const remembered = Boolean(recall("workspace"));
  const setup = useQuery({ queryKey: ["setup"], queryFn: setupStatus, enabled: !remembered, retry: false });

  if (setup.data?.needed) return <NotSetUp />;
  if (awaited) {
    const begin = (why: string | null) => {
      setAwaited(null);
      setPassword("");
      if (why) submission.fail(null, why);
    };
    return <SecondFactorScreen auth={auth} {...awaited} onOver={begin} />;
  }

  const signIn = async () => {
    try {
      await auth.signIn(workspace.trim().toLowerCase(), username.trim().toLowerCase(), password);
    } catch (error) {
      if (!(error instanceof ApiProblem && error.challenge)) throw error;
      setAwaited({ challenge: error.challenge, factors: error.factors });
    }
  };

  const submit = () => {
    if (!workspace.trim()) return submission.fail("workspace", "Enter your workspace’s short name.");
    if (!username.trim()) return submission.fail("username", "Enter your username.");
    if (!password) return submission.fail("password", "Enter your password.");
    void submission.run(signIn);
  };

  return (
    <AuthFrame title="Sign in">
      {notice && (
        <p className="notice notice-info" role="status">
          {notice}
        </p>
      )}
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Field
          label="Workspace"
          name="workspace"
          autoComplete="organization"
          autoCapitalize="none"
          spellCheck="false"
          value={workspace}
          onChange={setWorkspace}
          error={submission.fieldError("workspace")}
          hint="Its short name, as in your invitation."
          autoFocus={!remembered}
          isRequired
        />
        <Field
          label="Username"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck="false"
          value={username}
          onChange={setUsername}
          error={submission.fieldError("username")}
          autoFocus={remembered}
          isRequired
        />
        <PasswordField
          label="Password"
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          error={submission.fieldError("password")}
        />
        <FormError message={submission.error} />
        <Button type="submit" look="primary" isPending={submission.busy}>
          {submission.busy ? "Signing in…" : "Sign in"}
        </Button>
      </Form>
      <PasskeyButton auth={auth} />
      <ProviderButtons workspace={workspace} />
      <OtherWays workspace={workspace} />
    </AuthFrame>
  );
}

/** What the workspace that is named offers to whom it does not know yet, or who forgot. */
function OtherWays({ workspace }: { workspace: string }) {
  const settled = useSettled(workspace.trim().toLowerCase(), 400);
  const ways = useQuery({ queryKey: ["ways-in", settled], queryFn: () => waysIn(settled), enabled: settled !== "", retry: false });
  const go = (path: string) => {
    remember("workspace", settled);
    navigate(path);
  };
  return (
    <>
      <p className="auth-foot auth-links">
          {ways.data?.open && (
            <Button look="quiet" onPress={() => go("/register")}>
              Create an account
            </Button>
          )}
          {ways.data?.reset && (
            <Button look="quiet" onPress={() => go("/forgot")}>
              Forgot your password?
            </Button>
          )}
          <Button look="quiet" onPress={() => go("/recover")}>
            Use a recovery key
          </Button>
        </p>
      {!ways.data?.open && (
        <p className="auth-foot">No account? Ask an administrator of your workspace for an invitation.</p>
      )}
    </>
  );
}

/** Apart from the form: a passkey knows workspace and name by itself. */
function PasskeyButton({ auth }: { auth: Auth }) {
  const submission = useSubmission();
  if (!passkeysSupported()) return null;
  return (
    <div className="form auth-other-ways">
      <Button isPending={submission.busy} onPress={() => void submission.run(() => auth.signInByPasskey())}>
        {submission.busy ? "Waiting for the browser…" : "Use a passkey"}
      </Button>
      <FormError message={submission.error} />
    </div>
  );
}

function NotSetUp() {
  return (
    <AuthFrame
      title="Not set up yet"
      lead="This server has no owner. When it started it printed a one-time set-up link; open that link to make the first account."
    >
      <p className="auth-foot">
        The link begins with <code>{location.origin}/setup</code>. Restart the server to print a new one.
      </p>
      <Button look="primary" onPress={() => location.reload()}>
        Check again
      </Button>
    </AuthFrame>
  );
}
