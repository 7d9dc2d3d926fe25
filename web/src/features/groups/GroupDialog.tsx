// Makes a group, by itself or inside another one.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Form } from "react-aria-components";
import type { GroupContent } from "@/api/api";
import type { Group } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { useSubmission } from "@/ui/form";
import { FormError } from "@/ui/Notice";
import { GroupFields } from "./GroupFields";
import { powers } from "./group_words";

interface GroupDialogProps {
  parent?: Group;
  onMade: (group: Group) => void;
  onClose: () => void;
}

export function GroupDialog({ parent, onMade, onClose }: GroupDialogProps) {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const [content, setContent] = useState<GroupContent>({
    name: "",
    description: "",
    visibility: "private",
    mentionable_by: "everyone",
  });
  const submission = useSubmission(["name", "description"]);
  const submit = async () => {
    if (!content.name.trim()) return submission.fail("name", "Give the group a name.");
    let made: Group | null = null;
    await submission.run(async () => {
      made = await chat.api.createGroup({ ...content, name: content.name.trim() }, parent?.id);
      await queries.invalidateQueries({ queryKey: ["groups"] });
    });
    if (!made) return;
    onClose();
    onMade(made);
  };
  return (
    <Dialog title={parent ? `Make a group inside ${parent.name}` : "Make a group"} onClose={onClose}>
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className="dialog-body form">
          <GroupFields content={content} may={powers.map(({ id }) => id)} submission={submission} onChange={setContent} />
          <FormError message={submission.error} />
        </div>
        <DialogActions>
          <Button onPress={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isPending={submission.busy}>
            Make group
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
