#include "keys/schema.h"

namespace wardroom::keys {

store::SchemaPart schema() {
  return {.room = "keys",
          .version = 1,
          .sql =
#include "keys/schema.inc"
              , .migrations = {}};
}

std::vector<SealedColumn> sealed_columns() { return {sealed_column<"key_chain", "seed_sealed", TextKey<"id">>()}; }

}  // namespace wardroom::keys
