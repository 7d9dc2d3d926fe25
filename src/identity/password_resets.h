// Links by which somebody who forgot their password sets a new one, made by an administrator: good once, for 24 hours,
// void as soon as a newer one is made or their maker might not make it any more; or by the person themself, by a
// letter. Inside the caller's transaction.
#pragma once
#include <boost/describe/class.hpp>
#include <string>

#include "access/caller.h"
#include "crypto/hash.h"
#include "identity/parts.h"

namespace wardroom::identity {

struct CreatedReset {
  std::string link;  // shown once
  base::Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(CreatedReset, (), (link, expires_at))

class PasswordResets {
 public:
  explicit PasswordResets(const Parts& parts) : parts_(parts) {}

  // Problem 403 when the person's tier holds more than the caller's, 409 account_inactive.
  CreatedReset create(store::TenantTxn& txn, const access::Caller& caller, const User& user) const;
  // For the person themself, to be sent to their address.
  std::string create_own(store::TenantTxn& txn, base::UserId user) const;
  // Whose it is. Problem 404 reset_invalid.
  User require_open(store::TenantTxn& txn, const crypto::Digest& hash) const;
  void use_up(store::TenantTxn& txn, base::UserId user) const;

 private:
  const Parts& parts_;
};

base::Problem invalid_reset();

}  // namespace wardroom::identity
