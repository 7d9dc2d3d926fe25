import type { CreatedReset, User } from "@/api/types";
import { Button } from "@/ui/Button";
import { copyText } from "@/ui/copy";
import { Dialog, DialogActions } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { dateTime } from "@/ui/time";

interface Props {
  user: User;
  created: CreatedReset;
  onClose: () => void;
}

/** The only time the link can be seen: the server keeps no more than its hash. */
export function ResetLinkDialog({ user, created, onClose }: Props) {
  return (
    <Dialog title="Link for a new password" onClose={onClose}>
      <div className="dialog-body form">
        <p>
          For {user.display_name}, once, until {dateTime(created.expires_at)}. It is shown this once: copy it now, and
          send it over a channel you trust.
        </p>
        <Field label="Link" value={created.link} isReadOnly rows={3} />
      </div>
      <DialogActions>
        <Button onPress={onClose}>Done</Button>
        <Button look="primary" icon="copy" onPress={() => copyText(created.link)} autoFocus>
          Copy link
        </Button>
      </DialogActions>
    </Dialog>
  );
}
