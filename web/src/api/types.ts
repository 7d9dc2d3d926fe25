// The shapes of the HTTP API, by the server's names. `npm run types` compares them with what the server declares.
import type { GroupRef } from "./group_types";
import type { Bot } from "./webhook_types";

export type * from "./group_types";
export type * from "./server_types";
export type * from "./webhook_types";

export type Tier = "owner" | "admin" | "member" | "viewer";
export interface User {
  id: string;
  username: string;
  display_name: string;
  tier: Tier;
  active: boolean;
  created_at: string;
}
export interface Workspace {
  id: string;
  slug: string;
  name: string;
  language: string;
  created_at: string;
  operators: boolean;
}
export interface Channel {
  id: string;
  kind: "public" | "private" | "direct";
  name: string;
  topic: string;
  created_at: string;
  last_seq: number;
  member: boolean;
  last_read_seq: number;
  unread: number;
  other: User | null;
}
export interface Message {
  id: string;
  channel: string;
  seq: number;
  author: string;
  text: string;
  nonce: string | null;
  created_at: string;
  edited_at: string | null;
  deleted: boolean;
  /** A program said it; the author answers for it. */
  bot: Bot | null;
}
export interface ChannelInfo {
  id: string;
  kind: "public" | "private" | "direct";
  name: string;
  topic: string;
}
export interface Highlight {
  from: number;
  to: number;
}
export interface SearchHit {
  message: Message;
  channel: ChannelInfo;
  highlights: Highlight[];
}
export interface Session {
  id: string;
  created_at: string;
  last_seen_at: string;
  expires_at: string;
  address: string;
  client: string;
  current: boolean;
}
export interface Tokens {
  access_token: string;
  token_type: string;
  expires_in: number;
  refresh_token: string | null;
  user: User;
  workspace: Workspace;
}
export interface Me {
  user: User;
  workspace: Workspace;
  permissions: string[];
  must_enrol_factor: boolean;
}
export interface ApiKey {
  id: string;
  name: string;
  shown: string;
  scopes: string[] | null;
  read_only: boolean;
  created_at: string;
  expires_at: string;
  last_used_at: string | null;
}
export interface CreatedApiKey {
  api_key: ApiKey;
  token: string;
}
export interface CreatedReset {
  link: string;
  expires_at: string;
}
export interface Passkey {
  id: string;
  name: string;
  backed_up: boolean;
  created_at: string;
  last_used_at: string | null;
}
export interface FactorState {
  totp: boolean;
  recovery_codes: number;
  passkeys: Passkey[];
  passkeys_possible: boolean;
}
export interface PasskeyOffer {
  challenge: string;
  rp_id: string;
  rp_name: string;
  user_handle: string;
  username: string;
  display_name: string;
  algorithms: number[];
  exclude: string[];
  timeout_ms: number;
}
export interface AddedPasskey {
  passkey: Passkey;
  codes: string[] | null;
}
export interface PasskeyRequest {
  challenge: string;
  rp_id: string;
  allow: string[];
  verify: boolean;
  timeout_ms: number;
}
export interface PasskeyAnswer {
  credential: string;
  client_data: string;
  authenticator_data: string;
  signature: string;
  user_handle: string | null;
}
export interface TotpBegun {
  secret: string;
  uri: string;
}
export interface RecoveryCodes {
  codes: string[];
}
export interface SsoChoice {
  id: string;
  label: string;
}
export interface SsoBegun {
  url: string;
  login: string;
}
export interface LinkedIdentity {
  provider: string;
  label: string;
  linked_at: string | null;
  last_used_at: string | null;
}
export type ProviderKind = "oidc" | "github";
export interface SsoProvider {
  id: string;
  enabled: boolean;
  label: string;
  issuer: string;
  client_id: string;
  secret_set: boolean;
  scopes: string[];
  ca: string | null;
  domains: string[];
  create_accounts: boolean;
  tier: Tier;
  tier_claim: string | null;
  tiers: Record<string, Tier>;
  kind: ProviderKind;
  provisioned_claim: string | null;
  group_claim: string | null;
  sign_out_there: boolean;
  redirect_uri: string;
  logout_uri: string;
  created_at: string;
}
export interface SsoConfig {
  label: string;
  issuer: string;
  client_id: string;
  client_secret: string | null;
  scopes: string[] | null;
  ca: string | null;
  domains: string[] | null;
  create_accounts: boolean;
  tier: Tier;
  tier_claim: string | null;
  tiers: Record<string, Tier> | null;
  kind: ProviderKind | null;
  provisioned_claim: string | null;
  group_claim: string | null;
  sign_out_there: boolean | null;
}
export interface SsoSignOut {
  url: string | null;
}
export interface ScimToken {
  id: string;
  name: string;
  shown: string;
  created_by: string;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
}
export interface CreatedScimToken {
  scim_token: ScimToken;
  token: string;
}
export interface ScimSettings {
  tier: Tier;
  admins: boolean;
  base_url: string;
}
export interface FactorPolicy {
  required_from: Tier | null;
  people_without: number;
}
export type RegistrationMode = "open" | "invite_only" | "closed";
export interface Invitation {
  id: string;
  tier: Tier;
  max_uses: number;
  uses: number;
  expires_at: string;
  created_at: string;
  created_by: string;
  revoked: boolean;
  address: string | null;
  domain: string | null;
}
/** Of one that was sent to its person neither token nor link is told. */
export interface CreatedInvitation {
  invitation: Invitation;
  token: string | null;
  link: string | null;
}
export interface InvitationPreview {
  workspace_name: string;
  tier: Tier;
  expires_at: string;
  address: string | null;
  domain: string | null;
}
export interface RegistrationSettings {
  mode: RegistrationMode;
  tier: Tier;
  domains: string[];
  mail: boolean;
}
/** What the sign-in page offers besides signing in. */
export interface WaysIn {
  open: boolean;
  by_mail: boolean;
  reset: boolean;
}
export interface OwnAddress {
  address: string | null;
  mail: boolean;
}
export interface Member {
  user: User;
  joined_at: string;
}
export interface AuditEntry {
  seq: number;
  at: string;
  event: string;
  actor: string;
  target: string;
  address: string;
  request: string;
  session: string;
  outcome: string;
  detail: string;
}
export interface Alert {
  seq: number;
  rule: string;
  meaning: string;
  at: string;
  count: number;
}

