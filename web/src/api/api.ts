// Every operation the client uses, by the server's operation names.
import type { Auth } from "./auth";
import { request } from "./http";
import { makePasskey, usePasskey } from "./webauthn";
import type {
  AddedPasskey,
  Alert,
  AlertSettings,
  Allowance,
  ApiKey,
  AuditCheckpoint,
  AuditEntry,
  AuditProof,
  AuditRetention,
  AuditVerification,
  BackupOverview,
  Channel,
  ChannelAccess,
  CreatedApiKey,
  CreatedIncoming,
  CreatedInvitation,
  CreatedOutgoing,
  CreatedRecoveryKey,
  CreatedReset,
  CreatedScimToken,
  Endpoint,
  ExplainedPermission,
  FactorPolicy,
  FactorState,
  Feed,
  Group,
  GroupMember,
  GroupOfPerson,
  GroupRef,
  Invitation,
  InvitationPreview,
  KeyEntry,
  KeyProvider,
  KeysChecked,
  LinkedGroup,
  LinkedIdentity,
  Manager,
  Me,
  Member,
  MentionableBy,
  Message,
  MessagePage,
  OutgoingWebhook,
  OwnAddress,
  Page,
  PasskeyOffer,
  PasskeyRequest,
  PermissionCatalogue,
  Power,
  Reader,
  RecoveryCodes,
  RecoveryKeyState,
  ReencryptionStatus,
  RegistrationMode,
  RegistrationSettings,
  Role,
  RoleHolder,
  ScimGroup,
  ScimSettings,
  ScimToken,
  SearchPage,
  Session,
  SsoBegun,
  SsoConfig,
  SsoProvider,
  Tier,
  TotpBegun,
  User,
  Visibility,
  WaysIn,
  WebhookList,
  Workspace,
  WorkspaceDetails,
  WorkspaceLink,
  WorkspaceState,
} from "./types";
import type { DurableEvent } from "@/realtime/events";

export type RotatedKey = "workspace" | "audit" | "compliance" | "access_tokens" | "identity";
export type AuditLogKind = "security" | "compliance";
export type KeyProviderSpec =
  | { provider: "vault"; vault: Record<string, string> }
  | { provider: "aws"; aws: Record<string, string> };

export interface InvitationTerms {
  tier: Tier;
  max_uses: number;
  expires_in_hours: number;
  address: string | null;
  domain: string | null;
}

export interface AuditSearch {
  before?: string;
  event?: string;
  actor?: string;
  target?: string;
  address?: string;
  outcome?: string;
}

type Query = Record<string, string | number | undefined>;

function withQuery(path: string, query: Query): string {
  const parts = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) parts.set(key, String(value));
  const text = parts.toString();
  return text ? `${path}?${text}` : path;
}

export const setupStatus = () => request<{ needed: boolean }>("/setup");
export const recoverAccount = (key: string, password: string) =>
  request<object>("/auth/recover", { method: "POST", body: { key, password } });

export const resetPassword = (token: string, password: string) =>
  request<object>("/auth/reset", { method: "POST", body: { token, password } });
export const previewInvitation = (token: string) =>
  request<InvitationPreview>("/invitations/preview", { method: "POST", body: { token } });

// Before anybody is signed in.
export const waysIn = (workspace: string) => request<WaysIn>(`/auth/ways?workspace=${encodeURIComponent(workspace)}`);
export const askToJoin = (workspace: string, address: string) =>
  request<object>("/auth/register/begin", { method: "POST", body: { workspace, address } });
export const askForReset = (workspace: string, address: string) =>
  request<object>("/auth/reset/begin", { method: "POST", body: { workspace, address } });
export const proveAddress = (token: string, address: string) =>
  request<object>("/invitations/prove", { method: "POST", body: { token, address } });

export interface GroupContent {
  name: string;
  description: string;
  visibility: Visibility;
  mentionable_by: MentionableBy;
}

export class Api {
  constructor(readonly auth: Auth) {}

  private get = <T>(path: string, query: Query = {}, signal?: AbortSignal) =>
    this.auth.call<T>(withQuery(path, query), signal ? { signal } : {});
  private send = <T>(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: unknown) =>
    this.auth.call<T>(path, body === undefined ? { method } : { method, body });

