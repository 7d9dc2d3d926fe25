// Ed25519 signatures (RFC 8032). A Signer may be anywhere, also in a token; a SigningKey is in memory, made from its
// 32-byte seed, which is what gets sealed and stored. Verification refuses small-order keys and non-canonical
// signatures. Any thread.
#pragma once
#include <array>
#include <cstdint>

#include "base/bytes.h"
#include "crypto/aead.h"

namespace wardroom::crypto {

using PublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;

class Signer {
 public:
  virtual ~Signer() = default;
  virtual const PublicKey& public_key() const = 0;
  virtual Signature sign(base::ByteView message) const = 0;  // one in a token may block, and throw what its room says

 protected:
  Signer() = default;
  Signer(const Signer&) = default;
  Signer(Signer&&) = default;
  Signer& operator=(const Signer&) = default;
  Signer& operator=(Signer&&) = default;
};

class SigningKey final : public Signer {
 public:
  explicit SigningKey(const base::Secret<32>& seed);
  static SigningKey generate() { return SigningKey(base::Secret<32>::random()); }

  const PublicKey& public_key() const override { return public_key_; }
  base::Secret<32> seed() const;
  Signature sign(base::ByteView message) const override;

 private:
  base::Secret<64> secret_;  // seed | public key, as libsodium keeps it
  PublicKey public_key_{};
};

bool verify(const PublicKey& key, base::ByteView message, base::ByteView signature);

}  // namespace wardroom::crypto
