// The SQL of the groups of provisioning systems.
#pragma once
#include "crypto/sealed.h"
#include "store/statement.h"
#include "store/txn.h"

namespace wardroom::scim::queries {

struct GroupRow {
  base::ScimGroupId id;
  crypto::Sealed<std::string> resource;
  std::int64_t revision;
  base::Timestamp created_at, updated_at;
};
BOOST_DESCRIBE_STRUCT(GroupRow, (), (id, resource, revision, created_at, updated_at))

inline constexpr store::Statement<
    "SELECT id, resource_sealed, revision, created_at, updated_at FROM scim_groups WHERE tenant_id = $1 AND id = $2">
    group;
inline constexpr store::Statement<
    "SELECT id, resource_sealed, revision, created_at, updated_at FROM scim_groups WHERE tenant_id = $1"
    " ORDER BY id LIMIT $3 OFFSET $2">
    group_page;
inline constexpr store::Statement<"SELECT COUNT(*) FROM scim_groups WHERE tenant_id = $1"> group_count;
inline constexpr store::Statement<"SELECT id FROM scim_groups WHERE tenant_id = $1 AND name_hash = $2"> group_by_name;
inline constexpr store::Statement<
    "SELECT id FROM scim_groups WHERE tenant_id = $1 AND external_id_hash = $2 ORDER BY id">
    groups_by_external_id;
inline constexpr store::Statement<
    "INSERT INTO scim_groups (tenant_id, id, name_hash, external_id_hash, resource_sealed, revision, created_at,"
    " updated_at) VALUES ($1, $2, $3, $4, $5, 1, $6, $6)">
    insert_group;
inline constexpr store::Statement<
    "UPDATE scim_groups SET name_hash = $3, external_id_hash = $4, resource_sealed = $5, revision = revision + 1,"
    " updated_at = $6 WHERE tenant_id = $1 AND id = $2">
    update_group;
inline constexpr store::Statement<"DELETE FROM scim_groups WHERE tenant_id = $1 AND id = $2"> drop_group;

inline constexpr store::Statement<
    "SELECT user_id FROM scim_members WHERE tenant_id = $1 AND group_id = $2 ORDER BY user_id">
    members;
inline constexpr store::Statement<
    "INSERT INTO scim_members (tenant_id, group_id, user_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING">
    insert_member;
inline constexpr store::Statement<"DELETE FROM scim_members WHERE tenant_id = $1 AND group_id = $2 AND user_id = $3">
    drop_member;
inline constexpr store::Statement<"SELECT COUNT(*) FROM scim_users WHERE tenant_id = $1 AND user_id = $2">
    is_provisioned;

}  // namespace wardroom::scim::queries
