#include "server/backup_custody.h"

#include <fmt/format.h>

#include "base/log.h"
#include "server/schema.h"
#include "server/wardroom.h"

namespace wardroom::server {
namespace {

lifecycle::BackupOptions options_of(const Settings& settings) {
  if (settings.backup) return *settings.backup;
  throw base::ConfigError("backup.folder: say where backups go, a folder outside of the data directory.");
}

}  // namespace

std::string in_words(const lifecycle::BackupMade& made) {
  auto out = fmt::format("{} {}, {:.1f} MB", made.databases, made.databases == 1 ? "database" : "databases",
                         static_cast<double>(made.bytes) / 1e6);
  const char* before = "; not in it: ";
  for (const auto& missing : made.missing) {
    out += fmt::format("{}{} ({})", before, missing.slug, missing.why);
    before = ", ";
  }
  return out;
}

BackupCustody::BackupCustody(Foundation& foundation, const Settings& settings)
    : foundation_(foundation),
      every_(settings.backup_every),
      backups_(
          {foundation.keys, foundation.store, foundation.recovery, settings.data, whole_schema(), std::string(version)},
          options_of(settings)) {}

void BackupCustody::record(audit::Event event, const std::string& target, bool ok, const std::string& detail,
                           const Who& who) {
  const audit::Entry entry{.event = event,
                           .actor = who.actor,
                           .target = target,
                           .address = who.address,
                           .request = who.request,
                           .session = who.session,
                           .outcome = ok ? "ok" : "failed",
                           .detail = detail};
  foundation_.store.write_now(base::platform_tenant,
                              [&](store::TenantTxn& platform) { foundation_.audit.append(platform, entry); });
  tell_operators(entry);
}

void BackupCustody::tell_operators(const audit::Entry& entry) {
  try {
    const auto operators = foundation_.store.read_now(
        base::platform_tenant, [](store::TenantTxn& platform) { return workspace::decided(platform).operators; });
    if (!operators) return;
    foundation_.store.write_now(*operators, [&](store::TenantTxn& txn) { foundation_.audit.append(txn, entry); });
  } catch (const std::exception& closed) {  // dark, say: the platform's log has it
    base::log_warning("the operators' audit log cannot be written now: {}", closed.what());
  }
}

lifecycle::BackupMade BackupCustody::create(const Who& who, const lifecycle::Backups::Pace& pace) {
  const std::scoped_lock one_at_a_time(mutex_);
  try {
    auto made = backups_.create(pace);
    record("backup.created", made.name, made.missing.empty(), in_words(made), who);
    for (const auto& name : made.removed) record("backup.deleted", name, true, "older than those that are kept", who);
    return made;
  } catch (const BackupGivenUp&) {
    throw;
  } catch (const lifecycle::FolderBusy&) {
    throw;
  } catch (const std::exception& error) {
    record("backup.failed", {}, false, error.what(), who);
    throw;
  }
}

void BackupCustody::remove(const std::string& name) {
  const std::unique_lock one_at_a_time(mutex_, std::try_to_lock);
  if (!one_at_a_time) throw lifecycle::FolderBusy("a backup is being made: try again when it is done");
  backups_.remove(name);
}

std::size_t BackupCustody::follow(bool at_once, const Who& who) {
  const std::scoped_lock one_at_a_time(mutex_);
  const auto destroyed = backups_.follow(at_once);
  if (destroyed > 0) record("backup.keys_destroyed", {}, true, fmt::format("{} keys", destroyed), who);
  return destroyed;
}

void BackupCustody::drilled(const std::string& name, bool whole, const std::string& detail, const Who& who) {
  const std::scoped_lock one_at_a_time(mutex_);
  if (whole) backups_.drilled(name);
  record("backup.drilled", name, whole, detail, who);
}

std::optional<base::Timestamp> BackupCustody::due() const {
  if (by_hand_only() || !foundation_.recovery.public_key()) return std::nullopt;
  try {
    auto all = backups_.list();
    std::erase_if(all, [now = base::now()](const auto& one) { return one.made_at > now; });  // the clock was put back
    return all.empty() ? base::Timestamp{} : all.back().made_at + every_;
  } catch (const std::exception&) {
    return base::Timestamp{};  // making one says what is wrong
  }
}

}  // namespace wardroom::server
