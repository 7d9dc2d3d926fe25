import type { CreatedInvitation } from "@/api/types";
import { Button } from "@/ui/Button";
import { copyText } from "@/ui/copy";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { dateTime } from "@/ui/time";

/** The only time the link can be seen: the server keeps no more than its hash. */
export function InvitationLinkDialog({ created, onClose }: { created: CreatedInvitation; onClose: () => void }) {
  const { invitation, link } = created;
  const people = invitation.max_uses === 1 ? "one person" : `${invitation.max_uses} people`;
  return (
    <Dialog title="Invitation link" onClose={onClose}>
      <div className="dialog-body form">
        <p>
          For {people}, as <strong>{invitation.tier}</strong>, until {dateTime(invitation.expires_at)}. It is shown this
          once: copy it now, and send it over a channel you trust.
        </p>
        <Field label="Link" value={link} isReadOnly rows={3} />
      </div>
      <DialogActions>
        <Button onPress={onClose}>Done</Button>
        <Button look="primary" icon="copy" onPress={() => copyText(link)} autoFocus>
          Copy link
        </Button>
      </DialogActions>
    </Dialog>
  );
}
