// E-mail addresses of accounts: those that a letter showed to be the person's, one a person, one person an address.
// Inside the caller's transaction. Addresses are in small letters (mail_address()).
#pragma once
#include <optional>
#include <string>

#include "identity/parts.h"

namespace wardroom::identity {

class Addresses {
 public:
  explicit Addresses(const Parts& parts) : parts_(parts) {}

  std::optional<std::string> of(store::TenantTxn& txn, base::UserId user) const;
  static std::optional<base::UserId> user_of(store::TenantTxn& txn, const std::string& address);
  void put(store::TenantTxn& txn, base::UserId user, const std::string& address) const;  // Problem 409 address_taken
  static bool remove(store::TenantTxn& txn, base::UserId user);                          // false: there was none

 private:
  const Parts& parts_;
};

}  // namespace wardroom::identity
