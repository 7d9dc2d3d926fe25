// The shapes of groups, a part of types.ts.
import type { User } from "./types";

export type Visibility = "public" | "private" | "hidden";
export type MentionableBy = "everyone" | "members" | "managers";
export type Power =
  | "edit"
  | "manage_members"
  | "manage_subgroups"
  | "link_channels"
  | "set_mentions"
  | "set_visibility"
  | "appoint_managers";
export interface Group {
  id: string;
  name: string;
  description: string;
  visibility: Visibility;
  mentionable_by: MentionableBy;
  people: number | null;
  member: boolean;
  powers: Power[];
  created_at: string;
  updated_at: string;
}
export interface GroupRef {
  id: string;
  name: string;
}
export interface MembershipSource {
  source: "manual" | "oidc" | "scim" | "group";
  by: string | null;
  feed: string | null;
  label: string | null;
  through: GroupRef | null;
  since: string | null;
}
export interface GroupMember {
  user: User;
  member: boolean;
  sources: MembershipSource[];
  kept_out_by: string | null;
  kept_out_at: string | null;
}
export interface GroupOfPerson {
  group: GroupRef;
  sources: MembershipSource[];
}
export interface Manager {
  user: User;
  powers: Power[];
  appointed_by: string;
  appointed_at: string;
}
export interface Feed {
  id: string;
  source: "manual" | "oidc" | "scim" | "group";
  label: string;
  people: number;
  created_by: string;
  created_at: string;
}
export interface LinkedGroup {
  group: GroupRef;
  linked_by: string;
  linked_at: string;
}
export interface ScimGroup {
  id: string;
  name: string;
}
