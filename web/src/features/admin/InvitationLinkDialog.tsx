import type { CreatedInvitation } from "@/api/types";
import { ShownOnce } from "@/ui/ShownOnce";
import { dateTime } from "@/ui/time";

export function InvitationLinkDialog({ created, onClose }: { created: CreatedInvitation; onClose: () => void }) {
  const { invitation, link } = created;
  const people = invitation.max_uses === 1 ? "one person" : `${invitation.max_uses} people`;
  return (
    <ShownOnce title="Invitation link" label="Link" value={link ?? ""} onClose={onClose}>
      For {people}, as <strong>{invitation.tier}</strong>, until {dateTime(invitation.expires_at)}. It is shown this
      once: copy it now, and send it over a channel you trust.
    </ShownOnce>
  );
}
