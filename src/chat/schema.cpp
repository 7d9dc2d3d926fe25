#include "chat/schema.h"

#include "chat/sealed_messages.h"

namespace wardroom::chat {
namespace {

// Keys made before there were periods: of no time in particular, so none of their channel's messages is new under them.
constexpr std::string_view shred_keys_by_period =
    "CREATE TABLE shred_keys_new (tenant_id BLOB NOT NULL, id BLOB NOT NULL, channel_id BLOB NOT NULL, "
    "period_from INTEGER NOT NULL, period_until INTEGER NOT NULL, key_sealed BLOB NOT NULL, "
    "created_at INTEGER NOT NULL, PRIMARY KEY (tenant_id, id)) WITHOUT ROWID;"
    "INSERT INTO shred_keys_new SELECT k.tenant_id, k.id, c.id, 0, 0, k.key_sealed, k.created_at FROM shred_keys k "
    "JOIN channels c ON c.tenant_id = k.tenant_id AND c.shred_key_id = k.id;"
    "DROP TABLE shred_keys; ALTER TABLE shred_keys_new RENAME TO shred_keys;"
    "CREATE INDEX shred_keys_channel ON shred_keys (tenant_id, channel_id, period_from)";

constexpr std::string_view mirrored_groups =
    "ALTER TABLE memberships ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 1;"
    "CREATE TABLE channel_groups (tenant_id BLOB NOT NULL, channel_id BLOB NOT NULL, group_id BLOB NOT NULL, "
    "linked_by BLOB NOT NULL, linked_at INTEGER NOT NULL, PRIMARY KEY (tenant_id, channel_id, group_id)) WITHOUT ROWID;"
    "CREATE INDEX channel_groups_by_group ON channel_groups (tenant_id, group_id, channel_id);"
    "CREATE TABLE channel_kept_out (tenant_id BLOB NOT NULL, channel_id BLOB NOT NULL, user_id BLOB NOT NULL, "
    "decided_by BLOB NOT NULL, decided_at INTEGER NOT NULL, PRIMARY KEY (tenant_id, channel_id, user_id)) WITHOUT "
    "ROWID";

constexpr std::string_view posting_programs =
    "ALTER TABLE messages ADD COLUMN bot_id BLOB;"
    "CREATE TABLE bots (tenant_id BLOB NOT NULL, id BLOB NOT NULL, name_sealed BLOB NOT NULL, "
    "PRIMARY KEY (tenant_id, id)) WITHOUT ROWID";

constexpr std::string_view without_index =
    "INSERT INTO message_index (message_index) VALUES ('delete-all'); DELETE FROM indexed_messages; "
    "DELETE FROM search_generations; DELETE FROM search_pending; DELETE FROM search_leftovers";

}  // namespace

store::SchemaPart schema() {
  return {.room = "chat",
          .version = 4,
          .sql =
#include "chat/schema.inc"
              , .migrations = {{2, shred_keys_by_period}, {3, mirrored_groups}, {4, posting_programs}}};
}

std::vector<keys::SealedColumn> sealed_columns(ShredKeys& shred_keys) {
  return {keys::sealed_column<"channels", "name_sealed", keys::IdKey<"id">>(),
          keys::sealed_column<"channels", "topic_sealed", keys::IdKey<"id">>(),
          keys::sealed_column<"bots", "name_sealed", keys::IdKey<"id">>(), sealed_messages(shred_keys),
          sealed_shred_keys(shred_keys)};
}

store::SchemaPart search_schema() {
  return {.room = "search",
          .version = 1,
          .sql =
#include "chat/search_schema.inc"
              , .migrations = {}, .without_derived = without_index};
}

}  // namespace wardroom::chat
