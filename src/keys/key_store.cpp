#include "keys/key_store.h"

#include <fmt/format.h>
#include <sys/stat.h>

namespace wardroom::keys {
namespace {

// Secret memory takes whole pages and the kernel counts its mappings: keys that nobody uses are let go beyond this
// many.
constexpr std::size_t max_idle_tenants = 4096;

}  // namespace

KeyStore::KeyStore(const std::filesystem::path& data_dir, kms::Kms& kms) : path_(data_dir / "keyring"), kms_(kms) {
  const std::lock_guard lock(mutex_);
  read_at_ = stamp();
  keyring_ = load_keyring(path_);
}

KeyStore::Stamp KeyStore::stamp() const {
  struct stat info{};
  if (::stat(path_.c_str(), &info) != 0) return {};
  return {info.st_ino, std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec};
}

void KeyStore::refresh() const {
  const auto now = stamp();  // before reading: a change in between is seen next time
  if (now == read_at_) return;
  auto newest = load_keyring(path_);
  std::erase_if(open_, [&](const auto& entry) {
    const auto before = keyring_.find(entry.first);
    const auto after = newest.find(entry.first);
    return before == keyring_.end() || after == newest.end() || before->second != after->second;
  });
  keyring_ = std::move(newest);
  read_at_ = now;
}

template <class Change>
void KeyStore::change(base::TenantId tenant, Change&& change) {
  const std::lock_guard lock(mutex_);
  const KeyringLock file_lock(path_);
  refresh();
  auto next = keyring_;
  change(next);
  save_keyring(path_, next);
  keyring_ = std::move(next);
  read_at_ = stamp();
  open_.erase(tenant);
}

void KeyStore::create_tenant(base::TenantId tenant) {
  change(tenant, [&](Keyring& keyring) {
    if (keyring.contains(tenant)) throw std::logic_error("the keys of " + tenant.text() + " exist already");
    keyring[tenant].emplace(1, kms_.wrap(Key::random(), wrap_context(tenant, 1)));
  });
}

bool KeyStore::has(base::TenantId tenant) const {
  const std::lock_guard lock(mutex_);
  refresh();
  return keyring_.contains(tenant);
}

std::vector<base::TenantId> KeyStore::tenants() const {
  const std::lock_guard lock(mutex_);
  refresh();
  std::vector<base::TenantId> out;
  out.reserve(keyring_.size());
  for (const auto& [tenant, epochs] : keyring_) out.push_back(tenant);
  return out;
}

std::shared_ptr<const TenantKeys> KeyStore::open(base::TenantId tenant) {
  Epochs wrapped;
  {
    const std::lock_guard lock(mutex_);
    refresh();
    if (const auto found = open_.find(tenant); found != open_.end()) return found->second;
    const auto epochs = keyring_.find(tenant);
    if (epochs == keyring_.end()) throw KeysUnavailable("there are no keys for " + tenant.text());
    wrapped = epochs->second;
  }
  std::map<std::uint32_t, Key> roots;  // the KMS may be far away: not under the lock
  for (const auto& [epoch, root] : wrapped) {
    auto key = kms_.unwrap(root, wrap_context(tenant, epoch));
    if (!key) {
      throw KeysUnavailable(fmt::format("the keys of {} do not open: the KMS ({}) {}", tenant.text(), kms_.describe(),
                                        key.error() == kms::KmsError::refused ? "refuses" : "does not answer"));
    }
    roots.emplace(epoch, std::move(*key));
  }
  auto keys = std::make_shared<const TenantKeys>(tenant, roots);
  const std::lock_guard lock(mutex_);
  const auto current = keyring_.find(tenant);
  if (current == keyring_.end() || current->second != wrapped) return keys;  // changed meanwhile: not worth keeping
  if (open_.size() >= max_idle_tenants) {
    std::erase_if(open_, [](const auto& entry) { return entry.second.use_count() == 1; });
  }
  return open_.emplace(tenant, std::move(keys)).first->second;
}

base::Secret<32> KeyStore::database_key(base::TenantId tenant) {
  const auto keys = open(tenant);
  return std::move(*keys->purpose_key(Purpose::database, keys->oldest_epoch()));
}

void KeyStore::rotate(base::TenantId tenant) {
  change(tenant, [&](Keyring& keyring) {
    const auto epochs = keyring.find(tenant);
    if (epochs == keyring.end()) throw KeysUnavailable("there are no keys for " + tenant.text());
    const auto next = epochs->second.rbegin()->first + 1;
    epochs->second.emplace(next, kms_.wrap(Key::random(), wrap_context(tenant, next)));
  });
}

void KeyStore::retire_epoch(base::TenantId tenant, std::uint32_t epoch) {
  change(tenant, [&](Keyring& keyring) {
    const auto epochs = keyring.find(tenant);
    if (epochs == keyring.end() || !epochs->second.contains(epoch)) return;
    if (epochs->second.rbegin()->first == epoch) throw std::logic_error("the newest epoch cannot be retired");
    epochs->second.erase(epoch);
  });
  change(tenant, [](Keyring&) {});  // once more, so that the kept predecessor does not hold it either
}

void KeyStore::destroy_tenant(base::TenantId tenant) {
  change(tenant, [&](Keyring& keyring) { keyring.erase(tenant); });
  change(tenant, [](Keyring&) {});
}

}  // namespace wardroom::keys
