import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Form } from "react-aria-components";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { useSubmission } from "@/ui/form";
import { FormError } from "@/ui/Notice";
import { toast } from "@/ui/toast";
import { newPasswordHint, tooShort } from "../auth/new_password";
import { PasswordField } from "../auth/PasswordField";
import { PageSection } from "../shell/TabbedPage";

export function PasswordSettings() {
  const { chat, me } = useSignedIn();
  const queries = useQueryClient();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const submission = useSubmission(["current_password", "new_password"]);

  const submit = async () => {
    if (!current) return submission.fail("current_password", "Enter your current password.");
    const short = tooShort(next);
    if (short) return submission.fail("new_password", short);
    const done = await submission.run(() => chat.api.changePassword(current, next));
    if (!done) return;
    setCurrent("");
    setNext("");
    toast("Your password was changed. Your other sessions have ended.");
    void queries.invalidateQueries({ queryKey: ["sessions"] });
  };

  return (
    <PageSection
      title="Password"
      lead="Changing it signs you out everywhere else. Here you stay signed in."
    >
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {/* Tells password managers whose password this is. */}
        <input type="text" name="username" autoComplete="username" value={me.user.username} readOnly hidden />
        <PasswordField
          label="Current password"
          name="current_password"
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
          error={submission.fieldError("current_password")}
        />
        <PasswordField
          label="New password"
          name="new_password"
          autoComplete="new-password"
          value={next}
          onChange={setNext}
          error={submission.fieldError("new_password")}
          hint={newPasswordHint}
        />
        <FormError message={submission.error} />
        <div className="form-actions">
          <Button type="submit" look="primary" isPending={submission.busy}>
            Change password
          </Button>
        </div>
      </Form>
    </PageSection>
  );
}
