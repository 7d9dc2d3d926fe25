#include "workspace/administration.h"

#include <fmt/format.h>

#include "workspace/queries.h"

namespace wardroom::workspace {

bool suspend(store::TenantTxn& platform, WorkspaceId id, base::Timestamp at) {
  return platform.exec(queries::suspend, id.uuid, at) > 0;
}

bool resume(store::TenantTxn& platform, WorkspaceId id) { return platform.exec(queries::resume, id.uuid) > 0; }

std::set<WorkspaceId> suspended(store::TenantTxn& platform) {
  const auto rows = platform.all<WorkspaceId>(queries::suspended);
  return {rows.begin(), rows.end()};
}

std::optional<base::Timestamp> suspended_since(store::TenantTxn& platform, WorkspaceId id) {
  return platform.one<base::Timestamp>(queries::suspended_since, id.uuid);
}

void drop(store::TenantTxn& platform, WorkspaceId id) {
  platform.exec(queries::resume, id.uuid);
  platform.exec(queries::drop, id.uuid);
}

base::Problem suspended_problem() {
  return {403, std::string(workspace_suspended), "This workspace is suspended. Ask the administrator of the server."};
}

bool Suspensions::has(WorkspaceId id) const {
  if (!any_.load(std::memory_order_acquire)) return false;
  const std::lock_guard lock(mutex_);
  return ids_.contains(id);
}

std::set<WorkspaceId> Suspensions::replace(std::set<WorkspaceId> now) {
  const std::lock_guard lock(mutex_);
  ids_.swap(now);
  any_.store(!ids_.empty(), std::memory_order_release);
  return now;
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
