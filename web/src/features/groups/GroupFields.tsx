// What can be said of a group, when it is made and later.
import type { GroupContent } from "@/api/api";
import type { Group, Power } from "@/api/types";
import { Choice, Field } from "@/ui/Field";
import type { Submission } from "@/ui/form";
import { mentioners, visibilities } from "./group_words";

export const contentOf = ({ name, description, visibility, mentionable_by }: Group): GroupContent => ({
  name,
  description,
  visibility,
  mentionable_by,
});

interface FieldsProps {
  content: GroupContent;
  may: readonly Power[];
  submission: Submission;
  onChange: (content: GroupContent) => void;
}

export function GroupFields({ content, may, submission, onChange }: FieldsProps) {
  const readOnly = !may.includes("edit");
  return (
    <>
      <Field
        label="Name"
        name="name"
        value={content.name}
        onChange={(name) => onChange({ ...content, name })}
        error={submission.fieldError("name")}
        maxLength={80}
        isReadOnly={readOnly}
        isRequired
      />
      <Field
        label="Description"
        name="description"
        value={content.description}
        onChange={(description) => onChange({ ...content, description })}
        error={submission.fieldError("description")}
        maxLength={250}
        isReadOnly={readOnly}
      />
      <Choice
        label="Who may know of it"
        value={content.visibility}
        options={visibilities}
        onChange={(visibility) => onChange({ ...content, visibility })}
        isDisabled={!may.includes("set_visibility")}
      />
      <Choice
        label="Who may mention it"
        value={content.mentionable_by}
        options={mentioners}
        onChange={(mentionable_by) => onChange({ ...content, mentionable_by })}
        isDisabled={!may.includes("set_mentions")}
      />
    </>
  );
}
