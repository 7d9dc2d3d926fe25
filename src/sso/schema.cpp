#include "sso/schema.h"

namespace wardroom::sso {

store::SchemaPart schema() {
  return {.room = "sso",
          .version = 1,
          .sql =
#include "sso/schema.inc"
              , .migrations = {}};
}

std::vector<keys::SealedColumn> sealed_columns() {
  return {keys::sealed_column<"sso_providers", "config_sealed", keys::IdKey<"id">>()};
}

}  // namespace wardroom::sso
