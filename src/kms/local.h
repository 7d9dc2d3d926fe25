// The KMS of a single machine: one file that holds the root key, sealed by a passphrase (Argon2id) or by a key file
// that something else protects (systemd credential, Docker secret). Files that others may read are refused.
#pragma once
#include <expected>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "crypto/password.h"
#include "kms/kms.h"

namespace wardroom::kms {

struct Passphrase {
  std::string_view text;  // 12 bytes or more
};
struct KeyFile {
  std::filesystem::path path;  // 32 bytes, mode 0600
};
using Unlock = std::variant<Passphrase, KeyFile>;

inline constexpr crypto::PasswordCost default_unlock_cost{.memory_kib = 256 * 1024, .passes = 3};

struct LocalKmsError {
  std::string message;  // says what is wrong and the command that mends it
};

// Both refuse to overwrite an existing file.
std::expected<void, LocalKmsError> create_key_file(const std::filesystem::path& path);
std::expected<std::unique_ptr<Kms>, LocalKmsError> create_local_kms(const std::filesystem::path& path,
                                                                    const Unlock& unlock,
                                                                    crypto::PasswordCost cost = default_unlock_cost);

std::expected<std::unique_ptr<Kms>, LocalKmsError> open_local_kms(const std::filesystem::path& path,
                                                                  const Unlock& unlock);

// Opens with one, seals with the other: a new passphrase, or from passphrase to key file. The root key stays.
std::expected<void, LocalKmsError> change_local_unlock(const std::filesystem::path& path, const Unlock& from,
                                                       const Unlock& to,
                                                       crypto::PasswordCost cost = default_unlock_cost);

}  // namespace wardroom::kms
