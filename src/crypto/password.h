// Passwords: Argon2id (RFC 9106), as PHC strings to store or as a key that opens a file. Each call takes tens of
// milliseconds and `memory_kib` of memory: run it on a bounded pool, never on a network thread. Any thread.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "crypto/aead.h"

namespace wardroom::crypto {

struct PasswordCost {
  std::uint32_t memory_kib = 65536;
  std::uint32_t passes = 3;
};

struct PasswordVerdict {
  bool ok = false;
  bool rehash = false;  // right, but stored with a cost below today's: hash again and store
};

// Also bcrypt ("$2a$", "$2b$", "$2y$"), as other products keep them: verified, and always to be hashed again. Whether a
// text is a hash that may be taken over: bcrypt of cost 4 to 14, or Argon2id with one lane and at most 512 MiB times
// passes, for verifying it must not keep others from signing in.
bool may_be_taken_over(std::string_view phc);

// A stored hash that asks for more does not verify: checked before any memory is spent on it.
inline constexpr std::uint32_t max_password_memory_kib = 1024 * 1024;

std::string hash_password(std::string_view password, PasswordCost cost);
PasswordVerdict verify_password(std::string_view phc, std::string_view password, PasswordCost cost);

// Takes as long as verify_password and says no: for a user that does not exist.
PasswordVerdict verify_password_of_nobody(std::string_view password, PasswordCost cost);

Key key_from_passphrase(std::string_view passphrase, std::span<const std::uint8_t, 16> salt, PasswordCost cost);

}  // namespace wardroom::crypto
