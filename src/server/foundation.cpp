#include "server/foundation.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "chat/search_index.h"
#include "server/schema.h"
#include "server/tenant_provider.h"

namespace wardroom::server {
namespace {

namespace fs = std::filesystem;

fs::path made_private(const fs::path& data) {
  std::error_code error;
  fs::create_directories(data, error);
  if (error) throw base::ConfigError(data.string() + ": the data directory cannot be made: " + error.message() + ".");
  if (::chmod(data.c_str(), 0700) != 0) {
    throw base::ConfigError(data.string() +
                            ": the data directory belongs to somebody else. Run the server as its owner.");
  }
  return data;
}

// What is made at the first start must not be made anew beside data that the lost one belongs to: it would open
// nothing.
void require_whole(const Settings& settings) {
  const auto& data = settings.data;
  const bool keyring = fs::exists(data / "keyring") || fs::exists(data / "keyring.previous");
  const auto lost = [&](const char* file) {
    return base::ConfigError((data / file).string() +
                             " is gone, and what is here does not open without it. Put it back from your copy.");
  };
  const bool local = settings.kms.spec.provider == kms::Provider::local;
  if (local && keyring && !fs::exists(data / "root.kms")) throw lost("root.kms");
  if (!keyring && fs::exists(data / "databases") && !fs::is_empty(data / "databases")) throw lost("keyring");
}

std::unique_ptr<kms::Kms> open_kms(const Settings& settings) {
  made_private(settings.data);
  require_whole(settings);
  return open_root_kms(settings.kms, settings.data);
}

store::Options store_options(const Settings& settings, keys::KeyStore& keys, keys::Supervision& supervision,
                             const workspace::Decisions& decisions) {
  store::Options options;
  options.directory = settings.data / "databases";
  options.database_key = [&keys](base::TenantId tenant) { return keys.database_key(tenant); };
  options.ready = [&keys, &decisions](base::TenantId tenant) {
    return keys.held(tenant) && !decisions.suspended(tenant);
  };
  options.prepare = [&supervision, &decisions](base::TenantId tenant, keys::Supervision::Ready then) {
    if (decisions.suspended(tenant)) return then(std::make_exception_ptr(workspace::suspended_problem()));
    supervision.prepare(tenant, std::move(then));
  };
  options.older_database_keys = [&keys](base::TenantId tenant) { return keys.older_database_keys(tenant); };
  options.schema = whole_schema();
  return options;
}

keys::Supervision::Options supervision_options(const Settings& settings) {
  keys::Supervision::Options options;
  options.check_every = settings.key_check;
  options.rules.grace = settings.key_grace;
  return options;
}

// The search index last: its tokens are made from messages that have moved by then.
std::vector<keys::SealedColumn> moved_columns(keys::KeyStore& keys, chat::ShredKeys& shred_keys,
                                              const workspace::Workspaces& workspaces) {
  auto columns = all_sealed_columns(shred_keys);
  columns.push_back(chat::index_tokens({keys, shred_keys, workspaces}));
  return columns;
}

// In memory from here on: everything else needs them.
void require_platform_keys(keys::KeyStore& keys, const kms::Kms& kms) {
  if (!keys.has(base::platform_tenant)) return;
  try {
    keys.open(base::platform_tenant);
  } catch (const keys::KeysUnavailable& unavailable) {
    const bool refused = unavailable.why() == keys::Darkness::refused;
    throw base::ConfigError("the platform's keys do not open: the KMS (" + kms.describe() +
                            (refused ? ") refuses; keyring and root key belong together." : ") does not answer."));
  }
}

}  // namespace

Foundation::Foundation(const Settings& settings)
    : kms_(open_kms(settings)),
      keys(settings.data, *kms_, provider_opener(settings.private_key_services), settings.signing),
      store(store_options(settings, keys, supervision, decisions)),
      supervision(keys, supervision_options(settings)),
      audit(keys),
      workspaces(store, keys, decisions),
      shred_keys(keys, settings.shred_period),
      reencryption(keys, store, moved_columns(keys, shred_keys, workspaces),
                   [this](store::TenantTxn& txn, const keys::Reencrypted& done) { record(txn, done); }),
      custody({keys, store, audit, workspaces, reencryption}),
      recovery(keys, store, settings.data) {
  require_platform_keys(keys, *kms_);
  workspaces.ensure_platform();
}

void Foundation::record(store::TenantTxn& txn, const keys::Reencrypted& done) const {
  audit.append(txn, {.event = "keys.reencrypted",
                     .target = fmt::format("workspace epoch {}", done.epoch),
                     .outcome = done.state == "done" ? "ok" : "failed",
                     .detail = fmt::format("{} values moved, {} do not open", done.resealed, done.broken)});
}

DataLock::DataLock(const fs::path& data)
    : file_(::open((made_private(data) / "lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)) {
  if (file_ < 0)
    throw base::ConfigError(data.string() + ": cannot be written: " + std::generic_category().message(errno) + ".");
  if (::flock(file_, LOCK_EX | LOCK_NB) == 0) return;
  ::close(file_);
  throw base::ConfigError(data.string() +
                          ": another Wardroom runs on this data directory. Stop it, or use another with --data.");
}

DataLock::~DataLock() { ::close(file_); }

}  // namespace wardroom::server
