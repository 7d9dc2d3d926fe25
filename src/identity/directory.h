// Who is in the workspace: reading. Any room may use it, inside its own transaction. Any thread.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/holding.h"
#include "identity/types.h"
#include "keys/key_store.h"
#include "store/txn.h"

namespace wardroom::identity {

class Directory {
 public:
  explicit Directory(keys::KeyStore& keys) : keys_(keys) {}

  std::optional<User> find(store::TenantTxn& txn, base::UserId id) const;
  std::optional<User> find_by_username(store::TenantTxn& txn, std::string_view username) const;
  User get(store::TenantTxn& txn, base::UserId id) const;                 // Problem 404 user_not_found
  access::Holding holding(store::TenantTxn& txn, base::UserId id) const;  // Problem 404 user_not_found
  access::PermissionSet held_by(store::TenantTxn& txn, base::UserId id) const { return holding(txn, id).permissions; }
  // In the order asked for, those that exist; one statement each.
  std::vector<User> many(store::TenantTxn& txn, std::span<const base::UserId> ids) const;
  UserPage list(store::TenantTxn& txn, std::optional<base::UserId> after, int limit) const;

 private:
  keys::KeyStore& keys_;
};

// Where a display name is sealed.
keys::Place display_name_place(const base::TenantId& tenant, const base::UserId& user);

}  // namespace wardroom::identity
