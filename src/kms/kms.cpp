#include "kms/kms.h"

#include "base/secret.h"

namespace wardroom::kms {

namespace {

KmsError keeps_none(const Kms& kms) {
  return {KmsError::refused, kms.describe() + " keeps no signing keys: set keys.signing: sealed"};
}

}  // namespace

std::expected<MadeSigningKey, KmsError> Kms::make_signing_key() { return std::unexpected(keeps_none(*this)); }

std::expected<crypto::Signature, KmsError> Kms::sign(const SigningKeyId&, base::ByteView) {
  return std::unexpected(keeps_none(*this));
}

std::expected<void, KmsError> Kms::destroy_signing_key(const SigningKeyId&) {
  return std::unexpected(keeps_none(*this));
}

std::expected<void, KmsError> Kms::health() try {
  const auto context = base::as_bytes("wardroom/v1/health");
  const auto key = Key::random();
  const auto opened = unwrap(wrap(key, context), context);
  if (!opened) return std::unexpected(opened.error());
  if (!base::equal_secret(opened->view(), key.view())) {
    return std::unexpected(KmsError(KmsError::refused, describe() + " opens a wrapped key to another one"));
  }
  return {};
} catch (const KmsFault& fault) {
  return std::unexpected(KmsError(fault.kind, fault.what()));
}

}  // namespace wardroom::kms
