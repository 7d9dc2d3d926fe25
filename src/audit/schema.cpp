#include "audit/schema.h"

namespace wardroom::audit {

store::SchemaPart schema() {
  return {.room = "audit",
          .version = 2,
          .sql =
#include "audit/schema.inc"
              ,
          .migrations = {{2,
                          "CREATE TABLE audit_detail_keys (tenant_id BLOB NOT NULL, id TEXT NOT NULL, "
                          "key_sealed BLOB NOT NULL, PRIMARY KEY (tenant_id, id)) WITHOUT ROWID"}}};
}

std::vector<keys::SealedColumn> sealed_columns() {
  return {keys::sealed_column<"audit_detail_keys", "key_sealed", keys::TextKey<"id">>()};
}

}  // namespace wardroom::audit
