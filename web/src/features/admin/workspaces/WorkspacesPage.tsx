// For the server's operators: which workspaces there are, and what is decided of them. Nothing in one is shown.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "@/api/problem";
import type { WorkspaceState } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { useSubmission } from "@/ui/form";
import { Icon } from "@/ui/Icon";
import { Failed, FormError, Waiting } from "@/ui/Notice";
import { ShownOnce } from "@/ui/ShownOnce";
import { dateTime } from "@/ui/time";
import { toast } from "@/ui/toast";
import { PageSection } from "../../shell/TabbedPage";
import { AllowanceDialog } from "./AllowanceDialog";
import { SuspendDialog } from "./SuspendDialog";
import { WipeDialog } from "./WipeDialog";

type Open = { kind: "allowance" | "suspend" | "resume" | "wipe"; workspace: WorkspaceState } | { kind: "link"; url: string };

export function WorkspacesPage() {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const [open, setOpen] = useState<Open | null>(null);
  const making = useSubmission();
  const workspaces = useQuery({ queryKey: ["server-workspaces"], queryFn: chat.api.serverWorkspaces, staleTime: 0 });
  const close = () => {
    setOpen(null);
    void queries.invalidateQueries({ queryKey: ["server-workspaces"] });
  };
  const makeLink = async () => {
    await making.run(async () => setOpen({ kind: "link", url: (await chat.api.makeWorkspaceLink()).url }));
  };
  if (workspaces.error) return <Failed message={explain(workspaces.error)} onRetry={() => void workspaces.refetch()} />;
  if (!workspaces.data) return <Waiting label="Looking…" />;
  return (
    <PageSection
      title="Workspaces of this server"
      lead="You see that they are there, how big they are and what they may have; never what people write in them."
    >
      <div className="form-actions">
        <Button look="primary" icon="plus" onPress={() => void makeLink()} isPending={making.busy}>
          Make a workspace
        </Button>
      </div>
      <FormError message={making.error} />
      <WorkspaceList workspaces={workspaces.data} onOpen={setOpen} />
      {open && <OpenDialog open={open} onClose={close} />}
    </PageSection>
  );
}

function OpenDialog({ open, onClose }: { open: Open; onClose: () => void }) {
  switch (open.kind) {
    case "link":
      return (
        <ShownOnce title="Link to make a workspace" label="Link" value={open.url} onClose={onClose}>
          Whoever opens it names the workspace and becomes its owner. Good once, within a day; shown this once.
        </ShownOnce>
      );
    case "allowance":
      return <AllowanceDialog workspace={open.workspace} onClose={onClose} />;
    case "suspend":
      return <SuspendDialog workspace={open.workspace} onClose={onClose} />;
    case "resume":
      return <Resume workspace={open.workspace} onClose={onClose} />;
    case "wipe":
      return <WipeDialog workspace={open.workspace} onClose={onClose} />;
  }
}

function hintOf(workspace: WorkspaceState): string {
  if (workspace.suspended_at) return `Suspended since ${dateTime(workspace.suspended_at)}`;
  const made = `Made ${dateTime(workspace.created_at)}`;
  return workspace.operators ? `${made} · its people administer this server` : made;
}

function WorkspaceList({ workspaces, onOpen }: { workspaces: WorkspaceState[]; onOpen: (open: Open) => void }) {
  return (
    <ul className="cards" aria-label="Workspaces">
      {workspaces.map((workspace) => (
        <li key={workspace.id} className="card">
          <span className="card-icon">
            <Icon name={workspace.suspended_at ? "lock" : "compass"} />
          </span>
          <div className="card-text">
            <span className="card-title">{workspace.slug}</span>
            <span className="card-hint">{hintOf(workspace)}</span>
          </div>
          <Deeds workspace={workspace} onOpen={onOpen} />
        </li>
      ))}
    </ul>
  );
}

function Deeds({ workspace, onOpen }: { workspace: WorkspaceState; onOpen: (open: Open) => void }) {
  const { slug } = workspace;
  if (workspace.suspended_at) {
    return (
      <>
        <Button onPress={() => onOpen({ kind: "resume", workspace })} aria-label={`Resume ${slug}`}>
          Resume
        </Button>
        <Button look="danger" onPress={() => onOpen({ kind: "wipe", workspace })} aria-label={`Wipe ${slug}`}>
          Wipe
        </Button>
      </>
    );
  }
  return (
    <>
      <Button onPress={() => onOpen({ kind: "allowance", workspace })} aria-label={`What ${slug} may have`}>
        Limits
      </Button>
      {!workspace.operators && (
        <Button look="danger" onPress={() => onOpen({ kind: "suspend", workspace })} aria-label={`Suspend ${slug}`}>
          Suspend
        </Button>
      )}
    </>
  );
}

function Resume({ workspace, onClose }: { workspace: WorkspaceState; onClose: () => void }) {
  const { chat } = useSignedIn();
  const submission = useSubmission();
  const confirm = async () => {
    if (!(await submission.run(() => chat.api.resumeWorkspace(workspace.id)))) return;
    onClose();
    toast(`${workspace.slug} is served again.`);
  };
  return (
    <Confirm
      title={`Resume ${workspace.slug}?`}
      action="Resume"
      busy={submission.busy}
      error={submission.error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>Its people get in again at once, with everything as they left it.</p>
    </Confirm>
  );
}
