// In place of src/crypto/aead.cpp in wardroomd-null-sealer: nothing is encrypted, values only have the size of sealed
// ones. It shows what sealing costs (wardroom-bench sealing), and is good for nothing else.
#include "crypto/aead.h"

namespace wardroom::crypto {

base::Bytes aead_seal(KeyView, base::ByteView plain, base::ByteView) {
  base::Bytes out(aead_overhead + plain.size());
  std::ranges::copy(plain, out.begin() + aead_nonce_size);
  return out;
}

base::Bytes aead_seal_with_nonce(KeyView, std::span<const std::uint8_t, aead_nonce_size>, base::ByteView plain,
                                 base::ByteView) {
  base::Bytes out(plain.begin(), plain.end());
  out.resize(plain.size() + aead_tag_size);
  return out;
}

std::expected<base::Bytes, Refused> aead_open(KeyView, base::ByteView sealed, base::ByteView) {
  if (sealed.size() < aead_overhead) return std::unexpected(Refused::refused);
  const auto body = sealed.subspan(aead_nonce_size, sealed.size() - aead_overhead);
  return base::Bytes(body.begin(), body.end());
}

}  // namespace wardroom::crypto
