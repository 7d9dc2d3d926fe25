import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Form } from "react-aria-components";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { FormError } from "@/ui/Notice";
import { dateTime } from "@/ui/time";
import { toast } from "@/ui/toast";
import { PageSection } from "../shell/TabbedPage";

export function WorkspaceSettings() {
  const { chat, me } = useSignedIn();
  const queries = useQueryClient();
  const [name, setName] = useState(me.workspace.name);
  const submission = useSubmission(["name"]);
  const changed = name.trim() !== me.workspace.name;

  const submit = async () => {
    if (!name.trim()) return submission.fail("name", "Give the workspace a name.");
    const done = await submission.run(async () => {
      await chat.api.updateWorkspace(name.trim());
      await queries.invalidateQueries({ queryKey: ["me"] });
    });
    if (done) toast("The workspace was renamed.");
  };

  return (
    <PageSection title="Workspace" lead="The name everybody sees. The short name, used to sign in, stays as it is.">
      <dl className="facts">
        <dt>Short name</dt>
        <dd>{me.workspace.slug}</dd>
        <dt>Made</dt>
        <dd>{dateTime(me.workspace.created_at)}</dd>
      </dl>
      <Form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Field
          label="Workspace name"
          name="name"
          value={name}
          onChange={setName}
          error={submission.fieldError("name")}
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