export interface AlertRule {
  name: string;
  meaning: string;
  on: boolean;
}

export interface AlertSettings {
  rules: AlertRule[];
  to: string[];
  mail: boolean;
}

export interface RecoveryKeyState {
  created_at: string | null;
}

export interface CreatedRecoveryKey {
  key: string;
  created_at: string;
}

export interface AuditVerification {
  ok: boolean;
  first: number;
  entries: number;
  checkpoint: number;
  chain: string;
  problem: string | null;
}

export interface AuditWitness {
  name: string;
  size: number;
}

export interface AuditCheckpoint {
  size: number;
  note: string | null;
  public_key: string;
  verifier_key: string;
  keys: string[];
  witnesses: AuditWitness[];
}

export interface AuditProof {
  seq: number;
  entry: string;
  proof: string;
  keys: string[];
  file: string;
}

export interface AuditRetention {
  keep_days: number | null;
  written: boolean;
}
export interface KeyUse {
  column: string;
  values: number;
}
export interface KeyEntry {
  purpose: string;
  id: string;
  state: string;
  created_at: string | null;
  values: number;
  users: KeyUse[];
  kept: 'sealed' | 'token' | null;
}
export interface ReencryptionStatus {
  state: string;
  epoch: number;
  column: string;
  looked_at: number;
  resealed: number;
  broken: number;
  total: number;
  per_second: number;
  began_at: string | null;
  updated_at: string | null;
}
export interface KeysChecked {
  ok: boolean;
  values: number;
  broken: number;
  examples: string[];
}
export interface KeyProvider {
  provider: string;
  chosen_by: "workspace" | "administrator" | null;
  settings: Record<string, string>;
  secrets_set: string[];
  state: string;
  proven_at: string | null;
}
export interface PermissionInfo {
  permission: string;
  meaning: string;
  brings: string[];
}
export interface TierInfo {
  tier: Tier;
  permissions: string[];
}
export interface PermissionCatalogue {
  permissions: PermissionInfo[];
  tiers: TierInfo[];
}
export interface Role {
  id: string;
  name: string;
  permissions: string[];
  effective: string[];
  holders: number;
  created_at: string;
  updated_at: string;
}
export interface Grant {
  giver: "tier" | "role";
  name: string;
  role: string | null;
  comes_with: string | null;
}
export interface ExplainedPermission {
  permission: string;
  through: Grant[];
}
export interface Reader {
  user: User;
  through: ("membership" | "group" | "directory")[];
  groups: GroupRef[];
  member_since: string | null;
}
export interface Decision {
  deed: "read" | "post" | "add_people" | "edit_channel" | "remove_people" | "delete_others_messages" | "delete_channel";
  allowed: boolean;
  because: string[];
  missing: string[];
}
export interface ChannelAccess {
  user: User;
  decisions: Decision[];
}
export interface RoleHolder {
  user: User;
  granted_by: string;
  granted_at: string;
}
export interface Page<T> {
  items: T[];
  next: string | number | null;
}
export interface SearchPage extends Page<SearchHit> {
  complete: boolean;
}

export interface MessagePage extends Page<Message> {
  more: boolean;
}
