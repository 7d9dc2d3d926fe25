#include "identity/schema.h"

namespace wardroom::identity {
namespace {

constexpr std::string_view schema_sql =
#include "identity/schema.inc"
    ;

}  // namespace

store::SchemaPart schema() { return {.room = "identity", .version = 1, .sql = schema_sql}; }

store::SchemaPart factor_schema() {
  return {.room = "factors",
          .version = 1,
          .sql =
#include "identity/factor_schema.inc"
              , .migrations = {}};
}

store::SchemaPart api_key_schema() {
  return {.room = "api_keys",
          .version = 1,
          .sql =
#include "identity/api_key_schema.inc"
              , .migrations = {}};
}

std::vector<keys::SealedColumn> sealed_columns() {
  return {keys::sealed_column<"users", "display_name_sealed", keys::IdKey<"id">>(),
          keys::sealed_column<"passwords", "phc_sealed", keys::IdKey<"user_id">>(),
          keys::sealed_column<"signing_keys", "seed_sealed", keys::TextKey<"kid">>(),
          keys::sealed_column<"api_keys", "name_sealed", keys::IdKey<"id">>(),
          keys::sealed_column<"totp", "secret_sealed", keys::IdKey<"user_id">>(),
          keys::sealed_column<"recovery_codes", "codes_sealed", keys::IdKey<"user_id">>()};
}

}  // namespace wardroom::identity
