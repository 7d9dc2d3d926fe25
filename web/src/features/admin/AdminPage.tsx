import { useSignedIn, type Permission } from "@/app/context";
import { Empty } from "@/ui/Notice";
import { TabbedPage, type Tab } from "../shell/TabbedPage";
import { Alerts } from "./Alerts";
import { AlertSettings } from "./AlertSettings";
import { AuditPage } from "./audit/AuditPage";
import { BackupsPage } from "./backups/BackupsPage";
import { FactorPolicySettings } from "./FactorPolicySettings";
import { Invitations } from "./Invitations";
import { KeysPage } from "./keys/KeysPage";
import { People } from "./People";
import { ProviderSettings } from "./ProviderSettings";
import { ProvisioningSettings } from "./ProvisioningSettings";
import { RegistrationForm } from "./RegistrationForm";
import { Roles } from "./Roles";
import { WorkspaceSettings } from "./WorkspaceSettings";
import { WorkspacesPage } from "./workspaces/WorkspacesPage";

const tabs: readonly (Tab & { needs: Permission })[] = [
  { id: "people", name: "People", icon: "people", needs: "manage_users" },
  { id: "roles", name: "Roles", icon: "check", needs: "view_admin" },
  { id: "invitations", name: "Invitations", icon: "mail", needs: "manage_users" },
  { id: "sign-in", name: "Signing in", icon: "shield", needs: "manage_authentication" },
  { id: "workspace", name: "Workspace", icon: "compass", needs: "manage_server" },
  { id: "keys", name: "Keys", icon: "lock", needs: "manage_encryption" },
  { id: "audit", name: "Audit log", icon: "log", needs: "view_audit" },
  { id: "alerts", name: "Alerts", icon: "warning", needs: "view_audit" },
  { id: "server", name: "Workspaces", icon: "hash", needs: "manage_workspaces" },
  { id: "backups", name: "Backups", icon: "lock", needs: "manage_backups" },
];

const ofTheServer = ["server", "backups"]; // for its operators

export function AdminPage({ tab }: { tab: string }) {
  const { me } = useSignedIn();
  const may = (permission: Permission) => me.permissions.includes(permission);
  const open = tabs.filter(({ id, needs }) => may("view_admin") && may(needs) && (!ofTheServer.includes(id) || me.workspace.operators));
  const current = open.some(({ id }) => id === tab) ? tab : (open[0]?.id ?? "");
  return (
    <TabbedPage title="Administration" base="/admin" tabs={open} current={current}>
      <Part id={current} />
    </TabbedPage>
  );
}

function Part({ id }: { id: string }) {
  switch (id) {
    case "people":
      return <People />;
    case "roles":
      return <Roles />;
    case "invitations":
      return (
        <>
          <Invitations />
          <RegistrationForm />
        </>
      );
    case "sign-in":
      return (
        <>
          <FactorPolicySettings />
          <ProviderSettings />
          <ProvisioningSettings />
        </>
      );
    case "workspace":
      return <WorkspaceSettings />;
    case "server":
      return <WorkspacesPage />;
    case "backups":
      return <BackupsPage />;
    case "keys":
      return <KeysPage />;
    case "audit":
      return <AuditPage />;
    case "alerts":
      return (
        <>
          <Alerts />
          <AlertSettings />
        </>
      );
    default:
      return (
        <Empty icon="shield" title="Nothing here for you">
          <p>These pages are for administrators of the workspace.</p>
        </Empty>
      );
  }
}
