import type { WebhookEvent } from "@/api/types";

export const eventNames: Readonly<Record<WebhookEvent, string>> = {
  message_posted: "Messages",
  message_edited: "Edits",
  message_deleted: "Deletions",
  member_joined: "People who join",
  member_left: "People who leave",
  channel_updated: "A new name or topic",
};
export const allEvents = Object.keys(eventNames) as WebhookEvent[];
