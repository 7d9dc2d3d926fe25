// The SQL of the people whom provisioning systems look after.
#pragma once
#include "crypto/sealed.h"
#include "store/statement.h"
#include "store/txn.h"

namespace wardroom::scim::queries {

// `active`: of the account itself, which an administrator may have changed.
struct UserRow {
  base::UserId user;
  crypto::Sealed<std::string> resource;
  std::string asked_tier;
  bool asked_active;
  bool active;
  std::int64_t revision;
  base::Timestamp created_at, updated_at;
};
BOOST_DESCRIBE_STRUCT(UserRow, (), (user, resource, asked_tier, asked_active, active, revision, created_at, updated_at))

struct MembershipRow {
  base::ScimGroupId group;
  crypto::Sealed<std::string> resource;
};
BOOST_DESCRIBE_STRUCT(MembershipRow, (), (group, resource))

inline constexpr store::Statement<
    "SELECT s.user_id, s.resource_sealed, s.tier, s.active, u.active, s.revision, s.created_at, s.updated_at"
    " FROM scim_users s JOIN users u ON u.tenant_id = $1 AND u.id = s.user_id"
    " WHERE s.tenant_id = $1 AND s.user_id = $2">
    user;
inline constexpr store::Statement<
    "SELECT s.user_id, s.resource_sealed, s.tier, s.active, u.active, s.revision, s.created_at, s.updated_at"
    " FROM scim_users s JOIN users u ON u.tenant_id = $1 AND u.id = s.user_id"
    " WHERE s.tenant_id = $1 ORDER BY s.user_id LIMIT $3 OFFSET $2">
    user_page;
inline constexpr store::Statement<"SELECT COUNT(*) FROM scim_users WHERE tenant_id = $1"> user_count;
inline constexpr store::Statement<"SELECT user_id FROM scim_users WHERE tenant_id = $1 AND user_name_hash = $2">
    user_by_name;
inline constexpr store::Statement<
    "SELECT user_id FROM scim_users WHERE tenant_id = $1 AND external_id_hash = $2 ORDER BY user_id">
    users_by_external_id;
inline constexpr store::Statement<
    "INSERT INTO scim_users (tenant_id, user_id, user_name_hash, external_id_hash, resource_sealed, tier, active,"
    " revision, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $8)">
    insert_user;
inline constexpr store::Statement<
    "UPDATE scim_users SET user_name_hash = $3, external_id_hash = $4, resource_sealed = $5, tier = $6, active = $7,"
    " revision = revision + 1, updated_at = $8 WHERE tenant_id = $1 AND user_id = $2">
    update_user;
inline constexpr store::Statement<"DELETE FROM scim_users WHERE tenant_id = $1 AND user_id = $2"> drop_user;
inline constexpr store::Statement<
    "SELECT g.id, g.resource_sealed FROM scim_members m JOIN scim_groups g ON g.tenant_id = $1 AND g.id = m.group_id"
    " WHERE m.tenant_id = $1 AND m.user_id = $2 ORDER BY g.id">
    groups_of;

}  // namespace wardroom::scim::queries
