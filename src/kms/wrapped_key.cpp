#include "kms/wrapped_key.h"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/hash.h"

namespace wardroom::kms {
namespace {

using base::Bytes;
using base::ByteView;

std::string_view maker_of(WrapKind kind) {
  switch (kind) {
    case WrapKind::local:
      return "the local key file";
    case WrapKind::pkcs11_kwp:
    case WrapKind::pkcs11_gcm:
    case WrapKind::pkcs11_hmac:
      return "a PKCS#11 token";
    case WrapKind::vault:
      return "Vault";
    case WrapKind::aws:
      return "AWS KMS";
  }
  return "an unknown KMS";
}

std::unexpected<KmsError> refuse(std::string why) {
  return std::unexpected(KmsError(KmsError::refused, std::move(why)));
}

}  // namespace

Bytes encode_wrapped(WrapKind kind, ByteView payload) {
  Bytes out{static_cast<std::uint8_t>(kind)};
  base::append(out, payload);
  return out;
}

std::expected<WrappedKey, KmsError> decode_wrapped(ByteView wrapped) {
  if (wrapped.size() < 2 || wrapped.size() > max_wrapped_size) {
    return refuse("the wrapped key is damaged: restore the keyring from your backup");
  }
  if (wrapped[0] < 1 || wrapped[0] > static_cast<std::uint8_t>(WrapKind::aws)) {
    return refuse(fmt::format("the key was wrapped in a way this version does not know ({})", wrapped[0]));
  }
  return WrappedKey{static_cast<WrapKind>(wrapped[0]), wrapped.subspan(1)};
}

std::expected<ByteView, KmsError> payload_of(WrapKind kind, ByteView wrapped) {
  const auto decoded = decode_wrapped(wrapped);
  if (!decoded) return std::unexpected(decoded.error());
  if (decoded->kind == kind) return decoded->payload;
  return refuse(fmt::format("the key was wrapped by {}: set kms.provider to that", maker_of(decoded->kind)));
}

BoundKey bind_key(const Key& key, ByteView context) {
  BoundKey bound;
  std::ranges::copy(key.view(), bound.writable().begin());
  std::ranges::copy(crypto::sha256(context), bound.writable().begin() + 32);
  return bound;
}

std::expected<Key, KmsError> unbind_key(Bytes& bound, ByteView context) {
  if (bound.size() != bound_key_size) {
    base::wipe(bound);
    return refuse("the KMS opened the wrapped key to something that is no key");
  }
  const auto view = ByteView(bound);
  if (!base::equal_secret(view.last<32>(), crypto::sha256(context))) {
    base::wipe(bound);
    return refuse("the wrapped key belongs to another tenant or epoch: the keyring was tampered with or mixed up");
  }
  Key key(view.first<32>());
  base::wipe(bound);
  return key;
}

}  // namespace wardroom::kms