  /** All pages of a list that is known to stay small (people, channels, members). */
  private async all<T>(path: string, query: Query = {}): Promise<T[]> {
    const items: T[] = [];
    let after: string | number | undefined;
    do {
      const page = await this.get<Page<T>>(path, { ...query, limit: 200, after });
      items.push(...page.items);
      after = page.next ?? undefined;
    } while (after !== undefined);
    return items;
  }

  me = () => this.get<Me>("/me");
  updateMe = (display_name: string) => this.send<User>("PATCH", "/me", { display_name });
  changePassword = (current_password: string, new_password: string) =>
    this.send<object>("POST", "/me/password", { current_password, new_password });
  sessions = () => this.all<Session>("/me/sessions");
  revokeSession = (session: string) => this.send<object>("DELETE", `/me/sessions/${session}`);

  apiKeys = async () => (await this.get<{ items: ApiKey[] }>("/me/api-keys")).items;
  createApiKey = (wanted: { name: string; expires_in_days: number; read_only: boolean; scopes: string[] | null }) =>
    this.send<CreatedApiKey>("POST", "/me/api-keys", wanted);
  revokeApiKey = (key: string) => this.send<object>("DELETE", `/me/api-keys/${key}`);

  factors = () => this.get<FactorState>("/me/factors");
  beginTotp = () => this.send<TotpBegun>("POST", "/me/factors/totp", {});
  confirmTotp = (code: string) => this.send<RecoveryCodes>("POST", "/me/factors/totp/confirm", { code });
  removeTotp = () => this.send<object>("DELETE", "/me/factors/totp");
  renewRecoveryCodes = () => this.send<RecoveryCodes>("POST", "/me/factors/recovery-codes", {});
  addPasskey = async (name: string) => {
    const made = await makePasskey(await this.send<PasskeyOffer>("POST", "/me/factors/passkey-offer", {}));
    return this.send<AddedPasskey>("POST", "/me/factors/passkeys", { name, ...made });
  };
  renamePasskey = (id: string, name: string) => this.send<object>("PATCH", `/me/factors/passkeys/${id}`, { name });
  removePasskey = (id: string) => this.send<object>("DELETE", `/me/factors/passkeys/${id}`);
  stepUp = (proof: { password: string } | { code: string }) => this.send<object>("POST", "/auth/step-up", proof);
  stepUpByPasskey = async () => {
    const passkey = await usePasskey(await this.send<PasskeyRequest>("POST", "/auth/step-up/passkey", {}));
    return this.send<object>("POST", "/auth/step-up", { passkey });
  };
  resetPassword = (user: string) => this.send<CreatedReset>("POST", `/users/${user}/password-reset`, {});
  resetFactors = (user: string) => this.send<object>("DELETE", `/users/${user}/factors`);
  ssoProviders = () => this.get<{ items: SsoProvider[] }>("/sso/providers");
  createSsoProvider = (config: SsoConfig) => this.send<SsoProvider>("POST", "/sso/providers", { config });
  updateSsoProvider = (id: string, enabled: boolean, config: SsoConfig) =>
    this.send<SsoProvider>("PUT", `/sso/providers/${id}`, { enabled, config });
  removeSsoProvider = (id: string) => this.send<object>("DELETE", `/sso/providers/${id}`);
  scimTokens = () => this.get<{ items: ScimToken[] }>("/scim/tokens");
  createScimToken = (name: string, expires_in_days: number | null) =>
    this.send<CreatedScimToken>("POST", "/scim/tokens", { name, expires_in_days });
  revokeScimToken = (id: string) => this.send<object>("DELETE", `/scim/tokens/${id}`);
  scimSettings = () => this.get<ScimSettings>("/scim/settings");
  setScimSettings = (tier: Tier, admins: boolean) => this.send<ScimSettings>("PUT", "/scim/settings", { tier, admins });
  identities = () => this.get<{ items: LinkedIdentity[] }>("/me/identities");
  beginLink = (provider: string) => this.send<SsoBegun>("POST", `/me/identities/${provider}/begin`, {});
  unlink = (provider: string) => this.send<object>("DELETE", `/me/identities/${provider}`);
  factorPolicy = () => this.get<FactorPolicy>("/factors/policy");
  setFactorPolicy = (required_from: Tier | null) =>
    this.send<FactorPolicy>("PUT", "/factors/policy", { required_from });

