// Counts refused logins by account and by address, in the workspace's database, so that a restart forgives nothing. Ten
// in a row lock the subject for 15 minutes, twenty for 30, and so on up to an hour. Names that do not exist are counted
// like those that do.
#pragma once
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "crypto/hash.h"
#include "identity/parts.h"

namespace wardroom::identity {

class Lockout {
 public:
  explicit Lockout(const Parts& parts) : parts_(parts) {}

  struct Subject {
    std::string what;  // "account olga"
    crypto::Digest hash;
    std::chrono::seconds memory;  // without a failure for this long, its count starts anew
  };
  static Subject account(std::string_view username);
  static Subject address(std::string_view address);  // IPv6: its /64

  void require_open(store::TenantTxn& txn, const Subject& subject) const;   // Problem 429 locked_out
  bool count_failure(store::TenantTxn& txn, const Subject& subject) const;  // true: this one locked it
  // Appends `failure` to the audit log and counts it against each subject; what that locks is recorded, too, as
  // auth.locked_out with the failure's target, address and request.
  void record_failure(store::TenantTxn& txn, const audit::Entry& failure, std::span<const Subject> subjects) const;
  void clear(store::TenantTxn& txn, const Subject& subject) const;

 private:
  const Parts& parts_;
};

}  // namespace wardroom::identity
