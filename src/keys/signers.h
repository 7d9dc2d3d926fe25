// Where signing keys (access tokens, audit checkpoints, the server's identity) are made and kept, by the setting
// keys.signing: sealed in the database and opened into memory, or in the token that holds the root key, which they
// never leave. What a row seals of a key is its "secret": the seed (32 bytes), or where in the token it is:
//
//   "token" | id (16) | public key (32)
//
// Any thread. What makes, destroys or signs with a token's key calls the KMS: never inside a transaction.
#pragma once
#include <boost/describe/enum.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/sign.h"
#include "kms/kms.h"

namespace wardroom::keys {

enum class SigningPlace { sealed, token };
BOOST_DESCRIBE_ENUM(SigningPlace, sealed, token)

struct StoredSigner {
  std::shared_ptr<const crypto::Signer> signer;  // one in the token throws kms::KmsFault when it cannot sign
  std::optional<kms::SigningKeyId> in_token;

  SigningPlace place() const { return in_token ? SigningPlace::token : SigningPlace::sealed; }
};

struct MadeSigner {
  StoredSigner stored;
  std::string secret;  // to be sealed, then wiped
};

class Signers {
 public:
  Signers(std::shared_ptr<kms::Kms> kms, SigningPlace place) : kms_(std::move(kms)), place_(place) {}

  MadeSigner make() const;  // where new keys belong; throws kms::KmsFault
  // No I/O. Wipes the secret. Throws std::runtime_error when it is none.
  StoredSigner open(std::string& secret) const;
  // Of the token; nothing to do for the others. What the token does not let go of now is logged and left.
  void destroy(const StoredSigner& stored) const;
  bool in_place(const StoredSigner& stored) const { return stored.place() == place_; }

 private:
  std::shared_ptr<kms::Kms> kms_;
  SigningPlace place_;
};

}  // namespace wardroom::keys
