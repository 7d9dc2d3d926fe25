#include "server/suspension.h"

#include "base/log.h"

namespace wardroom::server {
namespace {

constexpr std::chrono::seconds patience{10};

}  // namespace

void Suspension::close(base::TenantId tenant) {
  parts_.hub.lock_tenant(tenant, workspace::workspace_suspended);
  parts_.shred_keys.forget_tenant(tenant);
  if (!parts_.store.close_now(tenant, patience)) {
    base::log_error("{} is suspended, but a transaction of it is still under way", tenant.text());
  }
}

void Suspension::refresh() {
  const std::lock_guard lock(one_at_a_time_);
  const auto now = std::make_shared<const workspace::Decided>(parts_.store.read_now(
      base::platform_tenant, [](store::TenantTxn& platform) { return workspace::decided(platform); }));
  const auto before = decisions_.replace(now);
  if (*now == *before) return;
  for (const auto& [tenant, since] : now->suspended) {
    if (!before->suspended.contains(tenant)) close(tenant);
  }
  for (const auto& [tenant, since] : before->suspended) {
    if (now->suspended.contains(tenant)) continue;
    const bool wiped = !parts_.store.read_now(
        base::platform_tenant, [&](store::TenantTxn& platform) { return workspaces_.exists(platform, tenant); });
    if (wiped) workspaces_.forget(tenant);
  }
}

}  // namespace wardroom::server
