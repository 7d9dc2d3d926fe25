#include "identity/schema.h"

namespace wardroom::identity {
namespace {

constexpr std::string_view schema_sql =
#include "identity/schema.inc"
    ;

constexpr std::string_view password_resets =
    "CREATE TABLE password_resets (tenant_id BLOB NOT NULL, user_id BLOB NOT NULL, hash BLOB NOT NULL, "
    "created_by BLOB NOT NULL, expires_at INTEGER NOT NULL, PRIMARY KEY (tenant_id, user_id), "
    "UNIQUE (tenant_id, hash), FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id))";

constexpr std::string_view bound = "ALTER TABLE invitations ADD COLUMN bound_sealed BLOB";

constexpr std::string_view revoked_tokens =
    "ALTER TABLE sessions ADD COLUMN has_revoked_tokens INTEGER NOT NULL DEFAULT 0; "
    "CREATE TABLE revoked_tokens (tenant_id BLOB NOT NULL, jti_hash BLOB NOT NULL, expires_at INTEGER NOT NULL, "
    "PRIMARY KEY (tenant_id, jti_hash))";

constexpr std::string_view granted = "ALTER TABLE users ADD COLUMN granted TEXT";

}  // namespace

store::SchemaPart schema() {
  return {.room = "identity",
          .version = 5,
          .sql = schema_sql,
          .migrations = {{2, password_resets}, {3, bound}, {4, revoked_tokens}, {5, granted}}};
}

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

store::SchemaPart passkey_schema() {
  return {.room = "passkeys",
          .version = 1,
          .sql =
#include "identity/passkey_schema.inc"
              , .migrations = {}};
}

store::SchemaPart address_schema() {
  return {.room = "addresses",
          .version = 1,
          .sql =
#include "identity/address_schema.inc"
              , .migrations = {}};
}

store::SchemaPart recovery_schema() {
  return {.room = "account_recovery",
          .version = 1,
          .sql =
#include "identity/recovery_schema.inc"
              , .migrations = {}};
}

store::SchemaPart role_schema() {
  return {.room = "roles",
          .version = 1,
          .sql =
#include "identity/role_schema.inc"
              , .migrations = {}};
}

std::vector<keys::SealedColumn> sealed_columns() {
  return {keys::sealed_column<"addresses", "address_sealed", keys::IdKey<"user_id">>(),
          keys::sealed_column<"registration", "config_sealed">(),
          keys::sealed_column<"invitations", "bound_sealed", keys::IdKey<"id">>(),
          keys::sealed_column<"users", "display_name_sealed", keys::IdKey<"id">>(),
          keys::sealed_column<"passwords", "phc_sealed", keys::IdKey<"user_id">>(),
          keys::sealed_column<"signing_keys", "seed_sealed", keys::TextKey<"kid">>(),
          keys::sealed_column<"api_keys", "name_sealed", keys::IdKey<"id">>(),
          keys::sealed_column<"roles", "name_sealed", keys::IdKey<"id">>(),
          keys::sealed_column<"totp", "secret_sealed", keys::IdKey<"user_id">>(),
          keys::sealed_column<"recovery_codes", "codes_sealed", keys::IdKey<"user_id">>(),
          keys::sealed_column<"passkeys", "credential_sealed", keys::IdKey<"id">>(),
          keys::sealed_column<"passkeys", "name_sealed", keys::IdKey<"id">>()};
}

}  // namespace wardroom::identity
