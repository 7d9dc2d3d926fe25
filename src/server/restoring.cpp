#include "server/restoring.h"

#include <fmt/format.h>

#include "crypto/random.h"
#include "lifecycle/registered.h"
#include "server/foundation.h"
#include "store/database_error.h"

namespace wardroom::server {
namespace {

namespace fs = std::filesystem;
using lifecycle::BackupDatabase;
using lifecycle::Missing;

constexpr std::chrono::seconds patience{10};

void forget(Foundation& foundation, const fs::path& data, base::TenantId tenant) {
  foundation.store.close_now(tenant, patience);
  if (foundation.keys.has(tenant)) foundation.keys.destroy_tenant(tenant);
  for (const char* const kind : {".db", ".db-wal", ".db-shm", ".db-use"}) {
    fs::remove(data / "databases" / (tenant.text() + kind));
  }
}

void record(Foundation& foundation, base::TenantId tenant, const lifecycle::RestoreFrom& from,
            const lifecycle::RestoredTenant& what) {
  foundation.store.write_now(tenant, [&](store::TenantTxn& txn) {
    foundation.audit.append(txn, {.event = "backup.restored",
                                  .target = from.name,
                                  .detail = fmt::format("{} messages had no key any more", what.buried)});
  });
}

RestoredDatabase complete(Foundation& foundation, const lifecycle::RestoreFrom& from, const BackupDatabase& database,
                          bool drill) {
  const auto tenant = database.tenant;
  RestoredDatabase out{database.slug,
                       lifecycle::complete({foundation.store, foundation.shred_keys, foundation.audit}, tenant,
                                           from.keys.tenants.at(tenant)),
                       0, 0};
  record(foundation, tenant, from, out.what);
  if (!drill) return out;
  const auto checked = foundation.custody.verify(tenant, {});
  out.values = checked.values;
  out.broken = checked.broken;
  return out;
}

// One whose own key service does not grant its key, or whose epoch was retired, cannot be made whole: it is left out,
// and said.
void complete_all(Foundation& foundation, const lifecycle::RestoreFrom& from, lifecycle::Unpacked& unpacked, bool drill,
                  Restored& out) {
  std::erase_if(unpacked.databases, [&](const BackupDatabase& database) {
    try {
      out.databases.push_back(complete(foundation, from, database, drill));
      return false;
    } catch (const base::Problem& problem) {
      if (problem.status() != 503 || database.tenant == base::platform_tenant) throw;
      unpacked.missing.push_back({database.tenant, database.slug, problem.what()});
    } catch (const store::WrongKey&) {
      if (database.tenant == base::platform_tenant) throw;
      unpacked.missing.push_back({database.tenant, database.slug, "the keys it opens with were retired since"});
    }
    return true;
  });
}

void forget_others(Foundation& foundation, const fs::path& data) {
  const auto known = lifecycle::all_registered(foundation.store);
  for (const auto tenant : foundation.keys.tenants()) {
    const auto is_it = [tenant](const auto& workspace) { return workspace.id == tenant; };
    if (tenant != base::platform_tenant && std::ranges::none_of(known, is_it)) forget(foundation, data, tenant);
  }
}

kms::SecretValue passphrase() {
  kms::SecretValue out;
  out.value = base::to_hex(crypto::random_bytes(32));
  return out;
}

}  // namespace

Restored restore_into(const Settings& settings, const lifecycle::RestoreFrom& from, bool drill,
                      const lifecycle::RestoreProgress& progress) {
  lifecycle::Unpacked unpacked;
  {
    const auto kms = open_root_kms(settings.kms, settings.data);
    unpacked = lifecycle::unpack(from, settings.data, *kms, progress);
  }
  Foundation foundation(settings);
  Restored out{unpacked.head.made_at, unpacked.head.made_by, {}, {}, {}};
  for (const auto& database : unpacked.destroyed) out.destroyed.push_back(database.slug);
  complete_all(foundation, from, unpacked, drill, out);
  out.missing = lifecycle::drop_missing(foundation.store, unpacked);
  forget_others(foundation, settings.data);
  foundation.recovery.update();
  return out;
}

Settings drill_settings(const Settings& settings, const fs::path& scratch) {
  Settings out;
  out.data = scratch / "data";
  // A passphrase that is written nowhere: what a disk keeps of the files afterwards opens with nothing.
  out.kms.spec = {.provider = kms::Provider::local,
                  .local = kms::LocalSpec{.file = {(out.data / "root.kms").string()}, .passphrase = passphrase()}};
  out.kms.options = settings.kms.options;
  out.private_key_services = settings.private_key_services;
  out.shred_period = settings.shred_period;
  return out;
}

}  // namespace wardroom::server
