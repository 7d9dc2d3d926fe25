// What access tokens are signed with: Ed25519 keys `current`, `next` (published before it signs) and `previous` (still
// accepted), sealed in the platform's database or in a token (keys/signers.h). Any thread; verify and jwks do no I/O,
// sign may wait for the token.
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "access/caller.h"
#include "crypto/jwt.h"
#include "identity/parts.h"

namespace wardroom::identity {

class SigningKeys {
 public:
  // Loads them, makes them at the first start, and new ones when keys.signing wants them elsewhere. Waits for the
  // store.
  explicit SigningKeys(const Parts& parts);

  std::string sign(const access::Credentials& credentials) const;  // Problem 503 signing_unavailable
  access::Credentials verify(std::string_view token) const;  // Problem 401 token_missing, token_invalid, token_expired
  std::string jwks() const;

  std::string current_id() const;
  void reload() const;  // what another process rotated; waits for the store

  struct Listed {
    std::string kid, state;
    base::Timestamp created_at;
    keys::SigningPlace kept{};
  };
  static std::vector<Listed> list(store::TenantTxn& platform, keys::KeyStore& keys);

  // current -> previous, next -> current, and a fresh next. Tokens signed before stay good until they expire. Answers
  // false and changes nothing when the current key is younger than `min_age`. Waits for the store.
  bool rotate(std::chrono::seconds min_age = std::chrono::seconds(0));

 private:
  struct Ring;
  using SharedRing = std::shared_ptr<const Ring>;
  SharedRing ring() const;
  std::string sign_with(const Ring& ring, const access::Credentials& credentials) const;
  void set(SharedRing ring) const;
  SharedRing read(store::TenantTxn& platform) const;
  void insert(store::TenantTxn& platform, std::string_view state, const keys::MadeSigner& made) const;
  SharedRing begin_in_place() const;
  SharedRing advance(store::TenantTxn& platform, const keys::MadeSigner& next) const;

  const Parts& parts_;
  mutable std::mutex mutex_;
  mutable SharedRing ring_;
};

}  // namespace wardroom::identity
