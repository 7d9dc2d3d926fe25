#include "lifecycle/backups.h"

#include <fmt/format.h>

#include <limits>

#include "lifecycle/export_identity.h"
#include "lifecycle/followed_keys.h"
#include "lifecycle/registered.h"
#include "store/database_error.h"
#include "store/snapshot.h"

namespace wardroom::lifecycle {
namespace {

namespace fs = std::filesystem;
using base::TenantId;

constexpr std::uintmax_t largest_kept_file = 65536;
// Without these, browsers and clients that trust the server's own authority would have to be told anew.
constexpr const char* kept_files[] = {"tls/ca.pem", "tls/ca.key"};

std::map<std::string, std::string> files_to_keep(const fs::path& data) {
  std::map<std::string, std::string> out;
  for (const char* const name : kept_files) {
    const auto path = data / name;
    std::error_code missing;
    if (fs::file_size(path, missing) > largest_kept_file || missing) continue;
    ReadFile in(path);
    base::Bytes content(largest_kept_file);
    content.resize(in.read(content));
    out.emplace(name, base::as_text(content));
    base::wipe(content);
  }
  return out;
}

// The newest first.
std::vector<base::Secret<32>> database_keys(TenantId tenant, const std::map<std::uint32_t, crypto::Key>& roots) {
  const keys::TenantKeys opened(tenant, roots);
  std::vector<base::Secret<32>> out;
  for (auto root = roots.rbegin(); root != roots.rend(); ++root) {
    auto key = opened.purpose_key(crypto::Purpose::database, root->first);
    if (key) out.push_back(std::move(*key));
  }
  return out;
}

}  // namespace

// ---- the keys

BackupKeys open_backup_keys(const fs::path& file, const std::vector<crypto::AgeIdentity>& identities) try {
  ReadFile in(file);
  return read_backup_keys(identities, [&in](std::span<std::uint8_t> out) { return in.read(out); });
} catch (const std::system_error&) {
  throw;
} catch (const std::runtime_error& fault) {
  throw std::runtime_error(fmt::format("{} does not open: {}", file.string(), fault.what()));
}

std::vector<crypto::AgeIdentity> Backups::identities() const {
  return export_identities(parts_.keys, "wardroom/backup/v1");
}

std::vector<crypto::AgeRecipient> Backups::recipients() const {
  const auto recovery = parts_.recovery.public_key();
  if (!recovery) {
    throw std::runtime_error(
        "there is no recovery key, and without one nobody could restore a backup when this machine is lost: run "
        "`wardroomctl recovery create` first");
  }
  return {crypto::AgeRecipient(*recovery), identities().back().recipient()};
}

BackupKeys Backups::load() const {
  if (fs::exists(folder_.keys())) return open_backup_keys(folder_.keys(), identities());
  const auto archives = folder_.archives();
  if (archives.empty()) return {};
  throw std::runtime_error(
      fmt::format("{} is gone, and the {} backups beside it do not open without it: put it back from a copy of the "
                  "folder, or move them out of it to begin anew",
                  folder_.keys().string(), archives.size()));
}

void Backups::save(const BackupKeys& keys) {
  NewFile out(folder_.making("keys"));
  write_backup_keys(keys, parts_.made_by, recipients(), [&out](base::ByteView bytes) { out.write(bytes); });
  out.keep_as(folder_.keys());
}

// What is to be changed: locked, read, and without the leavings of one that was killed.
struct Backups::Opened {
  BackupFolder::Lock lock;
  BackupKeys keys;

  explicit Opened(const Backups& backups) : lock(backups.folder_), keys(backups.load()) {
    const auto& folder = backups.folder_;
    std::erase_if(keys.archives, [&](const auto& entry) { return fs::exists(folder.making(entry.first)); });
    folder.sweep();
  }
};

bool Backups::follow_tenant(TenantBackupKeys& kept, TenantId tenant, const keys::Roots& there) {
  const auto now = base::now();
  bool changed = false;
  try {
    changed = follow_roots(kept, tenant, there, parts_.keys, now);
    const auto messages = parts_.store.read_now(tenant, [](store::TenantTxn& txn) { return chat::message_keys(txn); });
    changed = follow_messages(kept, messages, now) || changed;
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): dark or suspended, and nothing of it changes now
  }
  return changed;
}

bool Backups::follow_all(BackupKeys& keys) {
  const auto there = parts_.keys.keyring();
  bool changed = false;
  for (auto& [tenant, kept] : keys.tenants) {
    const auto found = there.find(tenant);
    changed = (found == there.end() ? mark_all_gone(kept, base::now()) : follow_tenant(kept, tenant, found->second)) ||
              changed;
  }
  return changed;
}

std::size_t Backups::follow(bool at_once) {
  if (!fs::exists(folder_.keys()) && folder_.archives().empty()) return 0;  // there never was a backup
  Opened opened(*this);
  bool changed = follow_all(opened.keys);
  const base::Timestamp ever{std::numeric_limits<std::int64_t>::max()};
  const auto dropped = drop_gone(opened.keys, at_once ? ever : base::now() - options_.destroyed_keys);
  std::vector<std::string> wanted;
  for (const auto& recipient : recipients()) wanted.push_back(recipient.text());
  changed = changed || dropped > 0 || wanted != opened.keys.recipients;
  if (changed) save(opened.keys);
  return dropped;
}

