#include "lifecycle/restore.h"

#include <fmt/format.h>

#include <algorithm>

#include "keys/recovery.h"
#include "lifecycle/registered.h"
#include "workspace/administration.h"

namespace wardroom::lifecycle {
namespace {

namespace fs = std::filesystem;
using base::TenantId;

void write_file(const fs::path& path, std::string_view content) {
  fs::create_directories(path.parent_path());
  fs::permissions(path.parent_path(), fs::perms::owner_all);
  NewFile out(path);
  out.write(base::as_bytes(content));
  out.keep();
}

// What names a place in the data directory, and nowhere else.
bool is_kept_path(std::string_view path) { return path == "tls/ca.pem" || path == "tls/ca.key"; }

void write_keyring(const BackupKeys& keys, const fs::path& data, kms::Kms& kms) {
  keys::Keyring keyring;
  std::map<TenantId, std::map<std::uint32_t, crypto::Key>> plain;
  for (const auto& [tenant, kept] : keys.tenants) {
    if (!kept.provider.empty()) keyring[tenant].provider = kept.provider;
    for (const auto& [epoch, root] : kept.roots) {
      if (root.plain) {
        plain[tenant].emplace(epoch, root.plain->clone());
      } else {
        keyring[tenant].epochs.emplace(epoch, root.wrapped);
      }
    }
  }
  const keys::KeyringLock lock(data / "keyring");
  keys::save_keyring(data / "keyring", keys::restored_keyring(std::move(keyring), plain, kms));
}

}  // namespace

Unpacked unpack(const RestoreFrom& from, const fs::path& data, kms::Kms& kms, const RestoreProgress& progress) {
  const auto key = from.keys.archives.find(from.name);
  if (key == from.keys.archives.end()) {
    throw std::runtime_error("the key of " + from.name +
                             " is not in keys.age: it was removed, or is of another server");
  }
  const auto total = key->second.bytes;
  require_space(data, total);
  BackupReader reader(from.archive, key->second.identity);
  Unpacked out{reader.head(), {}, {}, {}};
  fs::create_directory(data / "databases");
  fs::permissions(data / "databases", fs::perms::owner_all);
  std::int64_t done = 0;
  std::optional<NewFile> file;
  const auto sink_for = [&](const BackupDatabase& database) -> BackupReader::Sink {
    if (!from.keys.tenants.contains(database.tenant)) return {};
    file.emplace(data / "databases" / (database.tenant.text() + ".db"));
    return [&](base::ByteView bytes) {
      file->write(bytes);
      progress(done += static_cast<std::int64_t>(bytes.size()), total);
    };
  };
  while (auto database = reader.next(sink_for)) {
    if (file) {
      file->keep();
      file.reset();
      out.databases.push_back(std::move(*database));
    } else {
      out.destroyed.push_back(std::move(*database));
    }
  }
  progress(total, total);
  out.missing.insert(out.missing.end(), reader.missing().begin(), reader.missing().end());
  if (out.databases.empty() || out.databases.front().tenant != base::platform_tenant) throw BadRecord();
  write_keyring(from.keys, data, kms);
  for (const auto& [path, content] : from.keys.files) {
    if (is_kept_path(path) && !fs::exists(data / path)) write_file(data / path, content);
  }
  return out;
}

RestoredTenant complete(const RestoredParts& parts, TenantId tenant, const TenantBackupKeys& kept) {
  std::vector<chat::MessageKey> keys;
  keys.reserve(kept.messages.size());
  for (const auto& [id, message] : kept.messages) keys.push_back(message.key);
  RestoredTenant out;
  parts.store.write_now(tenant, [&](store::TenantTxn& txn) {
    out.message_keys = chat::put_back(txn, keys);
    out.buried = chat::bury_unreadable(parts.shred_keys, txn);
  });
  for (const auto kind : audit::log_kinds) {
    const auto verified =
        parts.store.read_now(tenant, [&](store::TenantTxn& txn) { return parts.audit.verify({txn, kind}); });
    if (!verified.ok) {
      out.audit_problem = fmt::format("{} does not hold: {}", audit::log_name(tenant, kind), verified.problem);
    }
    out.audit_entries += verified.entries;
  }
  return out;
}

std::vector<Missing> drop_missing(store::Store& store, const Unpacked& unpacked) {
  std::vector<Missing> out;
  for (const auto& workspace : all_registered(store)) {
    const auto is_it = [&](const auto& one) { return one.tenant == workspace.id; };
    if (std::ranges::any_of(unpacked.databases, is_it)) continue;
    if (std::ranges::none_of(unpacked.destroyed, is_it)) {
      const auto told = std::ranges::find_if(unpacked.missing, is_it);
      const auto why = told == unpacked.missing.end() ? "it was made while the backup was" : told->why;
      out.push_back({workspace.id, workspace.slug, why});
    }
    store.write_now(base::platform_tenant,
                    [&](store::TenantTxn& platform) { workspace::drop(platform, workspace.id); });
  }
  return out;
}

}  // namespace wardroom::lifecycle
