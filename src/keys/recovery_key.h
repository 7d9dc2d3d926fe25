// The recovery key: an X25519 pair whose private half is shown once and kept outside. Roots are sealed to its public
// half with libsodium's sealed boxes (X25519, XSalsa20-Poly1305: doc.libsodium.org, "Sealed boxes"), so keeping the
// copy up to date needs no secret. Text form: "wardroom-recovery" and 9 groups of 8 hex digits, private key and the
// first 4 bytes of its SHA-256. Any thread.
#pragma once
#include <array>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "crypto/aead.h"
#include "crypto/age.h"

namespace wardroom::keys {

using RecoveryPublic = std::array<std::uint8_t, 32>;

class RecoveryKey {
 public:
  static RecoveryKey make();
  // Spaces, line ends, dashes and case do not count. The error is a sentence that says what is wrong.
  static std::expected<RecoveryKey, std::string> parse(std::string_view text);

  std::string text() const;  // a secret: wipe it
  const RecoveryPublic& public_key() const { return public_; }
  crypto::AgeIdentity age_identity() const;  // the same pair: what is sealed for its public half in the age format
  std::optional<crypto::Key> open(base::ByteView sealed, base::ByteView context) const;

 private:
  explicit RecoveryKey(crypto::Key secret);
  crypto::Key secret_;
  RecoveryPublic public_{};
};

// Opens only for this context.
base::Bytes seal_for_recovery(const RecoveryPublic& key, const crypto::Key& root, base::ByteView context);

}  // namespace wardroom::keys
