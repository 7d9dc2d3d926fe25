// The shapes of what the server's operators see, a part of types.ts.
export interface WorkspaceState {
  id: string;
  slug: string;
  created_at: string;
  suspended_at: string | null;
  operators: boolean;
}
export interface Allowance {
  people: number | null;
  channels: number | null;
  requests_per_second: number | null;
  compliance_log: boolean;
}
export interface WorkspaceUse {
  people: number;
  channels: number;
  bytes: number;
}
export interface WorkspaceDetails {
  workspace: WorkspaceState;
  allowance: Allowance | null;
  use: WorkspaceUse | null;
}
export interface WorkspaceLink {
  url: string;
}
export interface BackupListed {
  name: string;
  made_at: string;
  bytes: number;
  databases: number;
  missing: number;
  drilled_at: string | null;
  here: boolean;
}
export interface BackupOverview {
  on: boolean;
  recovery_key: boolean;
  working: boolean;
  every_hours: number;
  keep: number;
  destroyed_keys_days: number;
  failure: string | null;
  items: BackupListed[];
}
