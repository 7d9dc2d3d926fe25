// SHA-256 (FIPS 180-4) and HMAC-SHA256 (RFC 2104). The list forms hash the parts one after the other, without joining
// them and without lengths between them: callers whose parts vary in length put their own separators. Any thread.
#pragma once
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "base/bytes.h"
#include "crypto/aead.h"

namespace wardroom::crypto {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::initializer_list<base::ByteView> parts);
inline Digest sha256(base::ByteView data) { return sha256({data}); }
inline Digest sha256(std::string_view text) { return sha256({base::as_bytes(text)}); }

Digest hmac_sha256(KeyView key, std::initializer_list<base::ByteView> parts);
inline Digest hmac_sha256(const Key& key, std::initializer_list<base::ByteView> parts) {
  return hmac_sha256(key.view(), parts);
}
inline Digest hmac_sha256(const Key& key, base::ByteView data) { return hmac_sha256(key.view(), {data}); }
// A key of any length, for protocols that use one (AWS Signature Version 4, webhooks).
Digest hmac_sha256_any_key(base::ByteView key, base::ByteView data);

}  // namespace wardroom::crypto
