// Where root keys live. A Kms wraps and unwraps 32-byte keys under a root key that never leaves it. The context says
// what the key is for and must be the same at unwrapping. Calls may block (network, HSM): not for a network thread. Any
// thread.
#pragma once
#include <array>
#include <cstdint>
#include <expected>
#include <stdexcept>
#include <string>

#include "base/bytes.h"
#include "crypto/aead.h"
#include "crypto/sign.h"

namespace wardroom::kms {

using crypto::Key;

// Why a call failed. The kind decides what happens to keys in memory; the reason is a sentence for the administrator
// (log, doctor, `wardroomctl kms status`) that says what to do. It holds no secret.
struct KmsError {
  enum Kind {
    refused,      // the root key does not open this, or is no longer granted: keys go dark after three in a row
    unreachable,  // no answer: keys stay for the grace time
  };
  KmsError(Kind k) : kind(k) {}  // NOLINT(google-explicit-constructor): a kind alone is an error too
  KmsError(Kind k, std::string why) : kind(k), reason(std::move(why)) {}

  Kind kind;
  std::string reason;

  friend bool operator==(const KmsError& error, Kind k) { return error.kind == k; }
};

// Wrapping failed; nothing was stored.
struct KmsFault : std::runtime_error {
  explicit KmsFault(const std::string& why) : std::runtime_error(why) {}
  explicit KmsFault(const KmsError& error) : std::runtime_error(error.reason), kind(error.kind) {}
  KmsError::Kind kind = KmsError::unreachable;
};

// A signing key (Ed25519) that lives in a KMS: by what it is found again, and its public half.
using SigningKeyId = std::array<std::uint8_t, 16>;
struct MadeSigningKey {
  SigningKeyId id{};
  crypto::PublicKey public_key{};
};

class Kms {
 public:
  Kms() = default;
  Kms(const Kms&) = delete;
  Kms& operator=(const Kms&) = delete;
  virtual ~Kms() = default;

  virtual base::Bytes wrap(const Key& key, base::ByteView context) = 0;  // throws KmsFault
  virtual std::expected<Key, KmsError> unwrap(base::ByteView wrapped, base::ByteView context) = 0;
  // Rotation of the root key, in two steps: after the first wrap() uses the new root, and unwrap() knows both; between
  // them the caller wraps again all it has; after the second the old root is gone. Both may be repeated after a crash.
  // A KMS that rotates by itself (Vault) has nothing to do here. Throw KmsFault.
  virtual void begin_root_rotation() {}
  virtual void end_root_rotation() {}
  // Signing keys that never leave the KMS. Refused by one that keeps none: only tokens do.
  virtual std::expected<MadeSigningKey, KmsError> make_signing_key();
  virtual std::expected<crypto::Signature, KmsError> sign(const SigningKeyId& id, base::ByteView message);
  virtual std::expected<void, KmsError> destroy_signing_key(const SigningKeyId& id);
  virtual std::string describe() const = 0;  // for the log and `wardroomctl doctor`: "local file /…/root.kms"

  // Wraps a throw-away key and opens it again: proves that the root key is there and still granted.
  std::expected<void, KmsError> health();
};

}  // namespace wardroom::kms
