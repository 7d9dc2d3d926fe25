// Which rules raise alerts, and who is told by mail.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Checkbox, Form } from "react-aria-components";
import { explain } from "@/api/problem";
import type { AlertSettings as Shown } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { Failed, FormError, Waiting } from "@/ui/Notice";
import { toast } from "@/ui/toast";
import { PageSection } from "../shell/TabbedPage";

export function AlertSettings() {
  const { chat } = useSignedIn();
  const settings = useQuery({ queryKey: ["alert-settings"], queryFn: chat.api.alertSettings, staleTime: 0 });
  return (
    <PageSection title="What raises an alert" lead="One of a kind is told at most once in ten minutes.">
      {settings.error ? (
        <Failed message={explain(settings.error)} onRetry={() => void settings.refetch()} />
      ) : settings.data ? (
        <Rules key={JSON.stringify(settings.data)} now={settings.data} />
      ) : (
        <Waiting label="Looking…" />
      )}
    </PageSection>
  );
}

function Rules({ now }: { now: Shown }) {
  const { chat, me } = useSignedIn();
  const queries = useQueryClient();
  const [off, setOff] = useState(() => now.rules.filter(({ on }) => !on).map(({ name }) => name));
  const [to, setTo] = useState(now.to.join(" "));
  const submission = useSubmission(["to"]);
  const mayChange = me.permissions.includes("manage_privacy");
  const flip = (name: string, on: boolean) => setOff((all) => (on ? all.filter((each) => each !== name) : [...all, name]));
  const save = () =>
    submission.run(async () => {
      const addresses = to.split(/[\s,]+/).filter(Boolean);
      queries.setQueryData(["alert-settings"], await chat.api.setAlertSettings(off, addresses));
      toast("Saved. It counts from now on.");
    });
  return (
    <Form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {now.rules.map(({ name, meaning }) => (
        <Checkbox
          key={name}
          className="check"
          isSelected={!off.includes(name)}
          isDisabled={!mayChange}
          onChange={(on) => flip(name, on)}
        >
          <span className="check-box" aria-hidden="true" />
          <span>{meaning}</span>
        </Checkbox>
      ))}
      {now.mail ? (
        <Field
          label="Told by mail"
          name="to"
          hint="Addresses with blanks between them, ten at most. Empty: nobody."
          value={to}
          onChange={setTo}
          isDisabled={!mayChange}
          error={submission.fieldError("to")}
        />
      ) : (
        <p className="field-hint">This server sends no mail, so alerts are seen here only.</p>
      )}
      <FormError message={submission.error} />
      {mayChange && (
        <div className="form-actions">
          <Button type="submit" look="primary" isPending={submission.busy}>
            Save
          </Button>
        </div>
      )}
    </Form>
  );
}
