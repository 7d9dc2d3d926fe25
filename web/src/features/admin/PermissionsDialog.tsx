// What a person may do in the workspace, and what gives it to them.
import { useQuery } from "@tanstack/react-query";
import { explain } from "@/api/problem";
import type { Grant, User } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Failed, Waiting } from "@/ui/Notice";
import { permissionName } from "./permission_words";

export function PermissionsDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const { chat } = useSignedIn();
  const held = useQuery({
    queryKey: ["permissions-of", user.id],
    queryFn: () => chat.api.permissionsOf(user.id),
    staleTime: 0,
  });
  return (
    <Dialog title={`What ${user.display_name} may do`} onClose={onClose}>
      <div className="dialog-body">
        {!user.active && <p>Nothing now: the account is deactivated. Reactivated, this:</p>}
        {held.error ? (
          <Failed message={explain(held.error)} onRetry={() => void held.refetch()} />
        ) : held.data ? (
          <ul className="cards" aria-label="Permissions">
            {held.data
              .filter(({ through }) => through.length > 0)
              .map(({ permission, through }) => (
                <li key={permission} className="card">
                  <div className="card-text">
                    <span className="card-title">{permissionName(permission)}</span>
                    <span className="card-hint">{through.map(grantWords).join("; ")}</span>
                  </div>
                </li>
              ))}
          </ul>
        ) : (
          <Waiting label="Looking…" />
        )}
      </div>
      <DialogActions>
        <Button look="primary" onPress={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function grantWords({ giver, name, comes_with }: Grant): string {
  const by = giver === "tier" ? `as ${name}` : `by the role ${name}`;
  return comes_with ? `${by}, with ${permissionName(comes_with)}` : by;
}
