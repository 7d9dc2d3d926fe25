// The SQL of groups. $1 is the tenant, bound by the transaction.
#pragma once
#include "crypto/hash.h"
#include "crypto/sealed.h"
#include "groups/types.h"
#include "store/statement.h"
#include "store/txn.h"

namespace wardroom::groups::queries {

using store::Statement;

// ---- groups

struct GroupRow {
  base::GroupId id;
  crypto::Sealed<std::string> name, description;
  std::string visibility, mentionable_by;
  base::Timestamp created_at, updated_at;
};
BOOST_DESCRIBE_STRUCT(GroupRow, (), (id, name, description, visibility, mentionable_by, created_at, updated_at))

inline constexpr Statement<
    "SELECT id, name_sealed, description_sealed, visibility, mentionable_by, created_at, updated_at FROM user_groups "
    "WHERE tenant_id = $1 AND id = $2">
    group;
inline constexpr Statement<
    "SELECT id, name_sealed, description_sealed, visibility, mentionable_by, created_at, updated_at FROM user_groups "
    "WHERE tenant_id = $1 ORDER BY id">
    groups;
// All but the hidden ones, and those of them that the person manages.
inline constexpr Statement<
    "SELECT g.id, g.name_sealed, g.description_sealed, g.visibility, g.mentionable_by, g.created_at, g.updated_at FROM "
    "user_groups g WHERE g.tenant_id = $1 AND g.id > $2 AND (g.visibility <> 'hidden' OR EXISTS (SELECT 1 FROM "
    "group_managers m WHERE m.tenant_id = $1 AND m.group_id = g.id AND m.user_id = $3)) ORDER BY g.id LIMIT $4">
    groups_seen_by;
inline constexpr Statement<
    "SELECT id, name_sealed, description_sealed, visibility, mentionable_by, created_at, updated_at FROM user_groups "
    "WHERE tenant_id = $1 AND id > $2 ORDER BY id LIMIT $3">
    groups_after;
inline constexpr Statement<"SELECT COUNT(*) FROM user_groups WHERE tenant_id = $1"> group_count;
inline constexpr Statement<
    "INSERT INTO user_groups (tenant_id, id, name_sealed, description_sealed, visibility, mentionable_by, created_by, "
    "created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)">
    insert_group;
inline constexpr Statement<
    "UPDATE user_groups SET name_sealed = $3, description_sealed = $4, visibility = $5, mentionable_by = $6, "
    "updated_at = $7 WHERE tenant_id = $1 AND id = $2">
    update_group;
inline constexpr Statement<"DELETE FROM user_groups WHERE tenant_id = $1 AND id = $2"> delete_group;

// ---- who is in one

inline constexpr Statement<"SELECT COUNT(*) FROM group_people WHERE tenant_id = $1 AND group_id = $2 AND user_id = $3">
    is_in;
inline constexpr Statement<"SELECT COUNT(*) FROM group_people WHERE tenant_id = $1 AND group_id = $2"> people_count;
inline constexpr Statement<"SELECT user_id FROM group_people WHERE tenant_id = $1 AND group_id = $2 ORDER BY user_id">
    people;
inline constexpr Statement<"INSERT INTO group_people (tenant_id, group_id, user_id) VALUES ($1, $2, $3)"> insert_person;
inline constexpr Statement<"DELETE FROM group_people WHERE tenant_id = $1 AND group_id = $2 AND user_id = $3">
    delete_person;

inline constexpr Statement<"SELECT group_id FROM group_people WHERE tenant_id = $1 AND user_id = $2 ORDER BY group_id">
    groups_of_person;

struct Reasons {
  std::int64_t kept_out, entries, by_subgroups;
};
BOOST_DESCRIBE_STRUCT(Reasons, (), (kept_out, entries, by_subgroups))

inline constexpr Statement<
    "SELECT (SELECT COUNT(*) FROM group_kept_out k WHERE k.tenant_id = $1 AND k.group_id = $2 AND k.user_id = $3), "
    "(SELECT COUNT(*) FROM group_entries e WHERE e.tenant_id = $1 AND e.group_id = $2 AND e.user_id = $3), "
    "(SELECT COUNT(*) FROM subgroups s JOIN group_people p ON p.tenant_id = $1 AND p.group_id = s.subgroup_id AND "
    "p.user_id = $3 WHERE s.tenant_id = $1 AND s.group_id = $2)">
    reasons;

struct EntryRow {
  base::FeedId feed;
  std::optional<base::UserId> by;
  base::Timestamp at;
};
BOOST_DESCRIBE_STRUCT(EntryRow, (), (feed, by, at))

inline constexpr Statement<
    "SELECT feed_id, added_by, added_at FROM group_entries WHERE tenant_id = $1 AND group_id = $2 AND user_id = $3 "
    "ORDER BY feed_id">
    entries;
inline constexpr Statement<
    "INSERT INTO group_entries (tenant_id, group_id, user_id, feed_id, added_by, added_at) VALUES ($1, $2, $3, $4, $5, "
    "$6) ON CONFLICT DO NOTHING">
    insert_entry;
inline constexpr Statement<
    "DELETE FROM group_entries WHERE tenant_id = $1 AND group_id = $2 AND user_id = $3 AND feed_id = $4">
    delete_entry;
inline constexpr Statement<"DELETE FROM group_entries WHERE tenant_id = $1 AND group_id = $2"> delete_entries;

struct KeptOutRow {
  base::UserId by;
  base::Timestamp at;
};
BOOST_DESCRIBE_STRUCT(KeptOutRow, (), (by, at))

inline constexpr Statement<
    "SELECT decided_by, decided_at FROM group_kept_out WHERE tenant_id = $1 AND group_id = $2 AND user_id = $3">
    kept_out;
inline constexpr Statement<
    "INSERT INTO group_kept_out (tenant_id, group_id, user_id, decided_by, decided_at) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT DO NOTHING">
    keep_out;
inline constexpr Statement<"DELETE FROM group_kept_out WHERE tenant_id = $1 AND group_id = $2 AND user_id = $3">
    readmit;
inline constexpr Statement<"DELETE FROM group_kept_out WHERE tenant_id = $1 AND group_id = $2"> readmit_all;
// Everybody there is something to say about: who is in, and who is kept out.
inline constexpr Statement<
    "SELECT user_id FROM group_people WHERE tenant_id = $1 AND group_id = $2 AND user_id > $3 UNION SELECT user_id "
    "FROM "
    "group_kept_out WHERE tenant_id = $1 AND group_id = $2 AND user_id > $3 ORDER BY user_id LIMIT $4">
    concerned_after;

inline constexpr Statement<
    "SELECT user_id FROM group_people WHERE tenant_id = $1 AND group_id = $2 AND user_id > $3 ORDER BY user_id LIMIT "
    "$4">
    people_after;

// ---- subgroups

struct Edge {
  base::GroupId group, subgroup;
};
BOOST_DESCRIBE_STRUCT(Edge, (), (group, subgroup))

inline constexpr Statement<"SELECT group_id, subgroup_id FROM subgroups WHERE tenant_id = $1"> edges;
inline constexpr Statement<"SELECT group_id FROM subgroups WHERE tenant_id = $1 AND subgroup_id = $2"> groups_above;
inline constexpr Statement<
    "SELECT subgroup_id FROM subgroups WHERE tenant_id = $1 AND group_id = $2 ORDER BY subgroup_id">
    groups_below;
inline constexpr Statement<
    "INSERT INTO subgroups (tenant_id, group_id, subgroup_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING">
    insert_subgroup;
inline constexpr Statement<"DELETE FROM subgroups WHERE tenant_id = $1 AND group_id = $2 AND subgroup_id = $3">
    delete_subgroup;
inline constexpr Statement<"DELETE FROM subgroups WHERE tenant_id = $1 AND (group_id = $2 OR subgroup_id = $2)">
    delete_edges_of;

// ---- managers

struct ManagerRow {
  base::UserId user;
  std::string powers;
  base::UserId by;
  base::Timestamp at;
};
BOOST_DESCRIBE_STRUCT(ManagerRow, (), (user, powers, by, at))

inline constexpr Statement<
    "SELECT user_id, powers, appointed_by, appointed_at FROM group_managers WHERE tenant_id = $1 AND group_id = $2 "
    "ORDER BY user_id">
    managers;
inline constexpr Statement<"SELECT powers FROM group_managers WHERE tenant_id = $1 AND group_id = $2 AND user_id = $3">
    powers_of;
inline constexpr Statement<
    "INSERT INTO group_managers (tenant_id, group_id, user_id, powers, appointed_by, appointed_at) VALUES ($1, $2, $3, "
    "$4, $5, $6) ON CONFLICT (tenant_id, group_id, user_id) DO UPDATE SET powers = excluded.powers, appointed_by = "
    "excluded.appointed_by, appointed_at = excluded.appointed_at">
    put_manager;
inline constexpr Statement<"DELETE FROM group_managers WHERE tenant_id = $1 AND group_id = $2 AND user_id = $3">
    delete_manager;
inline constexpr Statement<"DELETE FROM group_managers WHERE tenant_id = $1 AND group_id = $2"> delete_managers;

// ---- feeds

struct FeedRow {
  base::FeedId id;
  base::GroupId group;
  std::string source;
  crypto::Digest key;
  crypto::Sealed<std::string> label;
  base::UserId created_by;
  base::Timestamp created_at;
  std::int64_t people;
};
BOOST_DESCRIBE_STRUCT(FeedRow, (), (id, group, source, key, label, created_by, created_at, people))

inline constexpr Statement<
    "SELECT f.id, f.group_id, f.source, f.key_hash, f.label_sealed, f.created_by, f.created_at, (SELECT COUNT(*) FROM "
    "group_entries e WHERE e.tenant_id = $1 AND e.feed_id = f.id) FROM group_feeds f WHERE f.tenant_id = $1 AND "
    "f.group_id = $2 ORDER BY f.id">
    feeds_of_group;
inline constexpr Statement<
    "SELECT f.id, f.group_id, f.source, f.key_hash, f.label_sealed, f.created_by, f.created_at, (SELECT COUNT(*) FROM "
    "group_entries e WHERE e.tenant_id = $1 AND e.feed_id = f.id) FROM group_feeds f WHERE f.tenant_id = $1 AND "
    "f.origin = $2 ORDER BY f.id">
    feeds_of_origin;
inline constexpr Statement<
    "INSERT INTO group_feeds (tenant_id, id, group_id, source, origin, key_hash, label_sealed, created_by, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING">
    insert_feed;
inline constexpr Statement<"DELETE FROM group_feeds WHERE tenant_id = $1 AND id = $2"> delete_feed;
inline constexpr Statement<"DELETE FROM group_feeds WHERE tenant_id = $1 AND group_id = $2"> delete_feeds_of_group;
inline constexpr Statement<"SELECT user_id FROM group_entries WHERE tenant_id = $1 AND feed_id = $2"> people_of_feed;

}  // namespace wardroom::groups::queries
