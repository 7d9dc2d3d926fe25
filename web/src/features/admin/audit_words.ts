// The audit log's events as sentences that begin with who did it. An event not listed shows under its own name.
import type { AuditEntry } from "@/api/types";

const words: Readonly<Record<string, string>> = {
  "system.started": "started the server",
  "system.stopped": "stopped the server",
  "setup.completed": "completed the set-up",
  "auth.login": "signed in",
  "auth.login_failed": "failed to sign in",
  "auth.logout": "signed out",
  "session.revoked": "ended a session",
  "token.reuse_detected": "used a refresh token twice; the session was ended",
  "invitation.created": "created an invitation",
  "invitation.revoked": "withdrew an invitation",
  "invitation.accepted": "joined by an invitation",
  "user.created": "created an account",
  "user.updated": "changed an account",
  "user.password_changed": "changed a password",
  "workspace.created": "created the workspace",
  "workspace.updated": "changed the workspace",
  "channel.created": "created a channel",
  "channel.updated": "changed a channel",
  "channel.deleted": "deleted a channel and its key",
  "member.joined": "added a member",
  "member.left": "removed a member",
  "message.edited": "edited a message",
  "message.deleted": "deleted a message",
  "access.denied": "was refused for want of a permission",
  "keys.created": "created keys",
  "keys.rotated": "began a new key epoch",
  "keys.retired": "destroyed an old key epoch",
  "audit.read": "read the audit log",
  "audit.verified": "verified the audit log",
  "audit.exported": "exported the audit log",
};

/** Of members who came or went by themselves. */
const ownWords: Readonly<Record<string, string>> = {
  "member.joined": "joined a channel",
  "member.left": "left a channel",
};

export function wordsFor({ event, actor, target }: AuditEntry): string {
  const own = actor !== "" && target.split(" ").includes(actor);
  return (own ? ownWords[event] : undefined) ?? words[event] ?? event;
}
