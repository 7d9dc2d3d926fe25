#include "keys/key_store.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <set>
#include <stdexcept>

#include "base/log.h"
#include "keys/rewrap.h"

namespace wardroom::keys {
namespace {

// Secret memory takes whole pages and the kernel counts its mappings: keys that nobody uses are let go beyond this
// many.
constexpr std::size_t max_idle_tenants = 4096;

base::Problem changed_meanwhile() {
  return {409, "keys_changed", "The keys were changed by somebody else meanwhile; try again."};
}

}  // namespace

KeyStore::KeyStore(const std::filesystem::path& data_dir, kms::Kms& platform_kms, OpenProvider open_provider,
                   SigningPlace signing)
    : path_(data_dir / "keyring"),
      platform_kms_(&platform_kms, [](kms::Kms*) {}),
      signers_(platform_kms_, signing),
      open_provider_(std::move(open_provider)) {
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
  looked_at_ = Clock::now();
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
void KeyStore::change(Change&& change) {
  const KeyringLock file_lock(path_);
  refresh();
  auto next = keyring_;
  change(next);
  save_keyring(path_, next);
  keyring_ = std::move(next);
  read_at_ = stamp();
}

void KeyStore::create_tenant(base::TenantId tenant) {
  Epochs epochs;
  epochs.emplace(1, platform_kms_->wrap(Key::random(), wrap_context(tenant, 1)));
  add(tenant, std::move(epochs));
}

void KeyStore::take_in(base::TenantId tenant, const std::map<std::uint32_t, Key>& roots) {
  add(tenant, wrap_and_prove(*platform_kms_, tenant, roots));
}

void KeyStore::add(base::TenantId tenant, Epochs epochs) {
  const std::lock_guard lock(mutex_);
  change([&](Keyring& keyring) {
    if (keyring.contains(tenant)) throw std::logic_error("the keys of " + tenant.text() + " exist already");
    keyring[tenant].epochs = std::move(epochs);
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
  for (const auto& [tenant, roots] : keyring_) out.push_back(tenant);
  return out;
}

std::vector<base::TenantId> KeyStore::with_own_provider() const {
  const std::lock_guard lock(mutex_);
  refresh();
  std::vector<base::TenantId> out;
  for (const auto& [tenant, roots] : keyring_) {
    if (!roots.provider.empty()) out.push_back(tenant);
  }
  return out;
}

Keyring KeyStore::keyring() const {
  const std::lock_guard lock(mutex_);
  refresh();
  return keyring_;
}

Roots KeyStore::roots_of(base::TenantId tenant) const {
  const std::lock_guard lock(mutex_);
  refresh();
  const auto found = keyring_.find(tenant);
  if (found == keyring_.end()) throw no_keys_problem(tenant);
  return found->second;
}

bool KeyStore::held(base::TenantId tenant) const {
  const std::lock_guard lock(mutex_);
  refresh();
  return open_.contains(tenant);
}

std::shared_ptr<const TenantKeys> KeyStore::open(base::TenantId tenant) {
  {
    const std::lock_guard lock(mutex_);
    if (Clock::now() - looked_at_ >= between_looks) refresh();
    if (const auto found = open_.find(tenant); found != open_.end()) return found->second;
    if (const auto why = dark_.find(tenant); why != dark_.end()) throw dark_problem(why->second);
  }
  const auto roots = roots_of(tenant);
  auto keys = std::make_shared<const TenantKeys>(tenant, unwrap_all(tenant, roots));
  const std::lock_guard lock(mutex_);
  if (const auto why = dark_.find(tenant); why != dark_.end()) throw dark_problem(why->second);
  const auto current = keyring_.find(tenant);
  if (current == keyring_.end() || current->second != roots) return keys;  // changed meanwhile: not worth keeping
  keep(std::move(keys));
  return open_.at(tenant);
}

void KeyStore::keep(std::shared_ptr<const TenantKeys> keys) {
  if (open_.size() >= max_idle_tenants) {
    std::erase_if(open_, [](const auto& entry) { return entry.second.use_count() == 1; });
  }
  const auto tenant = keys->tenant();
  open_.emplace(tenant, std::move(keys));  // whoever was faster stays
}

std::map<std::uint32_t, Key> KeyStore::unwrap_all(base::TenantId tenant, const Roots& roots) {
  const auto kms = kms_of(tenant, roots);
  if (!kms) throw dark_problem(darkness_of(kms.error()));
  auto opened = unwrap_roots(**kms, tenant, roots.epochs);
  if (opened) return std::move(*opened);
  base::log_warning("the keys of {} do not open: the KMS ({}) {}: {}", tenant.text(), (*kms)->describe(),
                    opened.error() == kms::KmsError::refused ? "refuses" : "does not answer", opened.error().reason);
  throw dark_problem(darkness_of(opened.error()));
}

base::Secret<32> KeyStore::database_key(base::TenantId tenant) {
  const auto keys = open(tenant);
  return std::move(*keys->purpose_key(Purpose::database, keys->epoch()));
}

std::vector<base::Secret<32>> KeyStore::older_database_keys(base::TenantId tenant) {
  const auto keys = open(tenant);
  std::vector<base::Secret<32>> out;
  const auto epochs = keys->epochs();
  for (auto epoch = std::next(epochs.rbegin()); epoch != epochs.rend(); ++epoch) {
    out.push_back(std::move(*keys->purpose_key(Purpose::database, *epoch)));
  }
  return out;
}

void KeyStore::rotate(base::TenantId tenant) {
  const auto before = roots_of(tenant);
  const auto held = open(tenant);
  const auto kms = kms_of(tenant, before);
  if (!kms) throw dark_problem(darkness_of(kms.error()));
  const auto next = before.epochs.rbegin()->first + 1;
  const auto root = Key::random();
  const auto wrapped = (*kms)->wrap(root, wrap_context(tenant, next));
  const auto keys = held->with(next, root);
  const std::lock_guard lock(mutex_);
  change([&](Keyring& keyring) {
    if (!keyring.contains(tenant) || keyring.at(tenant) != before) throw changed_meanwhile();
    keyring.at(tenant).epochs.emplace(next, wrapped);
  });
  if (!dark_.contains(tenant)) open_.insert_or_assign(tenant, keys);
}

void KeyStore::retire_epoch(base::TenantId tenant, std::uint32_t epoch) {
  const auto platform = tenant == base::platform_tenant ? open(tenant) : nullptr;
  const std::lock_guard lock(mutex_);
  change([&](Keyring& keyring) {
    const auto roots = keyring.find(tenant);
    if (roots == keyring.end() || !roots->second.epochs.contains(epoch)) return;
    if (roots->second.epochs.rbegin()->first == epoch) throw std::logic_error("the newest epoch cannot be retired");
    roots->second.epochs.erase(epoch);
    if (platform) reseal_specs(*platform, keyring);  // they would not open without it
  });
  change([](Keyring&) {});  // once more, so that the kept predecessor does not hold it either
  if (const auto found = open_.find(tenant); found != open_.end()) found->second = found->second->without(epoch);
}

std::size_t KeyStore::wrap_again(base::TenantId tenant) {
  for (;;) {
    const auto before = roots_of(tenant);
    if (!before.provider.empty()) return 0;
    auto after = before;
    after.epochs = wrap_and_prove(*platform_kms_, tenant, unwrap_all(tenant, before));
    const std::lock_guard lock(mutex_);
    bool same = true;
    change([&](Keyring& keyring) {
      const auto roots = keyring.find(tenant);
      same = roots != keyring.end() && roots->second == before;
      if (same) roots->second = after;
    });
    if (same) return after.epochs.size();
  }
}

std::size_t KeyStore::rotate_root() {
  platform_kms_->begin_root_rotation();
  std::size_t wrapped = 0;
  std::set<base::TenantId> done;
  for (bool more = true; more;) {  // until nobody is left, as tenants may be made meanwhile
    more = false;
    for (const auto tenant : tenants()) {
      if (!done.insert(tenant).second) continue;
      wrapped += wrap_again(tenant);
      more = true;
    }
  }
  {
    const std::lock_guard lock(mutex_);
    change([](Keyring&) {});  // the predecessor holds none of the old wraps either
  }
  platform_kms_->end_root_rotation();
  return wrapped;
}

void KeyStore::destroy_tenant(base::TenantId tenant) {
  const std::lock_guard lock(mutex_);
  change([&](Keyring& keyring) { keyring.erase(tenant); });
  change([](Keyring&) {});
  open_.erase(tenant);
  providers_.erase(tenant);
  dark_.erase(tenant);
}

void KeyStore::forget_tenant(base::TenantId tenant) {
  const std::lock_guard lock(mutex_);
  refresh();
  if (keyring_.contains(tenant)) return;
  open_.erase(tenant);
  providers_.erase(tenant);
  dark_.erase(tenant);
}

std::string KeyStore::unsealed(base::TenantId tenant, const Roots& roots) {
  auto spec = open_spec(*open(base::platform_tenant), tenant, roots.provider);
  if (!spec)
    throw std::runtime_error("the KMS provider of " + tenant.text() + " does not open: was the keyring edited?");
  return std::move(*spec);
}

std::optional<std::string> KeyStore::provider_spec(base::TenantId tenant) {
  const auto roots = roots_of(tenant);
  if (roots.provider.empty()) return std::nullopt;
  return unsealed(tenant, roots);
}

std::expected<KeyStore::SharedKms, kms::KmsError> KeyStore::opened_provider(std::string_view spec) const {
  if (!open_provider_) throw std::logic_error("a tenant has a KMS of its own, and nothing here opens it");
  try {
    return open_provider_(spec);
  } catch (const kms::KmsFault& fault) {
    return std::unexpected(kms::KmsError(fault.kind, fault.what()));
  }
}

std::expected<KeyStore::SharedKms, kms::KmsError> KeyStore::kms_of(base::TenantId tenant, const Roots& roots) {
  if (roots.provider.empty()) return platform_kms_;
  {
    const std::lock_guard lock(mutex_);
    const auto known = providers_.find(tenant);
    if (known != providers_.end() && known->second.sealed == roots.provider) return known->second.kms;
  }
  auto spec = unsealed(tenant, roots);
  auto opened = opened_provider(spec);
  base::wipe(spec);
  if (!opened) return opened;
  const std::lock_guard lock(mutex_);
  providers_.insert_or_assign(tenant, Provider{roots.provider, *opened});
  return opened;
}

KeyStore::Rewrapped KeyStore::rewrap(base::TenantId tenant, std::string_view spec) {
  Rewrapped out{tenant, roots_of(tenant), {}, platform_kms_};
  out.after.epochs = out.before.epochs;
  if (!spec.empty()) {
    auto opened = opened_provider(spec);
    if (!opened) throw provider_problem(opened.error());
    out.kms = std::move(*opened);
    out.after.provider = seal_spec(*open(base::platform_tenant), tenant, spec);
  }
  if (unwrap_roots(*out.kms, tenant, out.before.epochs)) return out;
  out.after.epochs = wrap_and_prove(*out.kms, tenant, unwrap_all(tenant, out.before));
  return out;
}

void KeyStore::adopt(const Rewrapped& rewrapped) {
  const std::lock_guard lock(mutex_);
  change([&](Keyring& keyring) {
    const auto roots = keyring.find(rewrapped.tenant);
    if (roots == keyring.end() || roots->second != rewrapped.before) throw changed_meanwhile();
    roots->second = rewrapped.after;
  });
  change([](Keyring&) {});  // what the old KMS can open leaves the predecessor too
  providers_.erase(rewrapped.tenant);
  if (!rewrapped.after.provider.empty()) {
    providers_.emplace(rewrapped.tenant, Provider{rewrapped.after.provider, rewrapped.kms});
  }
}

std::expected<void, kms::KmsError> KeyStore::prove(base::TenantId tenant) {
  const auto roots = roots_of(tenant);
  const auto kms = kms_of(tenant, roots);
  if (!kms) return std::unexpected(kms.error());
  const auto& [epoch, wrapped] = *roots.epochs.rbegin();
  const auto key = (*kms)->unwrap(wrapped, wrap_context(tenant, epoch));
  if (!key) return std::unexpected(key.error());
  return {};
}

void KeyStore::darken(base::TenantId tenant, Darkness why) {
  const std::lock_guard lock(mutex_);
  dark_.insert_or_assign(tenant, why);
  const auto found = open_.find(tenant);
  if (found == open_.end()) return;
  found->second->revoke(why);
  open_.erase(found);
}

void KeyStore::lighten(base::TenantId tenant) {
  const std::lock_guard lock(mutex_);
  dark_.erase(tenant);
}

std::optional<Darkness> KeyStore::dark(base::TenantId tenant) const {
  const std::lock_guard lock(mutex_);
  const auto why = dark_.find(tenant);
  if (why == dark_.end()) return std::nullopt;
  return why->second;
}

}  // namespace wardroom::keys
