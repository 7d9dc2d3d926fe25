// Makes a group, by itself or inside another one.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { GroupContent } from "@/api/api";
import type { Group } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Dialog } from "@/ui/Dialog";
import { DialogForm } from "@/ui/DialogForm";
import { useSubmission } from "@/ui/form";
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
      <DialogForm action="Make group" submission={submission} onSubmit={submit} onClose={onClose}>
        <GroupFields content={content} may={powers.map(({ id }) => id)} submission={submission} onChange={setContent} />
      </DialogForm>
    </Dialog>
  );
}
