import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Form } from "react-aria-components";
import { useSignedIn } from "@/app/context";
import { Avatar } from "@/ui/Avatar";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { FormError } from "@/ui/Notice";
import { toast } from "@/ui/toast";
import { PageSection } from "../shell/TabbedPage";

export function ProfileSettings() {
  const { chat, me } = useSignedIn();
  const queries = useQueryClient();
  const [name, setName] = useState(me.user.display_name);
  const submission = useSubmission(["display_name"]);
  const changed = name.trim() !== me.user.display_name;

  const submit = async () => {
    if (!name.trim()) return submission.fail("display_name", "Enter the name others will see.");
    const done = await submission.run(async () => {
      const user = await chat.api.updateMe(name.trim());
      chat.store.dispatch({ type: "users.loaded", users: [user] });
      await queries.invalidateQueries({ queryKey: ["me"] });
    });
    if (done) toast("Your name was changed.");
  };

  return (
    <PageSection title="Profile" lead="How others in this workspace see you.">
      <div className="profile-card">
        <Avatar user={{ id: me.user.id, display_name: name || me.user.display_name }} size="large" />
        <dl className="facts">
          <dt>Username</dt>
          <dd>@{me.user.username}</dd>
          <dt>Role</dt>
          <dd>{me.user.tier}</dd>
          <dt>Workspace</dt>
          <dd>
            {me.workspace.name} <span className="faint">({me.workspace.slug})</span>
          </dd>
        </dl>
      </div>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Field
          label="Display name"
          name="display_name"
          autoComplete="name"
          value={name}
          onChange={setName}
          error={submission.fieldError("display_name")}
          maxLength={80}
          isRequired
        />
        <FormError message={submission.error} />
        <div className="form-actions">
          <Button type="submit" look="primary" isPending={submission.busy} isDisabled={!changed}>
            Save
          </Button>
        </div>
      </Form>
    </PageSection>
  );
}
