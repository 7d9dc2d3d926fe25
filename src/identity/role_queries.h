// The SQL of custom roles.
#pragma once
#include "crypto/sealed.h"
#include "store/statement.h"
#include "store/txn.h"

namespace wardroom::identity::queries {

struct RoleRow {
  base::RoleId id;
  crypto::Sealed<std::string> name;
  std::string permissions;
  base::Timestamp created_at, updated_at;
  std::int64_t holders;
};
BOOST_DESCRIBE_STRUCT(RoleRow, (), (id, name, permissions, created_at, updated_at, holders))

struct RoleHolderRow {
  base::UserId user, granted_by;
  base::Timestamp granted_at;
};
BOOST_DESCRIBE_STRUCT(RoleHolderRow, (), (user, granted_by, granted_at))

inline constexpr store::Statement<
    "SELECT r.id, r.name_sealed, r.permissions, r.created_at, r.updated_at,"
    " (SELECT COUNT(*) FROM role_holders h WHERE h.tenant_id = $1 AND h.role_id = r.id)"
    " FROM roles r WHERE r.tenant_id = $1 ORDER BY r.id">
    roles;
inline constexpr store::Statement<
    "SELECT r.id, r.name_sealed, r.permissions, r.created_at, r.updated_at,"
    " (SELECT COUNT(*) FROM role_holders h WHERE h.tenant_id = $1 AND h.role_id = r.id)"
    " FROM roles r WHERE r.tenant_id = $1 AND r.id = $2">
    role;
inline constexpr store::Statement<
    "SELECT r.id, r.name_sealed, r.permissions, r.created_at, r.updated_at,"
    " (SELECT COUNT(*) FROM role_holders o WHERE o.tenant_id = $1 AND o.role_id = r.id)"
    " FROM role_holders h JOIN roles r ON r.tenant_id = $1 AND r.id = h.role_id"
    " WHERE h.tenant_id = $1 AND h.user_id = $2 ORDER BY r.id">
    roles_of;
inline constexpr store::Statement<
    "INSERT INTO roles (tenant_id, id, name_sealed, permissions, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, "
    "$5)">
    insert_role;
inline constexpr store::Statement<
    "UPDATE roles SET name_sealed = $3, permissions = $4, updated_at = $5 WHERE tenant_id = $1 AND id = $2">
    update_role;
inline constexpr store::Statement<"DELETE FROM roles WHERE tenant_id = $1 AND id = $2"> delete_role;

inline constexpr store::Statement<
    "SELECT user_id, granted_by, granted_at FROM role_holders WHERE tenant_id = $1 AND role_id = $2 AND user_id > $3"
    " ORDER BY user_id LIMIT $4">
    role_holders_after;
inline constexpr store::Statement<
    "INSERT INTO role_holders (tenant_id, role_id, user_id, granted_by, granted_at) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT DO NOTHING">
    grant_role;
inline constexpr store::Statement<"DELETE FROM role_holders WHERE tenant_id = $1 AND role_id = $2 AND user_id = $3">
    withdraw_role;
inline constexpr store::Statement<"DELETE FROM role_holders WHERE tenant_id = $1 AND role_id = $2 RETURNING user_id">
    withdraw_role_from_all;
inline constexpr store::Statement<"SELECT user_id FROM role_holders WHERE tenant_id = $1 AND role_id = $2">
    role_holder_ids;
inline constexpr store::Statement<
    "SELECT r.permissions FROM role_holders h JOIN roles r ON r.tenant_id = $1 AND r.id = h.role_id"
    " WHERE h.tenant_id = $1 AND h.user_id = $2">
    permissions_by_roles;
inline constexpr store::Statement<"UPDATE users SET granted = $3 WHERE tenant_id = $1 AND id = $2"> set_granted;

}  // namespace wardroom::identity::queries
