#include "crypto/sign.h"

namespace wardroom::crypto {

SigningKey::SigningKey(const base::Secret<32>& seed) {
  crypto_sign_seed_keypair(public_key_.data(), secret_.writable().data(), seed.view().data());
}

base::Secret<32> SigningKey::seed() const { return base::Secret<32>(secret_.view().first<32>()); }

Signature SigningKey::sign(base::ByteView message) const {
  Signature signature{};
  crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), secret_.view().data());
  return signature;
}

bool verify(const PublicKey& key, base::ByteView message, base::ByteView signature) {
  return signature.size() == Signature().size() &&
         crypto_sign_verify_detached(signature.data(), message.data(), message.size(), key.data()) == 0;
}

}  // namespace wardroom::crypto
