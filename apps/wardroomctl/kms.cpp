#include <fmt/format.h>

#include "base/secret.h"
#include "keys/keyring.h"
#include "kms/local.h"
#include "wardroomctl/commands.h"

namespace wardroom::ctl {
namespace {

std::unique_ptr<kms::Kms> opened(const server::KmsSettings& settings) {
  try {
    return kms::open_provider(settings.spec, settings.options);
  } catch (const kms::ProviderFault& fault) {
    throw base::ConfigError(fault.what());
  }
}

// Every key of the keyring, tried.
bool report_keyring(kms::Kms& kms, const std::filesystem::path& data) {
  int good = 0;
  int bad = 0;
  for (const auto& [tenant, roots] : keys::load_keyring(data / "keyring")) {
    if (!roots.provider.empty()) continue;  // wrapped by a key service of the workspace's own, not by this one
    for (const auto& [epoch, wrapped] : roots.epochs) {
      const auto key = kms.unwrap(wrapped, keys::wrap_context(tenant, epoch));
      if (key) {
        ++good;
        continue;
      }
      ++bad;
      fmt::print("{} epoch {}: does not open: {}\n", tenant.text(), epoch, key.error().reason);
    }
  }
  fmt::print("keyring: {} keys open, {} do not\n", good, bad);
  return bad == 0;
}

kms::Unlock unlock_of(const kms::LocalSpec& spec, std::string& passphrase) {
  if (spec.passphrase_file) passphrase = base::read_secret_file(spec.passphrase_file->value);
  if (spec.passphrase) passphrase = spec.passphrase->value;
  if (!passphrase.empty()) return kms::Passphrase{passphrase};
  return kms::KeyFile{spec.key_file->value};
}

void or_throw(const std::expected<void, kms::LocalKmsError>& result) {
  if (!result) throw std::runtime_error(result.error().message);
}

}  // namespace

int kms_status(const server::Settings& settings) {
  const auto kms = opened(settings.kms);
  fmt::print("root key: {}\n", kms->describe());
  if (const auto health = kms->health(); !health) {
    const bool refused = health.error() == kms::KmsError::refused;
    fmt::print("{}: {}\n", refused ? "REFUSED" : "UNREACHABLE", health.error().reason);
    return 1;
  }
  fmt::print("it wraps and unwraps\n");
  return report_keyring(*kms, settings.data) ? 0 : 1;
}

int kms_init(const server::Settings& settings) {
  std::filesystem::create_directories(settings.data);
  std::filesystem::permissions(settings.data, std::filesystem::perms::owner_all);
  fmt::print("{}\n", server::init_root_kms(settings.kms, settings.data));
  return 0;
}

int kms_change_unlock(const server::Settings& settings, const std::string& passphrase_file,
                      const std::string& key_file) {
  const auto& local = settings.kms.spec.local;
  if (!local) throw std::runtime_error("kms.provider is not local: its own tools change what unlocks it");
  std::string from;
  std::string to;
  const auto old = unlock_of(*local, from);
  if (!passphrase_file.empty()) {
    to = base::read_secret_file(passphrase_file);
    or_throw(kms::change_local_unlock(local->file.value, old, kms::Passphrase{to}));
    fmt::print("{} is unlocked by that passphrase now. Set kms.passphrase_file.\n", local->file.value);
  } else {
    if (!std::filesystem::exists(key_file)) or_throw(kms::create_key_file(key_file));
    or_throw(kms::change_local_unlock(local->file.value, old, kms::KeyFile{key_file}));
    fmt::print("{} is unlocked by {} now. Set kms.key_file, and no passphrase.\n", local->file.value, key_file);
  }
  base::wipe(from);
  base::wipe(to);
  return 0;
}

}  // namespace wardroom::ctl
