// People's own recovery keys: made while signed in, kept by them, good once to set a new password. The server keeps the
// SHA-256. A key has 256 random bits and names its workspace, so that nothing else is asked for and nothing is told.
// Inside the caller's transaction.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>

#include "base/problem.h"
#include "crypto/hash.h"
#include "identity/parts.h"

namespace wardroom::identity {

struct CreatedRecoveryKey {
  std::string key;  // shown once
  base::Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(CreatedRecoveryKey, (), (key, created_at))

class RecoveryKeys {
 public:
  explicit RecoveryKeys(const Parts& parts) : parts_(parts) {}

  CreatedRecoveryKey create(store::TenantTxn& txn, base::UserId user) const;  // one from before is void
  static std::optional<base::Timestamp> made_at(store::TenantTxn& txn, base::UserId user);
  static bool remove(store::TenantTxn& txn, base::UserId user);  // whether there was one
  // Whose it is. Problem 404 recovery_invalid.
  User require_holder(store::TenantTxn& txn, const crypto::Digest& hash) const;

 private:
  const Parts& parts_;
};

base::Problem invalid_recovery_key();

}  // namespace wardroom::identity