  users = () => this.all<User>("/users");
  user = (user: string) => this.get<User>(`/users/${user}`);
  updateUser = (user: string, change: { tier?: Tier; active?: boolean }) =>
    this.send<User>("PATCH", `/users/${user}`, change);
  sessionsOf = (user: string) => this.all<Session>(`/users/${user}/sessions`);
  revokeSessionOf = (user: string, session: string) =>
    this.send<object>("DELETE", `/users/${user}/sessions/${session}`);
  signOutUser = (user: string) => this.send<object>("DELETE", `/users/${user}/sessions`);

  invitations = () => this.all<Invitation>("/invitations");
  createInvitation = (terms: InvitationTerms) => this.send<CreatedInvitation>("POST", "/invitations", terms);
  revokeInvitation = (invitation: string) => this.send<object>("DELETE", `/invitations/${invitation}`);

  registration = () => this.get<RegistrationSettings>("/registration");
  setRegistration = (mode: RegistrationMode, tier: Tier, domains: string[]) =>
    this.send<RegistrationSettings>("PUT", "/registration", { mode, tier, domains });
  address = () => this.get<OwnAddress>("/me/address");
  beginAddress = (address: string) => this.send<object>("POST", "/me/address", { address });
  confirmAddress = (token: string) => this.send<OwnAddress>("POST", "/me/address/confirm", { token });
  removeAddress = () => this.send<object>("DELETE", "/me/address");

  updateWorkspace = (name: string) => this.send<Workspace>("PATCH", "/workspace", { name });

  channels = (scope: "mine" | "directory") => this.all<Channel>("/channels", { scope });
  channel = (channel: string) => this.get<Channel>(`/channels/${channel}`);
  createChannel = (name: string, kind: "public" | "private", topic: string) =>
    this.send<Channel>("POST", "/channels", { name, kind, topic });
  updateChannel = (channel: string, change: { name?: string; topic?: string }) =>
    this.send<Channel>("PATCH", `/channels/${channel}`, change);
  deleteChannel = (channel: string) => this.send<object>("DELETE", `/channels/${channel}`);
  openDirect = (user: string) => this.send<Channel>("POST", "/directs", { user });

  members = (channel: string) => this.all<Member>(`/channels/${channel}/members`);
  putMember = (channel: string, user: string) => this.send<object>("PUT", `/channels/${channel}/members/${user}`);
  removeMember = (channel: string, user: string) => this.send<object>("DELETE", `/channels/${channel}/members/${user}`);

  messages = (channel: string, query: { before?: number; limit: number }) =>
    this.get<MessagePage>(`/channels/${channel}/messages`, query);
  postMessage = (channel: string, text: string, nonce: string) =>
    this.send<Message>("POST", `/channels/${channel}/messages`, { text, nonce });
  search = (q: string, after?: string, signal?: AbortSignal) =>
    this.get<SearchPage>("/search", { q, after }, signal);
  editMessage = (message: string, text: string) => this.send<Message>("PATCH", `/messages/${message}`, { text });
  deleteMessage = (message: string) => this.send<object>("DELETE", `/messages/${message}`);
  markRead = (channel: string, seq: number) =>
    this.send<{ last_read_seq: number }>("PUT", `/channels/${channel}/read`, { seq });
  events = (channel: string, after: number, limit = 200) =>
    this.get<Page<DurableEvent>>(`/channels/${channel}/events`, { after, limit });

  ticket = () => this.send<{ ticket: string }>("POST", "/realtime/tickets", {});

  keys = async () => (await this.get<{ items: KeyEntry[] }>("/keys")).items;
  keysStatus = () => this.get<ReencryptionStatus>("/keys/status");
  rotateKey = (key: RotatedKey) => this.send<{ current: string }>("POST", "/keys/rotate", { key });
  reencrypt = () => this.send<ReencryptionStatus>("POST", "/keys/reencrypt", {});
  retireKeys = () => this.send<{ epochs: number[] }>("POST", "/keys/retire", {});
  verifyKeys = () => this.send<KeysChecked>("POST", "/keys/verify", {});
  keyProvider = () => this.get<KeyProvider>("/keys/provider");
  setKeyProvider = (spec: KeyProviderSpec) => this.send<KeyProvider>("PUT", "/keys/provider", spec);
  resetKeyProvider = () => this.send<KeyProvider>("DELETE", "/keys/provider");

