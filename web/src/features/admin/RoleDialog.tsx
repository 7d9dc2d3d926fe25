// Makes a custom role, or changes one.
import { useState } from "react";
import { Checkbox } from "react-aria-components";
import type { PermissionInfo, Role } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Dialog } from "@/ui/Dialog";
import { DialogForm } from "@/ui/DialogForm";
import { Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { toast } from "@/ui/toast";
import { broughtBy, permissionName } from "./permission_words";

interface RoleDialogProps {
  role: Role | null;
  catalogue: PermissionInfo[];
  onClose: () => void;
}

export function RoleDialog({ role, catalogue, onClose }: RoleDialogProps) {
  const { chat } = useSignedIn();
  const [name, setName] = useState(role?.name ?? "");
  const [chosen, setChosen] = useState<string[]>(role?.permissions ?? []);
  const submission = useSubmission(["name"]);
  const submit = async () => {
    if (!name.trim()) return submission.fail("name", "Give the role a name.");
    if (chosen.length === 0) return submission.fail(null, "Choose at least one permission.");
    const done = await submission.run(() =>
      role ? chat.api.updateRole(role.id, name.trim(), chosen) : chat.api.createRole(name.trim(), chosen),
    );
    if (!done) return;
    onClose();
    toast(role ? "Changed, for everybody who has it." : "Made. Nobody has it yet.");
  };
  return (
    <Dialog title={role ? `Change ${role.name}` : "Make a role"} onClose={onClose}>
      <DialogForm action={role ? "Save role" : "Make role"} submission={submission} onSubmit={submit} onClose={onClose}>
        <Field
          label="Name"
          name="name"
          value={name}
          onChange={setName}
          error={submission.fieldError("name")}
          maxLength={80}
          autoFocus
          isRequired
        />
        <Permissions catalogue={catalogue} chosen={chosen} onChange={setChosen} />
      </DialogForm>
    </Dialog>
  );
}

interface PermissionsProps {
  catalogue: PermissionInfo[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
}

function Permissions({ catalogue, chosen, onChange }: PermissionsProps) {
  const { me } = useSignedIn();
  const brought = broughtBy(catalogue, chosen);
  const flip = (permission: string, on: boolean) =>
    onChange(on ? [...chosen, permission] : chosen.filter((each) => each !== permission));
  return (
    <div role="group" aria-label="What it allows" className="field">
      {catalogue.map(({ permission, meaning }) => {
        const by = brought.get(permission);
        const held = me.permissions.includes(permission);
        return (
          <Checkbox
            key={permission}
            className="check"
            isSelected={chosen.includes(permission) || Boolean(by)}
            isDisabled={Boolean(by) || !held}
            onChange={(on) => flip(permission, on)}
          >
            <span className="check-box" aria-hidden="true" />
            <span>
              {permissionName(permission)}: {meaning}
              {by ? ` (comes with ${permissionName(by)})` : held ? "" : " (you do not have it)"}
            </span>
          </Checkbox>
        );
      })}
    </div>
  );
}
