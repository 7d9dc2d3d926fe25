#include "keys/schema.h"

namespace wardroom::keys {
namespace {

constexpr std::string_view recovery_keys =
    "CREATE TABLE recovery_keys (tenant_id BLOB NOT NULL, id INTEGER NOT NULL CHECK (id = 1), "
    "public_key BLOB NOT NULL, created_at INTEGER NOT NULL, drilled_at INTEGER, "
    "PRIMARY KEY (tenant_id, id)) WITHOUT ROWID";

}  // namespace

store::SchemaPart schema() {
  return {.room = "keys",
          .version = 2,
          .sql =
#include "keys/schema.inc"
              , .migrations = {{2, recovery_keys}}};
}

std::vector<SealedColumn> sealed_columns() { return {sealed_column<"key_chain", "seed_sealed", TextKey<"id">>()}; }

}  // namespace wardroom::keys
