#include "kms/kms.h"

#include "base/secret.h"

namespace wardroom::kms {

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
