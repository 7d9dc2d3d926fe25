// What access tokens are signed with: Ed25519 keys `current`, `next` (published before it signs) and `previous` (still
// accepted), sealed in the platform's database, held in memory. Any thread; sign, verify and jwks do no I/O.
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
  explicit SigningKeys(const Parts& parts);  // loads them, or makes them at the first start; waits for the store

  std::string sign(const access::Credentials& credentials) const;
  access::Credentials verify(std::string_view token) const;  // Problem 401 token_missing, token_invalid, token_expired
  std::string jwks() const;

  std::string current_id() const;
  void reload();  // what another process rotated; waits for the store

  struct Listed {
    std::string kid, state;
    base::Timestamp created_at;
  };
  static std::vector<Listed> list(store::TenantTxn& platform);

  // current -> previous, next -> current, and a fresh next. Tokens signed before stay good until they expire. Answers
  // false and changes nothing when the current key is younger than `min_age`. Waits for the store.
  bool rotate(std::chrono::seconds min_age = std::chrono::seconds(0));

 private:
  struct Ring;
  std::shared_ptr<const Ring> ring() const;
  std::shared_ptr<const Ring> read(store::TenantTxn& platform) const;
  void insert(store::TenantTxn& platform, std::string_view state) const;

  const Parts& parts_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Ring> ring_;
};

}  // namespace wardroom::identity
