// Custom roles: what each allows, and who has it.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "@/api/problem";
import type { PermissionCatalogue, Role } from "@/api/types";
import { useMay, useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { useSubmission } from "@/ui/form";
import { Icon } from "@/ui/Icon";
import { Empty, Failed, Waiting } from "@/ui/Notice";
import { toast } from "@/ui/toast";
import { PageSection } from "../shell/TabbedPage";
import { permissionName } from "./permission_words";
import { RoleDialog } from "./RoleDialog";
import { RoleHoldersDialog } from "./RoleHoldersDialog";
import { tiers } from "./tiers";

type Open = { kind: "edit"; role: Role | null } | { kind: "holders" | "delete"; role: Role };

export function Roles() {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const mayChange = useMay("manage_roles");
  const [open, setOpen] = useState<Open | null>(null);
  const catalogue = useQuery({ queryKey: ["permissions"], queryFn: chat.api.permissions, staleTime: Infinity });
  const roles = useQuery({ queryKey: ["roles"], queryFn: chat.api.roles, staleTime: 0 });
  const error = catalogue.error ?? roles.error;
  const close = () => {
    setOpen(null);
    void queries.invalidateQueries({ queryKey: ["roles"] });
  };
  if (error) return <Failed message={explain(error)} onRetry={() => void Promise.all([catalogue.refetch(), roles.refetch()])} />;
  if (!catalogue.data || !roles.data) return <Waiting label="Looking…" />;
  return (
    <>
      <PageSection
        title="Custom roles"
        lead="What some people may do beside what their tier allows. A role never takes anything away, and you can give only what you have."
      >
        {mayChange && (
          <div className="form-actions">
            <Button look="primary" icon="plus" onPress={() => setOpen({ kind: "edit", role: null })}>
              Make a role
            </Button>
          </div>
        )}
        <RoleList roles={roles.data} mayChange={mayChange} onOpen={setOpen} />
      </PageSection>
      <TierList catalogue={catalogue.data} />
      {open?.kind === "edit" && <RoleDialog role={open.role} catalogue={catalogue.data.permissions} onClose={close} />}
      {open?.kind === "holders" && <RoleHoldersDialog role={open.role} onClose={close} />}
      {open?.kind === "delete" && <DeleteRole role={open.role} onClose={close} />}
    </>
  );
}

const people = (count: number) => (count === 0 ? "nobody has it" : count === 1 ? "1 person" : `${count} people`);

function RoleList({ roles, mayChange, onOpen }: { roles: Role[]; mayChange: boolean; onOpen: (open: Open) => void }) {
  if (roles.length === 0) {
    return (
      <Empty icon="check" title="No custom roles">
        <p>Everybody may do what their tier allows, and no more.</p>
      </Empty>
    );
  }
  return (
    <ul className="cards" aria-label="Custom roles">
      {roles.map((role) => (
        <li key={role.id} className="card">
          <span className="card-icon">
            <Icon name="check" />
          </span>
          <div className="card-text">
            <span className="card-title">{role.name}</span>
            <span className="card-hint">
              {role.effective.map(permissionName).join(", ")} · {people(role.holders)}
            </span>
          </div>
          <Button onPress={() => onOpen({ kind: "holders", role })} aria-label={`Who has ${role.name}`}>
            People
          </Button>
          {mayChange && (
            <>
              <Button onPress={() => onOpen({ kind: "edit", role })} aria-label={`Change ${role.name}`}>
                Change
              </Button>
              <Button look="danger" onPress={() => onOpen({ kind: "delete", role })} aria-label={`Delete ${role.name}`}>
                Delete
              </Button>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function TierList({ catalogue }: { catalogue: PermissionCatalogue }) {
  return (
    <PageSection title="Tiers" lead="Everybody has one; what they allow is fixed.">
      <ul className="cards" aria-label="Tiers">
        {catalogue.tiers.map(({ tier, permissions }) => (
          <li key={tier} className="card">
            <span className="card-icon">
              <Icon name="lock" />
            </span>
            <div className="card-text">
              <span className="card-title">{tiers.find(({ id }) => id === tier)?.name ?? tier}</span>
              <span className="card-hint">{permissions.map(permissionName).join(", ")}</span>
            </div>
          </li>
        ))}
      </ul>
    </PageSection>
  );
}

function DeleteRole({ role, onClose }: { role: Role; onClose: () => void }) {
  const { chat } = useSignedIn();
  const submission = useSubmission();
  const confirm = async () => {
    if (!(await submission.run(() => chat.api.deleteRole(role.id)))) return;
    onClose();
    toast(`${role.name} was deleted.`);
  };
  return (
    <Confirm
      title={`Delete ${role.name}?`}
      action="Delete"
      busy={submission.busy}
      error={submission.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>Who has it loses at once what it allowed ({people(role.holders)}). It cannot be brought back.</p>
    </Confirm>
  );
}
