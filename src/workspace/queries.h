// The SQL of this room. `workspaces` is asked in the platform's database, `workspace_settings` in a workspace's own.
#pragma once
#include "store/statement.h"

namespace wardroom::workspace::queries {

inline constexpr store::Statement<"SELECT id FROM workspaces WHERE tenant_id = $1 AND slug = $2 AND state = 'ready'">
    ready_by_slug;
inline constexpr store::Statement<"SELECT id FROM workspaces WHERE tenant_id = $1 AND id = $2 AND state = 'ready'">
    ready_by_id;
inline constexpr store::Statement<
    "SELECT id, slug FROM workspaces WHERE tenant_id = $1 AND state = 'ready' ORDER BY id">
    all_ready;
inline constexpr store::Statement<"SELECT id FROM workspaces WHERE tenant_id = $1 AND state = 'ready' LIMIT 1">
    any_ready;
inline constexpr store::Statement<
    "INSERT INTO workspaces (tenant_id, id, slug, state, maker, created_at) VALUES ($1, $2, $3, 'making', $4, $5)">
    reserve;
inline constexpr store::Statement<
    "DELETE FROM workspaces WHERE tenant_id = $1 AND state = 'making' AND (maker = $2 OR created_at < $3) RETURNING id">
    drop_abandoned;
inline constexpr store::Statement<
    "UPDATE workspaces SET state = 'ready' WHERE tenant_id = $1 AND id = $2 AND state = 'making'">
    complete;

inline constexpr store::Statement<
    "INSERT INTO workspaces (tenant_id, id, slug, state, maker, created_at) VALUES ($1, $2, $3, 'ready', $4, $5)">
    take_in;
inline constexpr store::Statement<"UPDATE workspace_settings SET slug = $2 WHERE tenant_id = $1"> set_slug;
inline constexpr store::Statement<"DELETE FROM workspaces WHERE tenant_id = $1 AND id = $2"> drop;

inline constexpr store::Statement<
    "INSERT INTO suspensions (tenant_id, workspace_id, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING">
    suspend;
inline constexpr store::Statement<"DELETE FROM suspensions WHERE tenant_id = $1 AND workspace_id = $2"> resume;
inline constexpr store::Statement<"SELECT workspace_id, since FROM suspensions WHERE tenant_id = $1"> suspended;

inline constexpr store::Statement<"SELECT workspace_id, requests_per_second FROM workspace_plans WHERE tenant_id = $1">
    plans;
inline constexpr store::Statement<
    "INSERT INTO workspace_plans (tenant_id, workspace_id, requests_per_second) VALUES ($1, $2, $3) ON CONFLICT "
    "(tenant_id, workspace_id) DO UPDATE SET requests_per_second = excluded.requests_per_second">
    set_plan;
inline constexpr store::Statement<"DELETE FROM workspace_plans WHERE tenant_id = $1 AND workspace_id = $2"> drop_plan;

inline constexpr store::Statement<"SELECT workspace_id FROM operators WHERE tenant_id = $1"> operators;
inline constexpr store::Statement<"DELETE FROM operators WHERE tenant_id = $1"> drop_operators;
inline constexpr store::Statement<"INSERT INTO operators (tenant_id, workspace_id, since) VALUES ($1, $2, $3)">
    set_operators;

inline constexpr store::Statement<
    "SELECT id, slug, created_at FROM workspaces WHERE tenant_id = $1 AND id = $2 AND state = 'ready'">
    registered;
inline constexpr store::Statement<
    "SELECT id, slug, created_at FROM workspaces WHERE tenant_id = $1 AND state = 'ready' AND id > $2 ORDER BY id "
    "LIMIT "
    "$3">
    registered_after;

inline constexpr store::Statement<"SELECT people, channels FROM workspace_quotas WHERE tenant_id = $1"> quotas;
inline constexpr store::Statement<
    "INSERT INTO workspace_quotas (tenant_id, people, channels) VALUES ($1, $2, $3) ON CONFLICT (tenant_id) DO UPDATE "
    "SET people = excluded.people, channels = excluded.channels">
    set_quotas;

inline constexpr store::Statement<
    "SELECT slug, name_sealed, language, created_at FROM workspace_settings WHERE tenant_id = $1">
    settings;
inline constexpr store::Statement<
    "INSERT INTO workspace_settings (tenant_id, slug, name_sealed, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)">
    insert_settings;
inline constexpr store::Statement<
    "UPDATE workspace_settings SET name_sealed = $2, updated_at = $3 WHERE tenant_id = $1">
    rename;
inline constexpr store::Statement<"UPDATE workspace_settings SET language = $2, updated_at = $3 WHERE tenant_id = $1">
    set_language;
inline constexpr store::Statement<"SELECT language FROM workspace_settings WHERE tenant_id = $1"> language;

}  // namespace wardroom::workspace::queries
