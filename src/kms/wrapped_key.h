// A key as the keyring stores it, whatever KMS wrapped it:
//
//   kind (1) | what the KMS answered
//
// and what the KMS is given, so that a KMS that forgets the context still cannot mix keys up:
//
//   key (32) | SHA-256(context) (32)
//
// The local KMS (kind 1, see local.cpp) binds its context as associated data instead.
#pragma once
#include <cstdint>
#include <expected>
#include <optional>

#include "kms/kms.h"

namespace wardroom::kms {

enum class WrapKind : std::uint8_t { local = 1, pkcs11_kwp = 2, pkcs11_gcm = 3, pkcs11_hmac = 4, vault = 5, aws = 6 };

inline constexpr std::size_t max_wrapped_size = 8192;  // AWS answers at most 6144 bytes

struct WrappedKey {
  WrapKind kind;
  base::ByteView payload;  // into what was decoded
};

base::Bytes encode_wrapped(WrapKind kind, base::ByteView payload);
std::expected<WrappedKey, KmsError> decode_wrapped(base::ByteView wrapped);
// The payload, if it is of this kind; the error says which KMS wrapped it.
std::expected<base::ByteView, KmsError> payload_of(WrapKind kind, base::ByteView wrapped);

using BoundKey = base::Secret<64>;
inline constexpr std::size_t bound_key_size = 64;

BoundKey bind_key(const Key& key, base::ByteView context);
// Wipes `bound`. Refused: another length, or bound to another context.
std::expected<Key, KmsError> unbind_key(base::Bytes& bound, base::ByteView context);

}  // namespace wardroom::kms
