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
  const auto now = parts_.store.read_now(base::platform_tenant,
                                         [](store::TenantTxn& platform) { return workspace::suspended(platform); });
  const auto before = suspensions_.replace(now);
  if (now == before) return;
  for (const auto tenant : now) {
    if (!before.contains(tenant)) close(tenant);
  }
  for (const auto tenant : before) {
    if (now.contains(tenant)) continue;
    const bool wiped = !parts_.store.read_now(
        base::platform_tenant, [&](store::TenantTxn& platform) { return workspaces_.exists(platform, tenant); });
    if (wiped) workspaces_.forget(tenant);
  }
}

}  // namespace wardroom::server
