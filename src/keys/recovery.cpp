#include "keys/recovery.h"

#include <fmt/format.h>

#include "base/log.h"
#include "keys/queries.h"
#include "keys/rewrap.h"
#include "kms/durable_file.h"

namespace wardroom::keys {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_file_size = std::size_t{1} << 30;

base::Problem unusable(std::string why) { return {422, "recovery_unusable", std::move(why)}; }

struct Copy {
  RecoveryPublic key{};
  Keyring keyring;
  bool operator==(const Copy&) const = default;
};

std::expected<Copy, std::string> decode(base::ByteView file) {
  Copy out;
  if (file.size() < out.key.size()) return std::unexpected("it is too short");
  std::ranges::copy(file.first(out.key.size()), out.key.begin());
  auto keyring = decode_keyring(file.subspan(out.key.size()));
  if (!keyring) return std::unexpected(keyring.error());
  out.keyring = std::move(*keyring);
  return out;
}

constexpr std::chrono::hours half_a_year{24 * 183};
constexpr std::chrono::hours first_day{24};

void save(const fs::path& path, const Copy& copy) {
  base::Bytes file(copy.key.begin(), copy.key.end());
  base::append(file, encode_keyring(copy.keyring));
  kms::replace_file(path, file);
}

// Nothing of it can be used for another key.
Copy load_for(const fs::path& path, const RecoveryPublic& key) {
  const auto file = kms::read_file(path, max_file_size);
  auto copy = file ? decode(*file) : std::unexpected(std::string("it is not there"));
  if (copy && copy->key == key) return std::move(*copy);
  return {key, {}};
}

}  // namespace

std::optional<std::string> Recovery::overdue(const Status& status, base::Timestamp now) {
  if (!status.drilled_at) {
    if (now < status.created_at + first_day) return std::nullopt;
    return "the recovery key was never tried: run `wardroomctl recovery drill`";
  }
  if (now < *status.drilled_at + half_a_year) return std::nullopt;
  return fmt::format("the recovery key was last tried on {}: run `wardroomctl recovery drill`",
                     base::to_rfc3339(*status.drilled_at).substr(0, 10));
}

std::optional<RecoveryPublic> Recovery::public_key() const {
  return store_.read_now(base::platform_tenant, [](store::TenantTxn& txn) -> std::optional<RecoveryPublic> {
    const auto row = txn.one<queries::RecoveryRow>(queries::recovery_key);
    if (!row) return std::nullopt;
    return row->public_key;
  });
}

std::optional<Recovery::Status> Recovery::status() const {
  return store_.read_now(base::platform_tenant, [](store::TenantTxn& txn) -> std::optional<Status> {
    const auto row = txn.one<queries::RecoveryRow>(queries::recovery_key);
    if (!row) return std::nullopt;
    return Status{row->created_at, row->drilled_at};
  });
}

void Recovery::adopt(store::TenantTxn& platform, const RecoveryPublic& key) const {
  platform.exec(queries::set_recovery_key, key, base::now());
}

void Recovery::drilled(store::TenantTxn& platform) const { platform.exec(queries::recovery_drilled, base::now()); }

void Recovery::update() {
  const auto key = public_key();
  if (!key) return;
  const auto before = load_for(path_, *key);
  Copy after{*key, {}};
  for (const auto& [tenant, roots] : keys_.keyring()) {
    if (!roots.provider.empty()) continue;
    auto& epochs = after.keyring[tenant].epochs;
    const auto known = before.keyring.find(tenant);
    std::optional<std::map<std::uint32_t, Key>> opened;
    for (const auto& [epoch, wrapped] : roots.epochs) {
      if (known != before.keyring.end() && known->second.epochs.contains(epoch)) {
        epochs.emplace(epoch, known->second.epochs.at(epoch));
        continue;
      }
      if (!opened) opened = keys_.roots(tenant);
      epochs.emplace(epoch, seal_for_recovery(*key, opened->at(epoch), wrap_context(tenant, epoch)));
    }
  }
  if (after != before) save(path_, after);
}

Recovery::Drill Recovery::drill(const RecoveryKey& key) {
  if (public_key() != key.public_key()) throw unusable("This is not the recovery key of this server.");
  const auto kept = open_recovery_copy(path_.parent_path(), key);
  Drill out;
  for (const auto& [tenant, roots] : keys_.keyring()) {
    if (!roots.provider.empty()) continue;
    for (const auto& [epoch, root] : keys_.roots(tenant)) {
      const auto of_tenant = kept.find(tenant);
      const bool same = of_tenant != kept.end() && of_tenant->second.contains(epoch) &&
                        base::equal_secret(of_tenant->second.at(epoch).view(), root.view());
      if (same) {
        ++out.opened;
      } else {
        out.missing.push_back(fmt::format("{} epoch {}", tenant.text(), epoch));
      }
    }
  }
  return out;
}

std::map<base::TenantId, std::map<std::uint32_t, Key>> open_recovery_copy(const fs::path& data_dir,
                                                                          const RecoveryKey& key) {
  const auto path = data_dir / "keyring.recovery";
  const auto file = kms::read_file(path, max_file_size);
  if (!file) throw unusable(path.string() + " is not there: no recovery key was made, or the file is lost.");
  const auto copy = decode(*file);
  if (!copy) throw unusable(fmt::format("{} is damaged: {}.", path.string(), copy.error()));
  if (copy->key != key.public_key()) throw unusable("This recovery key is not the one that the copy was made for.");
  std::map<base::TenantId, std::map<std::uint32_t, Key>> out;
  for (const auto& [tenant, roots] : copy->keyring) {
    for (const auto& [epoch, sealed] : roots.epochs) {
      auto root = key.open(sealed, wrap_context(tenant, epoch));
      if (!root) throw unusable(fmt::format("{}: {} epoch {} does not open.", path.string(), tenant.text(), epoch));
      out[tenant].emplace(epoch, std::move(*root));
    }
  }
  return out;
}

Keyring restored_keyring(Keyring keyring, const std::map<base::TenantId, std::map<std::uint32_t, Key>>& roots,
                         kms::Kms& kms) {
  std::erase_if(keyring, [&](const auto& entry) { return entry.second.provider.empty(); });
  for (const auto& [tenant, epochs] : roots) {
    if (!keyring.contains(tenant)) keyring[tenant].epochs = wrap_and_prove(kms, tenant, epochs);
  }
  return keyring;
}

}  // namespace wardroom::keys
