// kms.* of the settings, and the root KMS that they name. docs/keys.md explains each provider.
#pragma once
#include <filesystem>
#include <memory>

#include "base/config.h"
#include "keys/signers.h"
#include "kms/provider.h"

namespace wardroom::server {

struct KmsSettings {
  kms::ProviderSpec spec;  // the member of the chosen provider is filled in
  kms::OpenOptions options;
};

// data: the data directory, where the local KMS keeps its file. ConfigError names the key and says what to do.
KmsSettings read_kms(base::Config& config, const std::filesystem::path& data);

// keys.signing: where the keys live that sign access tokens, audit checkpoints and the server's identity. ConfigError.
keys::SigningPlace read_signing_place(base::Config& config, kms::Provider provider);

// The local KMS of a data directory, unlocked by a key file.
kms::ProviderSpec local_kms(const std::filesystem::path& data, const std::filesystem::path& key_file);

// For the server: as `spec` says. A local root key is made at the very first start; never beside a keyring, whose root
// key it cannot be. Other root keys are made by `wardroomctl kms init`. ConfigError says what to do.
std::unique_ptr<kms::Kms> open_root_kms(const KmsSettings& settings, const std::filesystem::path& data);

// `wardroomctl kms init`: refuses while the keyring holds keys that this provider wrapped. ConfigError.
std::string init_root_kms(const KmsSettings& settings, const std::filesystem::path& data);

}  // namespace wardroom::server
