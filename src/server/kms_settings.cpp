#include "server/kms_settings.h"

#include <algorithm>

#include "base/json.h"
#include "base/log.h"
#include "keys/keyring.h"
#include "kms/wrapped_key.h"

namespace wardroom::server {
namespace {

namespace fs = std::filesystem;

constexpr const char* credential_name = "wardroom-kms-key";

// Beside the data, not in it: a copy of the data directory alone opens nothing.
fs::path beside(const fs::path& data) {
  auto path = fs::absolute(data).lexically_normal();
  if (path.filename().empty()) path = path.parent_path();
  path += ".key";
  return path;
}

// systemd's LoadCredential= puts it where only this service can read it.
fs::path default_key_file(const base::Config& config, const fs::path& data) {
  const auto folder = config.environment("CREDENTIALS_DIRECTORY");
  auto credential = fs::path(folder.value_or("")) / credential_name;
  if (folder && fs::exists(credential)) return credential;
  return beside(data);
}

template <class Text>
void check(const std::string& key, const Text& text) {
  if (text.value.size() < Text::min_length || text.value.size() > Text::max_length) {
    throw base::ConfigError(key + ": use 1 to " + std::to_string(Text::max_length) + " characters.");
  }
}

template <class Text>
void read_field(base::Config& config, const std::string& key, std::optional<Text>& out) {
  auto text = config.text(key, "");
  if (text.empty()) return;
  out.emplace().value = std::move(text);
  check(key, *out);
}

// Missing ones stay empty and are found by required().
void read_field(base::Config& config, const std::string& key, kms::ShortText& out) {
  out.value = config.text(key, "");
  if (!out.value.empty()) check(key, out);
}

// Every member is a setting of its own name.
template <class Spec>
Spec read_spec(base::Config& config, const std::string& prefix) {
  Spec out;
  base::for_each_member<Spec>(
      [&](std::string_view name, auto member) { read_field(config, prefix + "." + std::string(name), out.*member); });
  return out;
}

template <class Spec>
Spec required(Spec spec, const std::string& prefix) {
  base::for_each_member<Spec>([&](std::string_view name, auto member) {
    if constexpr (std::same_as<std::decay_t<decltype(spec.*member)>, kms::ShortText>) {
      const auto key = prefix + "." + std::string(name);
      if ((spec.*member).value.empty()) throw base::ConfigError(key + ": is missing; see docs/keys.md.");
    }
  });
  return spec;
}

kms::LocalSpec read_local(base::Config& config, const fs::path& data) {
  kms::LocalSpec out{.file = {(data / "root.kms").string()}};
  read_field(config, "kms.passphrase", out.passphrase);
  read_field(config, "kms.passphrase_file", out.passphrase_file);
  out.key_file = kms::ShortText{config.text("kms.key_file", default_key_file(config, data).string())};
  return out;
}

kms::Provider read_provider(base::Config& config) {
  const auto text = config.text("kms.provider", "local");
  const auto provider = base::enum_from<kms::Provider>(text);
  if (!provider) throw base::ConfigError("kms.provider: use local, pkcs11, vault or aws, not '" + text + "'.");
  return *provider;
}

// Which provider's keys stand in the keyring.
bool wrapped_by(kms::WrapKind kind, kms::Provider provider) {
  if (kind == kms::WrapKind::local) return provider == kms::Provider::local;
  if (kind == kms::WrapKind::vault) return provider == kms::Provider::vault;
  if (kind == kms::WrapKind::aws) return provider == kms::Provider::aws;
  return provider == kms::Provider::pkcs11;
}

bool keyring_needs(kms::Provider provider, const fs::path& data) {
  for (const auto& [tenant, roots] : keys::load_keyring(data / "keyring")) {
    if (!roots.provider.empty()) continue;  // a key service of the workspace's own wrapped these
    for (const auto& [epoch, wrapped] : roots.epochs) {
      const auto decoded = kms::decode_wrapped(wrapped);
      if (decoded && wrapped_by(decoded->kind, provider)) return true;
    }
  }
  return false;
}

template <class Deed>
auto or_config_error(Deed&& deed) {
  try {
    return deed();
  } catch (const kms::ProviderFault& fault) {
    const std::string what = fault.what();
    throw base::ConfigError(what.starts_with("local: ") ? what.substr(7) : "kms." + what);
  }
}

}  // namespace

keys::SigningPlace read_signing_place(base::Config& config, kms::Provider provider) {
  const auto text = config.text("keys.signing", "sealed");
  const auto place = base::enum_from<keys::SigningPlace>(text);
  if (!place) throw base::ConfigError("keys.signing: use sealed or token, not '" + text + "'.");
  if (*place == keys::SigningPlace::token && provider != kms::Provider::pkcs11) {
    throw base::ConfigError("keys.signing: token needs kms.provider: pkcs11; with any other, use sealed.");
  }
  return *place;
}

KmsSettings read_kms(base::Config& config, const fs::path& data) {
  KmsSettings out;
  out.spec.provider = read_provider(config);
  // All of them are asked for, so that a mistyped key is found whichever provider is chosen.
  auto local = read_local(config, data);
  auto pkcs11 = read_spec<kms::Pkcs11Spec>(config, "kms.pkcs11");
  auto vault = read_spec<kms::VaultSpec>(config, "kms.vault");
  auto aws = read_spec<kms::AwsSpec>(config, "kms.aws");
  switch (out.spec.provider) {
    case kms::Provider::local:
      out.spec.local = std::move(local);
      break;
    case kms::Provider::pkcs11:
      out.spec.pkcs11 = required(std::move(pkcs11), "kms.pkcs11");
      break;
    case kms::Provider::vault:
      out.spec.vault = required(std::move(vault), "kms.vault");
      break;
    case kms::Provider::aws:
      out.spec.aws = required(std::move(aws), "kms.aws");
      break;
  }
  out.options.attempt = std::chrono::milliseconds(config.number("kms.attempt_ms", 3'000, 100, 60'000));
  out.options.total = std::chrono::milliseconds(config.number("kms.total_ms", 10'000, 100, 120'000));
  return out;
}

kms::ProviderSpec local_kms(const fs::path& data, const fs::path& key_file) {
  return {
      .provider = kms::Provider::local,
      .local = kms::LocalSpec{.file = {(data / "root.kms").string()}, .key_file = kms::ShortText{key_file.string()}}};
}

std::string init_root_kms(const KmsSettings& settings, const fs::path& data) {
  const auto provider = settings.spec.provider;
  const bool lost = provider != kms::Provider::local || !fs::exists(settings.spec.local->file.value);
  if (lost && keyring_needs(provider, data)) {
    throw base::ConfigError((data / "keyring").string() +
                            ": holds keys that this KMS's root key wrapped, so that key exists or was lost: restore it "
                            "from its backup. A new one would open nothing.");
  }
  return or_config_error([&] { return kms::init_provider(settings.spec, settings.options); });
}

std::unique_ptr<kms::Kms> open_root_kms(const KmsSettings& settings, const fs::path& data) {
  const auto& local = settings.spec.local;
  if (settings.spec.provider == kms::Provider::local && !fs::exists(local->file.value)) {
    base::log_info("{}", init_root_kms(settings, data));
  }
  return or_config_error([&] { return kms::open_provider(settings.spec, settings.options); });
}

}  // namespace wardroom::server
