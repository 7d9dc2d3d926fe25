#include "server/darkness.h"

#include "base/log.h"

namespace wardroom::server {
namespace {

constexpr std::chrono::seconds patience{10};

void record(const DarknessParts& parts, base::TenantId log, audit::Entry entry) {
  parts.store.write(
      log, [&audit = parts.audit, entry = std::move(entry)](store::TenantTxn& txn) { audit.append(txn, entry); },
      [](std::exception_ptr error) {
        if (error) base::log_error("an audit entry about a key service was not written");
      });
}

audit::Entry entry_of(audit::Event event, base::TenantId tenant, std::string_view outcome) {
  audit::Entry entry{.event = event};
  entry.target = tenant.text();
  entry.outcome = outcome;
  return entry;
}

}  // namespace

keys::Supervision::Listener darkness_listener(DarknessParts parts) {
  keys::Supervision::Listener listener;
  listener.went_dark = [parts](base::TenantId tenant, keys::Darkness why) {
    record(parts, base::platform_tenant, entry_of("keys.dark", tenant, keys::name(why)));
    parts.hub.lock_tenant(tenant, keys::tenant_dark);
    parts.shred_keys.forget_tenant(tenant);
    if (!parts.store.close_now(tenant, patience)) {
      base::log_error("{} is dark, but a transaction of it is still under way", tenant.text());
    }
  };
  listener.came_back = [parts](base::TenantId tenant) {
    record(parts, base::platform_tenant, entry_of("keys.restored", tenant, "ok"));
    record(parts, tenant, entry_of("keys.restored", tenant, "ok"));
  };
  return listener;
}

}  // namespace wardroom::server
