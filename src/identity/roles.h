// Custom roles: named sets of permissions that people hold besides their tier. What somebody's roles add up to is kept
// in their account (`users.granted`), so that asking who somebody is reads one row. Inside the caller's transaction.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "access/caller.h"
#include "identity/directory.h"
#include "identity/parts.h"

namespace wardroom::identity {

struct Role {
  base::RoleId id;
  std::string name;
  std::vector<access::Permission> permissions;  // as chosen
  std::vector<access::Permission> effective;    // with what comes with them
  std::int64_t holders = 0;
  base::Timestamp created_at;
  base::Timestamp updated_at;
};
BOOST_DESCRIBE_STRUCT(Role, (), (id, name, permissions, effective, holders, created_at, updated_at))

struct RoleList {
  std::vector<Role> items;
};
BOOST_DESCRIBE_STRUCT(RoleList, (), (items))

struct RoleHolder {
  User user;
  base::UserId granted_by;
  base::Timestamp granted_at;
};
BOOST_DESCRIBE_STRUCT(RoleHolder, (), (user, granted_by, granted_at))

struct RoleHolderPage {
  std::vector<RoleHolder> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(RoleHolderPage, (), (items, next))

class Roles {
 public:
  Roles(const Parts& parts, const Directory& directory) : parts_(parts), directory_(directory) {}

  RoleList list(store::TenantTxn& txn) const;
  RoleList of(store::TenantTxn& txn, base::UserId user) const;
  Role get(store::TenantTxn& txn, base::RoleId role) const;  // Problem 404 role_not_found
  RoleHolderPage holders(store::TenantTxn& txn, base::RoleId role, std::optional<base::UserId> after, int limit) const;

  // Problem 409 role_name_taken, too_many_roles; 403 where the caller does not hold what the role has, or shall have.
  Role create(store::TenantTxn& txn, const access::Caller& caller, const std::string& name,
              access::PermissionSet permissions) const;
  // Those below answer whose rights it changed.
  std::vector<User> update(store::TenantTxn& txn, const access::Caller& caller, const Role& role,
                           const std::string& name, access::PermissionSet permissions) const;
  std::vector<User> remove(store::TenantTxn& txn, const access::Caller& caller, const Role& role) const;
  std::optional<User> grant(store::TenantTxn& txn, const access::Caller& caller, const Role& role,
                            base::UserId user) const;
  std::optional<User> withdraw(store::TenantTxn& txn, const access::Caller& caller, const Role& role,
                               base::UserId user) const;

 private:
  User settle(store::TenantTxn& txn, base::UserId user) const;
  std::vector<User> settle_all(store::TenantTxn& txn, std::span<const base::UserId> users) const;
  void require_free(store::TenantTxn& txn, const std::string& name, std::optional<base::RoleId> own) const;

  const Parts& parts_;
  const Directory& directory_;
};

}  // namespace wardroom::identity
