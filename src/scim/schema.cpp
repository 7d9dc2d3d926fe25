#include "scim/schema.h"

namespace wardroom::scim {

store::SchemaPart schema() {
  return {.room = "scim",
          .version = 1,
          .sql =
#include "scim/schema.inc"
              , .migrations = {}};
}

std::vector<keys::SealedColumn> sealed_columns() {
  return {keys::sealed_column<"scim_tokens", "name_sealed", keys::IdKey<"id">>(),
          keys::sealed_column<"scim_users", "resource_sealed", keys::IdKey<"user_id">>(),
          keys::sealed_column<"scim_groups", "resource_sealed", keys::IdKey<"id">>()};
}

}  // namespace wardroom::scim
