#include "groups/schema.h"

namespace wardroom::groups {

store::SchemaPart schema() {
  return {.room = "groups",
          .version = 1,
          .sql =
#include "groups/schema.inc"
              , .migrations = {}};
}

std::vector<keys::SealedColumn> sealed_columns() {
  return {keys::sealed_column<"user_groups", "name_sealed", keys::IdKey<"id">>(),
          keys::sealed_column<"user_groups", "description_sealed", keys::IdKey<"id">>(),
          keys::sealed_column<"group_feeds", "label_sealed", keys::IdKey<"id">>()};
}

}  // namespace wardroom::groups
