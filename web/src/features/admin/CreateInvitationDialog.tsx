import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { CreatedInvitation, Tier } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Dialog } from "@/ui/Dialog";
import { DialogForm } from "@/ui/DialogForm";
import { Choice, Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { tierChoices } from "./tiers";

const lifetimes = [
  { id: "24", name: "1 day" },
  { id: "168", name: "7 days" },
  { id: "720", name: "30 days" },
  { id: "2160", name: "90 days" },
] as const;
type Hours = (typeof lifetimes)[number]["id"];

type For = "anybody" | "person" | "domain";
const audiences: readonly { id: For; name: string; hint: string }[] = [
  { id: "anybody", name: "Whoever has the link", hint: "You get the link and pass it on" },
  { id: "person", name: "One person, by mail", hint: "It is sent to them, and works for nobody else" },
  { id: "domain", name: "Addresses of a domain", hint: "A letter shows that an address is theirs" },
];

const MOST_USES = 1000;

interface Props {
  onClose: () => void;
  onCreated: (created: CreatedInvitation) => void;
}

export function CreateInvitationDialog({ onClose, onCreated }: Props) {
  const { chat, me } = useSignedIn();
  const queries = useQueryClient();
  const [tier, setTier] = useState<Tier>("member");
  const [uses, setUses] = useState("1");
  const [hours, setHours] = useState<Hours>("168");
  const [audience, setAudience] = useState<For>("anybody");
  const [bound, setBound] = useState("");
  const registration = useQuery({ queryKey: ["registration"], queryFn: chat.api.registration });
  const submission = useSubmission(["max_uses", "address", "domain"]);
  const field = audience === "person" ? "address" : "domain";

  const submit = async () => {
    if (audience !== "anybody" && !bound.trim())
      return submission.fail(field, audience === "person" ? "Enter their e-mail address." : "Enter the domain.");
    const count = audience === "person" ? 1 : /^\d{1,4}$/.test(uses.trim()) ? Number(uses) : 0;
    if (count < 1 || count > MOST_USES)
      return submission.fail("max_uses", `Enter a number from 1 to ${MOST_USES}.`);
    await submission.run(async () => {
      const created = await chat.api.createInvitation({
        tier,
        max_uses: count,
        expires_in_hours: Number(hours),
        address: audience === "person" ? bound.trim() : null,
        domain: audience === "domain" ? bound.trim().toLowerCase() : null,
      });
      void queries.invalidateQueries({ queryKey: ["invitations"] });
      onCreated(created);
    });
  };

  return (
    <Dialog title="Create an invitation" onClose={onClose}>
      <DialogForm action="Create invitation" submission={submission} onSubmit={submit} onClose={onClose}>
        <Choice label="Tier" value={tier} options={tierChoices(me.user.tier)} onChange={setTier} />
        {registration.data?.mail && <Choice label="For" value={audience} options={audiences} onChange={setAudience} />}
        {audience !== "anybody" && (
          <Field
            label={audience === "person" ? "Their e-mail address" : "Domain"}
            name={field}
            value={bound}
            onChange={setBound}
            error={submission.fieldError(field)}
            autoCapitalize="none"
            spellCheck="false"
            isRequired
          />
        )}
        {audience !== "person" && (
          <Field
            label="How many people may use it"
            name="max_uses"
            inputMode="numeric"
            value={uses}
            onChange={setUses}
            error={submission.fieldError("max_uses")}
            maxLength={4}
            isRequired
          />
        )}
        <Choice label="Works for" value={hours} options={lifetimes} onChange={setHours} />
      </DialogForm>
    </Dialog>
  );
}