// ---- making one

std::vector<std::string> Backups::take_oldest(BackupKeys& keys, const std::string& but) const {
  std::vector<std::string> out;
  for (auto at = keys.archives.begin();  // names sort by time
       at != keys.archives.end() && std::cmp_greater(keys.archives.size(), options_.keep);) {
    if (at->first == but) {  // the clock was put back
      ++at;
      continue;
    }
    out.push_back(at->first);
    at = keys.archives.erase(at);
  }
  return out;
}

std::string Backups::free_name(const BackupKeys& keys, base::Timestamp at) const {
  for (;; at = at + std::chrono::seconds(1)) {
    auto name = BackupFolder::name_of(at);
    if (!keys.archives.contains(name) && !fs::exists(folder_.file(name))) return name;
  }
}

std::vector<chat::MessageKey> Backups::snapshot(TenantId tenant, const fs::path& to, const Pace& pace) {
  const auto file = parts_.data / "databases" / (tenant.text() + ".db");
  std::vector<chat::MessageKey> messages;
  const auto take = [&messages](store::TenantTxn& copy) {
    messages = chat::message_keys(copy);
    chat::leave_out_message_keys(copy);
  };
  store::take_snapshot({tenant, file, database_keys(tenant, parts_.keys.roots(tenant))}, to, parts_.schema, take, pace);
  return messages;
}

void Backups::copy(BackupWriter& out, BackupKeys& keys, TenantId tenant, const std::string& slug, const Pace& pace) {
  const Temporary copy{folder_.copying()};
  auto& kept = keys.tenants[tenant];
  kept.slug = slug;
  // Before and after, so that the keys of every value in the copy are among them whatever is rotated meanwhile.
  const auto roots = [&] { follow_roots(kept, tenant, parts_.keys.keyring()[tenant], parts_.keys, base::now()); };
  roots();
  add_messages(kept, snapshot(tenant, copy.path, pace));
  roots();
  out.add(tenant, slug, copy.path, pace);
}

BackupMade Backups::create(const Pace& pace) {
  recipients();  // says what is missing before anything is done
  Opened opened(*this);
  auto& keys = opened.keys;
  const auto now = base::now();
  BackupMade out{.name = free_name(keys, now)};
  auto identity = crypto::AgeIdentity::make();
  BackupWriter archive(folder_.making(out.name), identity.recipient(), {0, parts_.made_by, now});
  copy(archive, keys, base::platform_tenant, "platform", pace);
  for (const auto& workspace : all_registered(parts_.store)) {
    try {
      copy(archive, keys, workspace.id, workspace.slug, pace);
    } catch (const keys::KeysUnavailable& unavailable) {
      out.missing.push_back({workspace.id, workspace.slug, unavailable.what()});
      archive.add(out.missing.back());
    } catch (const store::DatabaseError& fault) {
      out.missing.push_back({workspace.id, workspace.slug, fault.what()});
      out.damaged = true;
      archive.add(out.missing.back());
    }
  }
  archive.finish();
  follow_all(keys);
  drop_gone(keys, now - options_.destroyed_keys);
  out.bytes = archive.bytes();
  out.databases = archive.databases();
  keys.files = files_to_keep(parts_.data);
  keys.archives.insert_or_assign(
      out.name,
      ArchiveKey{
          std::move(identity), now, out.bytes, out.databases, static_cast<std::int64_t>(out.missing.size()), {}});
  if (!out.damaged) out.removed = take_oldest(keys, out.name);
  save(keys);
  archive.keep_as(folder_.file(out.name));
  for (const auto& name : out.removed) fs::remove(folder_.file(name));
  return out;
}

// ---- those there are

std::vector<BackupListed> Backups::list() const {
  std::vector<BackupListed> out;
  for (const auto& [name, key] : load().archives) {
    out.push_back(
        {name, key.made_at, key.bytes, key.databases, key.missing, key.drilled_at, fs::exists(folder_.file(name))});
  }
  return out;
}

void Backups::remove(const std::string& name) {
  Opened opened(*this);
  const bool known = opened.keys.archives.erase(name) > 0;
  if (!known && !(BackupFolder::is_name(name) && fs::exists(folder_.file(name)))) {
    throw std::runtime_error("there is no backup '" + name + "': `wardroomctl backup list` shows them");
  }
  if (known) save(opened.keys);
  fs::remove(folder_.file(name));
}

std::vector<std::string> Backups::without_key() const {
  const auto keys = load();
  auto out = folder_.archives();
  std::erase_if(out, [&](const std::string& name) { return keys.archives.contains(name); });
  return out;
}

void Backups::drilled(const std::string& name) {
  Opened opened(*this);
  const auto found = opened.keys.archives.find(name);
  if (found == opened.keys.archives.end()) return;
  found->second.drilled_at = base::now();
  save(opened.keys);
}

}  // namespace wardroom::lifecycle
