// The shapes of webhooks, a part of types.ts.
export interface Bot {
  id: string;
  name: string;
}
export interface IncomingWebhook {
  id: string;
  name: string;
  shown: string;
  created_by: string;
  created_at: string;
  last_used_at: string | null;
}
export type WebhookEvent =
  | "message_posted"
  | "message_edited"
  | "message_deleted"
  | "member_joined"
  | "member_left"
  | "channel_updated";
export interface OutgoingWebhook {
  id: string;
  name: string;
  host: string;
  events: WebhookEvent[];
  authorization_set: boolean;
  state: "on" | "off" | "stopped";
  created_by: string;
  created_at: string;
  told_at: string | null;
  failing_since: string | null;
  failure: string | null;
}
export interface WebhookList {
  incoming: IncomingWebhook[];
  outgoing: OutgoingWebhook[];
}
export interface CreatedIncoming {
  webhook: IncomingWebhook;
  url: string;
}
export interface CreatedOutgoing {
  webhook: OutgoingWebhook;
  secret: string;
}
/** What is said of an outgoing one; as a whole, also when it is changed. */
export interface Endpoint {
  name: string;
  url: string;
  events: WebhookEvent[];
  authorization: string | null;
  ca: string | null;
}
