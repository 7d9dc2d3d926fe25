// Ed25519 signatures (RFC 8032). A SigningKey is made from its 32-byte seed, which is what gets sealed and stored.
// Verification refuses small-order keys and non-canonical signatures. Any thread.
#pragma once
#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "crypto/aead.h"

namespace wardroom::crypto {

using PublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;

class SigningKey {
 public:
  explicit SigningKey(const base::Secret<32>& seed);
  static SigningKey generate() { return SigningKey(base::Secret<32>::random()); }

  const PublicKey& public_key() const { return public_key_; }
  base::Secret<32> seed() const;
  Signature sign(base::ByteView message) const;

 private:
  base::Secret<64> secret_;  // seed | public key, as libsodium keeps it
  PublicKey public_key_{};
};

bool verify(const PublicKey& key, base::ByteView message, base::ByteView signature);

}  // namespace wardroom::crypto
