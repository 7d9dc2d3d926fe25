// A group's name and description, who may know of it and mention it; deleting it.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Group } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { navigate } from "@/app/router";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { useSubmission } from "@/ui/form";
import { FormError } from "@/ui/Notice";
import { toast } from "@/ui/toast";
import { PageSection } from "../shell/TabbedPage";
import { contentOf, GroupFields } from "./GroupFields";
import { powers } from "./group_words";

export function GroupSettings({ group }: { group: Group }) {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const [content, setContent] = useState(contentOf(group));
  const [deleting, setDeleting] = useState(false);
  const submission = useSubmission(["name", "description"]);
  const may = group.powers;
  const mayChange = may.includes("edit") || may.includes("set_visibility") || may.includes("set_mentions");
  const save = () =>
    void submission.run(async () => {
      await chat.api.updateGroup(group.id, { ...content, name: content.name.trim(), description: content.description.trim() });
      await queries.invalidateQueries({ queryKey: ["groups"] });
      toast("Saved.");
    });
  return (
    <>
      <PageSection title="About">
        <div className="form">
          <GroupFields content={content} may={may} submission={submission} onChange={setContent} />
          <FormError message={submission.error} />
          {mayChange && (
            <div className="form-actions">
              <Button look="primary" isPending={submission.busy} onPress={save}>
                Save
              </Button>
            </div>
          )}
        </div>
      </PageSection>
      {may.length === powers.length && (
        <PageSection title="Delete" lead="Nobody is in anything by it any more. What was written stays.">
          <div className="form-actions">
            <Button look="danger" onPress={() => setDeleting(true)}>
              Delete group
            </Button>
          </div>
        </PageSection>
      )}
      {deleting && <DeleteGroup group={group} onClose={() => setDeleting(false)} />}
    </>
  );
}

function DeleteGroup({ group, onClose }: { group: Group; onClose: () => void }) {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const submission = useSubmission();
  const confirm = async () => {
    if (!(await submission.run(() => chat.api.deleteGroup(group.id)))) return;
    navigate("/groups", "replace");
    await queries.invalidateQueries({ queryKey: ["groups"], exact: true });
    toast(`${group.name} was deleted.`);
  };
  return (
    <Confirm
      title={`Delete ${group.name}?`}
      action="Delete"
      busy={submission.busy}
      error={submission.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>Who is in groups or channels only through it leaves them at once. It cannot be brought back.</p>
    </Confirm>
  );
}
