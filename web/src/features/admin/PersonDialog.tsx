// Asks before an act upon a person, then does it.
import { useState } from "react";
import type { Api } from "@/api/api";
import type { CreatedReset, Tier, User } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Confirm } from "@/ui/Dialog";
import { useSubmission } from "@/ui/form";
import { ShownOnce } from "@/ui/ShownOnce";
import { dateTime } from "@/ui/time";
import { toast } from "@/ui/toast";
import { tiers } from "./tiers";

export type PersonAct =
  | { kind: "tier"; user: User; tier: Tier }
  | { kind: "resetPassword"; user: User }
  | { kind: "signOut" | "resetFactors" | "deactivate" | "reactivate"; user: User };

interface Words {
  title: string;
  text: string;
  action: string;
  done: string;
}

const tierName = (tier: Tier) => tiers.find(({ id }) => id === tier)?.name.toLowerCase() ?? tier;

function wordsFor(act: PersonAct): Words {
  const name = act.user.display_name;
  switch (act.kind) {
    case "tier":
      return {
        title: `Make ${name} ${tierName(act.tier)}?`,
        text: `${name} is ${tierName(act.user.tier)} now. The change counts at once, on every device they are signed in with.`,
        action: "Change tier",
        done: `${name} is ${tierName(act.tier)} now.`,
      };
    case "signOut":
      return {
        title: `Sign ${name} out everywhere?`,
        text: "All of their sessions end at once. They can sign in again with their password.",
        action: "Sign out",
        done: `${name} was signed out everywhere.`,
      };
    case "resetPassword":
      return {
        title: `Reset ${name}’s password?`,
        text: "You get a link by which they set a new one, once, within a day. Make sure that it is them who ask, and send it over a channel you trust. When they use it, all their sessions end.",
        action: "Make a link",
        done: "",
      };
    case "resetFactors":
      return {
        title: `Reset ${name}’s second factor?`,
        text: "For somebody who lost phone and recovery codes. Make sure that it is them who ask: until they set up a new one, their password alone signs them in. Their sessions end at once.",
        action: "Reset",
        done: `${name} can sign in without a second factor.`,
      };
    case "deactivate":
      return {
        title: `Deactivate ${name}?`,
        text: "They are signed out at once and cannot sign in any more. What they wrote stays. You can reactivate them later.",
        action: "Deactivate",
        done: `${name} was deactivated.`,
      };
    case "reactivate":
      return {
        title: `Reactivate ${name}?`,
        text: "They can sign in again with the password they had, and find their channels as they left them.",
        action: "Reactivate",
        done: `${name} was reactivated.`,
      };
  }
}

async function perform(api: Api, act: Exclude<PersonAct, { kind: "resetPassword" }>): Promise<User | null> {
  switch (act.kind) {
    case "tier":
      return api.updateUser(act.user.id, { tier: act.tier });
    case "signOut":
      await api.signOutUser(act.user.id);
      return null;
    case "resetFactors":
      await api.resetFactors(act.user.id);
      return null;
    case "deactivate":
      return api.updateUser(act.user.id, { active: false });
    case "reactivate":
      return api.updateUser(act.user.id, { active: true });
  }
}

export function PersonDialog({ act, onClose }: { act: PersonAct; onClose: () => void }) {
  const { chat } = useSignedIn();
  const submission = useSubmission();
  const [reset, setReset] = useState<CreatedReset | null>(null);
  const words = wordsFor(act);
  if (reset) {
    return (
      <ShownOnce title="Link for a new password" label="Link" value={reset.link} onClose={onClose}>
        For {act.user.display_name}, once, until {dateTime(reset.expires_at)}. It is shown this once: copy it now, and
        send it over a channel you trust.
      </ShownOnce>
    );
  }

  const confirm = async () => {
    if (act.kind === "resetPassword") {
      return void (await submission.run(async () => setReset(await chat.api.resetPassword(act.user.id))));
    }
    const done = await submission.run(async () => {
      const user = await perform(chat.api, act);
      if (user) chat.store.dispatch({ type: "users.loaded", users: [user] });
    });
    if (!done) return;
    onClose();
    toast(words.done);
  };

  return (
    <Confirm
      title={words.title}
      action={words.action}
      look={act.kind === "tier" || act.kind === "reactivate" ? "primary" : "danger"}
      busy={submission.busy}
      error={submission.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>{words.text}</p>
    </Confirm>
  );
}
