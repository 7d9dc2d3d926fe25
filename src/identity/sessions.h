// Sessions and their refresh tokens, inside the caller's transaction. Each refresh token is good once; the next one
// takes its place. One that comes again is either a lost answer (within the grace time, and nothing newer was used) or
// stolen: then the session ends. A session ends when it was not refreshed for a while, and a while after signing in,
// too.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "access/caller.h"
#include "crypto/hash.h"
#include "identity/parts.h"

namespace wardroom::identity {

struct Opened {
  base::SessionId id;
  std::string refresh_token;
};

enum class Refresh { refreshed, unknown, ended, reused };

struct Refreshed {
  Refresh outcome = Refresh::unknown;
  base::SessionId session;
  base::UserId user;
  std::string refresh_token;
};

class Sessions {
 public:
  explicit Sessions(const Parts& parts) : parts_(parts) {}

  Opened open(store::TenantTxn& txn, base::UserId user, const access::Origin& origin) const;
  struct Owner {
    base::UserId user;
    base::SessionId session;
  };
  // Whose refresh token this is, whether it is still good or not.
  static std::optional<Owner> owner(store::TenantTxn& txn, const crypto::Digest& token);
  // Ends the session itself on reuse: let the transaction commit whatever the outcome.
  Refreshed refresh(store::TenantTxn& txn, const crypto::Digest& token, const access::Origin& origin) const;

  SessionPage list(store::TenantTxn& txn, base::UserId user, base::SessionId current,
                   std::optional<base::SessionId> after, int limit) const;
  bool revoke(store::TenantTxn& txn, base::UserId user, base::SessionId session) const;  // false: none such is open
  std::int64_t revoke_all(store::TenantTxn& txn, base::UserId user,
                          std::optional<base::SessionId> except = std::nullopt) const;
  // One access token only; the session goes on, its sockets come again.
  void revoke_token(store::TenantTxn& txn, const access::Credentials& credentials) const;
  // Cuts the sockets of those that ended by the clock, and forgets sessions that ended more than `keep` ago, with their
  // tokens.
  std::int64_t sweep(store::TenantTxn& txn, std::chrono::seconds keep) const;

 private:
  base::Timestamp end_of(base::Timestamp created_at) const;  // if it is not refreshed from now on
  std::string new_refresh_token(store::TenantTxn& txn, base::SessionId session, base::Timestamp now) const;
  void tell_ended(store::TenantTxn& txn, base::SessionId session) const;

  const Parts& parts_;
};

}  // namespace wardroom::identity
