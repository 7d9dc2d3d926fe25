#include "workspace/administration.h"

#include <fmt/format.h>

#include "store/conflict.h"
#include "workspace/queries.h"

namespace wardroom::workspace {

bool suspend(store::TenantTxn& platform, WorkspaceId id, base::Timestamp at) {
  return platform.exec(queries::suspend, id.uuid, at) > 0;
}

bool resume(store::TenantTxn& platform, WorkspaceId id) { return platform.exec(queries::resume, id.uuid) > 0; }

void set_plan(store::TenantTxn& platform, WorkspaceId id, std::optional<std::int64_t> requests_per_second) {
  if (requests_per_second) {
    platform.exec(queries::set_plan, id.uuid, *requests_per_second);
  } else {
    platform.exec(queries::drop_plan, id.uuid);
  }
}

void set_operators(store::TenantTxn& platform, std::optional<WorkspaceId> id, base::Timestamp at) {
  platform.exec(queries::drop_operators);
  if (id) platform.exec(queries::set_operators, id->uuid, at);
}

void take_in(store::TenantTxn& platform, WorkspaceId id, std::string_view slug, base::Timestamp created_at) {
  try {
    platform.exec(queries::take_in, id.uuid, slug, id.bytes(), created_at);
  } catch (const store::Conflict& conflict) {
    if (conflict.kind() != store::Conflict::Kind::unique) throw;
    throw base::Problem(409, "slug_taken", "Another workspace has this short name; give another one.");
  }
}

void set_slug(store::TenantTxn& txn, std::string_view slug) { txn.exec(queries::set_slug, slug); }

void drop(store::TenantTxn& platform, WorkspaceId id) {
  platform.exec(queries::resume, id.uuid);
  platform.exec(queries::drop_plan, id.uuid);
  platform.exec(queries::drop, id.uuid);
}

std::optional<Registered> registered(store::TenantTxn& platform, WorkspaceId id) {
  return platform.one<Registered>(queries::registered, id.uuid);
}

std::vector<Registered> registered(store::TenantTxn& platform, std::optional<WorkspaceId> after, std::int64_t limit) {
  return platform.all<Registered>(queries::registered_after, after.value_or(WorkspaceId{}).uuid, limit);
}

Quotas quotas(store::TenantTxn& txn) { return txn.one<Quotas>(queries::quotas).value_or(Quotas{}); }

void set_quotas(store::TenantTxn& txn, const Quotas& quotas) {
  txn.exec(queries::set_quotas, quotas.people, quotas.channels);
}

void require_room(const std::optional<std::int64_t>& quota, std::int64_t count, std::string_view what) {
  if (!quota || count < *quota) return;
  throw base::Problem(
      409, "quota_reached",
      fmt::format("This workspace may have {} {}. Ask the administrator of the server for more.", *quota, what));
}

}  // namespace wardroom::workspace
