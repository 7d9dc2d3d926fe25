// Authenticated encryption of small values: XAES-256-GCM (C2SP XAES-256-GCM.md). Random 192-bit nonces, so one key
// seals any number of values. Not for streams: the whole plaintext is held at once. Columns use sealed.h, which says
// what the associated data must be; this is the layer below it. Any thread.
#pragma once
#include <array>
#include <cstdint>
#include <expected>
#include <span>

#include "base/bytes.h"
#include "crypto/sodium.h"

namespace wardroom::crypto {

using Key = base::Secret<32>;
using KeyView = std::span<const std::uint8_t, 32>;  // a key inside a larger secret

// All that opening ever says: not which check failed.
enum class Refused { refused };

inline constexpr std::size_t aead_nonce_size = 24;
inline constexpr std::size_t aead_tag_size = 16;
inline constexpr std::size_t aead_overhead = aead_nonce_size + aead_tag_size;

// nonce (24) | ciphertext | tag (16)
base::Bytes aead_seal(KeyView key, base::ByteView plain, base::ByteView associated_data);
std::expected<base::Bytes, Refused> aead_open(KeyView key, base::ByteView sealed, base::ByteView associated_data);

inline base::Bytes aead_seal(const Key& key, base::ByteView plain, base::ByteView associated_data) {
  return aead_seal(key.view(), plain, associated_data);
}
inline std::expected<base::Bytes, Refused> aead_open(const Key& key, base::ByteView sealed,
                                                     base::ByteView associated_data) {
  return aead_open(key.view(), sealed, associated_data);
}

// For published vectors only: a nonce that repeats breaks the key. Answers ciphertext | tag.
base::Bytes aead_seal_with_nonce(KeyView key, std::span<const std::uint8_t, aead_nonce_size> nonce,
                                 base::ByteView plain, base::ByteView associated_data);

}  // namespace wardroom::crypto
