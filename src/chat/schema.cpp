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

}  // namespace

store::SchemaPart schema() {
  return {.room = "chat",
          .version = 2,
          .sql =
#include "chat/schema.inc"
              , .migrations = {{2, shred_keys_by_period}}};
}

std::vector<keys::SealedColumn> sealed_columns(ShredKeys& shred_keys) {
  return {keys::sealed_column<"channels", "name_sealed", keys::IdKey<"id">>(),
          keys::sealed_column<"channels", "topic_sealed", keys::IdKey<"id">>(), sealed_messages(shred_keys),
          sealed_shred_keys(shred_keys)};
}

store::SchemaPart search_schema() {
  return {.room = "search",
          .version = 1,
          .sql =
#include "chat/search_schema.inc"
              , .migrations = {}};
}

}  // namespace wardroom::chat
