// The bytes of the local KMS's file: the root key, sealed. Reading and files are in local.h.
//
//   "wardroom-kms" 0x01 | unlocked by (1) | memory KiB (u32) | passes (u32) | salt (16)      header, 38 bytes
//   nonce (24) | sealed root key (32) | tag (16)                                             associated data = header
//
// unlocked by: 1 passphrase, Argon2id(memory, passes, one lane, salt); 2 key file, HKDF-SHA256(key, salt,
// "wardroom/v1/kms/key-file"), memory and passes 0.
#pragma once
#include <array>
#include <cstdint>
#include <expected>

#include "crypto/password.h"
#include "kms/kms.h"

namespace wardroom::kms {

enum class UnlockedBy : std::uint8_t { passphrase = 1, key_file = 2 };

struct LocalHeader {
  UnlockedBy unlocked_by = UnlockedBy::passphrase;
  crypto::PasswordCost cost{.memory_kib = 0, .passes = 0};
  std::array<std::uint8_t, 16> salt{};
};

inline constexpr std::size_t local_file_size = 110;
// More than this is refused before memory or time is spent on it.
inline constexpr std::uint32_t max_unlock_memory_kib = 2 * 1024 * 1024;
inline constexpr std::uint32_t max_unlock_passes = 64;
inline constexpr std::uint32_t min_unlock_memory_kib = 8 * 1024;

std::expected<LocalHeader, crypto::Refused> parse_local_header(base::ByteView file);

Key unlock_key(const LocalHeader& header, base::ByteView passphrase_or_key);
base::Bytes seal_local_file(const LocalHeader& header, const Key& unlock, const Key& root);
std::expected<Key, crypto::Refused> open_local_file(base::ByteView file, const Key& unlock);

}  // namespace wardroom::kms
