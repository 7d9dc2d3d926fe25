// HKDF-SHA256 (RFC 5869): keys from a key. Not for passwords (password.h).
#pragma once
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "crypto/aead.h"

namespace wardroom::crypto {

// Fills out (at most 255 * 32 bytes; more is a fault).
void hkdf_sha256(base::ByteView input_key, base::ByteView salt, base::ByteView info, std::span<std::uint8_t> out);
Key derive_key(KeyView input_key, base::ByteView salt, std::string_view info);
inline Key derive_key(const Key& input_key, base::ByteView salt, std::string_view info) {
  return derive_key(input_key.view(), salt, info);
}

}  // namespace wardroom::crypto