  serverWorkspaces = () => this.all<WorkspaceState>("/server/workspaces");
  serverWorkspace = (workspace: string) => this.get<WorkspaceDetails>(`/server/workspaces/${workspace}`);
  makeWorkspaceLink = () => this.send<WorkspaceLink>("POST", "/server/workspaces", {});
  suspendWorkspace = (workspace: string, reason: string) =>
    this.send<WorkspaceState>("POST", `/server/workspaces/${workspace}/suspend`, reason ? { reason } : {});
  resumeWorkspace = (workspace: string) =>
    this.send<WorkspaceState>("POST", `/server/workspaces/${workspace}/resume`, {});
  allowWorkspace = (workspace: string, allowance: Partial<Allowance>) =>
    this.send<Allowance>("PUT", `/server/workspaces/${workspace}/allowance`, allowance);
  wipeWorkspace = (workspace: string, confirm: string) =>
    this.send<object>("POST", `/server/workspaces/${workspace}/wipe`, { confirm });

  serverBackups = () => this.get<BackupOverview>("/server/backups");
  makeBackup = () => this.send<BackupOverview>("POST", "/server/backups", {});
  deleteBackup = (backup: string) => this.send<object>("DELETE", `/server/backups/${backup}`);

  searchAudit = (log: AuditLogKind, search: AuditSearch) =>
    this.get<Page<AuditEntry>>("/audit/search", { ...search, log, limit: 50 });
  verifyAudit = (log: AuditLogKind) => this.get<AuditVerification>("/audit/verify", { log });
  auditRetention = (log: AuditLogKind) => this.get<AuditRetention>("/audit/retention", { log });
  setAuditRetention = (log: AuditLogKind, keep_days: number | null) =>
    this.send<AuditRetention>("PUT", "/audit/retention", keep_days === null ? { log } : { log, keep_days });
  audience = (channel: string) => this.all<Reader>(`/channels/${channel}/audience`);
  explainAccess = (channel: string, user: string) => this.get<ChannelAccess>(`/channels/${channel}/audience/${user}`);
  permissionsOf = async (user: string) =>
    (await this.get<{ items: ExplainedPermission[] }>(`/users/${user}/permissions`)).items;
  permissions = () => this.get<PermissionCatalogue>("/permissions");
  roles = async () => (await this.get<{ items: Role[] }>("/roles")).items;
  createRole = (name: string, permissions: string[]) => this.send<Role>("POST", "/roles", { name, permissions });
  updateRole = (role: string, name: string, permissions: string[]) =>
    this.send<Role>("PATCH", `/roles/${role}`, { name, permissions });
  deleteRole = (role: string) => this.send<object>("DELETE", `/roles/${role}`);
  roleHolders = (role: string) => this.all<RoleHolder>(`/roles/${role}/holders`);
  grantRole = (role: string, user: string) => this.send<User>("PUT", `/roles/${role}/holders/${user}`, {});
  withdrawRole = (role: string, user: string) => this.send<User>("DELETE", `/roles/${role}/holders/${user}`);
  groups = () => this.all<Group>("/groups");
  group = (group: string) => this.get<Group>(`/groups/${group}`);
  createGroup = (content: GroupContent, parent?: string) =>
    this.send<Group>("POST", "/groups", { ...content, ...(parent === undefined ? {} : { parent }) });
  updateGroup = (group: string, change: Partial<GroupContent>) => this.send<Group>("PATCH", `/groups/${group}`, change);
  deleteGroup = (group: string) => this.send<object>("DELETE", `/groups/${group}`);
  groupMembers = (group: string) => this.all<GroupMember>(`/groups/${group}/members`);
  putIntoGroup = (group: string, user: string) => this.send<GroupMember>("PUT", `/groups/${group}/members/${user}`, {});
  takeOutOfGroup = (group: string, user: string) => this.send<GroupMember>("DELETE", `/groups/${group}/members/${user}`);
  readmitToGroup = (group: string, user: string) => this.send<GroupMember>("DELETE", `/groups/${group}/kept-out/${user}`);
  subgroups = async (group: string) => (await this.get<{ items: GroupRef[] }>(`/groups/${group}/subgroups`)).items;
  putSubgroup = (group: string, subgroup: string) => this.send<object>("PUT", `/groups/${group}/subgroups/${subgroup}`, {});
  removeSubgroup = (group: string, subgroup: string) => this.send<object>("DELETE", `/groups/${group}/subgroups/${subgroup}`);
  groupsOf = async (user: string) => (await this.get<{ items: GroupOfPerson[] }>(`/users/${user}/groups`)).items;
  groupManagers = async (group: string) => (await this.get<{ items: Manager[] }>(`/groups/${group}/managers`)).items;
  appointManager = (group: string, user: string, powers: Power[]) =>
    this.send<object>("PUT", `/groups/${group}/managers/${user}`, { powers });
  dismissManager = (group: string, user: string) => this.send<object>("DELETE", `/groups/${group}/managers/${user}`);
  groupFeeds = async (group: string) => (await this.get<{ items: Feed[] }>(`/groups/${group}/feeds`)).items;
  feedByScim = (group: string, scim_group: string) => this.send<Feed>("POST", `/groups/${group}/scim-feeds`, { scim_group });
  feedBySso = (group: string, provider: string, value: string) =>
    this.send<Feed>("POST", `/groups/${group}/sso-feeds`, { provider, value });
  disconnectFeed = (group: string, feed: string) => this.send<object>("DELETE", `/groups/${group}/feeds/${feed}`);
  scimGroups = () => this.all<ScimGroup>("/scim/groups");
  linkedGroups = async (channel: string) => (await this.get<{ items: LinkedGroup[] }>(`/channels/${channel}/groups`)).items;
  linkGroup = (channel: string, group: string) => this.send<object>("PUT", `/channels/${channel}/groups/${group}`, {});
  unlinkGroup = (channel: string, group: string) => this.send<object>("DELETE", `/channels/${channel}/groups/${group}`);
  webhooks = (channel: string) => this.get<WebhookList>(`/channels/${channel}/webhooks`);
  createIncoming = (channel: string, name: string) =>
    this.send<CreatedIncoming>("POST", `/channels/${channel}/incoming-webhooks`, { name });
  replaceIncomingAddress = (webhook: string) => this.send<CreatedIncoming>("POST", `/incoming-webhooks/${webhook}/address`, {});
  deleteIncoming = (webhook: string) => this.send<object>("DELETE", `/incoming-webhooks/${webhook}`);
  createOutgoing = (channel: string, endpoint: Endpoint) =>
    this.send<CreatedOutgoing>("POST", `/channels/${channel}/outgoing-webhooks`, endpoint);
  replaceOutgoing = (webhook: string, endpoint: Endpoint) =>
    this.send<OutgoingWebhook>("PUT", `/outgoing-webhooks/${webhook}`, endpoint);
  switchOutgoing = (webhook: string, on: boolean) =>
    this.send<OutgoingWebhook>("PUT", `/outgoing-webhooks/${webhook}/state`, { on });
  replaceOutgoingSecret = (webhook: string) => this.send<CreatedOutgoing>("POST", `/outgoing-webhooks/${webhook}/secret`, {});
  deleteOutgoing = (webhook: string) => this.send<object>("DELETE", `/outgoing-webhooks/${webhook}`);
  recoveryKey = () => this.get<RecoveryKeyState>("/me/recovery-key");
  createRecoveryKey = () => this.send<CreatedRecoveryKey>("POST", "/me/recovery-key", {});
  removeRecoveryKey = () => this.send<object>("DELETE", "/me/recovery-key");
  alerts = (before: string | null) => this.get<Page<Alert>>("/alerts", { limit: 50, ...(before === null ? {} : { before }) });
  alertSettings = () => this.get<AlertSettings>("/alerts/settings");
  setAlertSettings = (off: string[], to: string[]) => this.send<AlertSettings>("PUT", "/alerts/settings", { off, to });
  auditCheckpoint = (log: AuditLogKind) => this.get<AuditCheckpoint>("/audit/checkpoint", { log });
  auditProof = (log: AuditLogKind, seq: number) => this.get<AuditProof>(`/audit/entries/${seq}/proof`, { log });
}
