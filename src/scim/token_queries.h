// The SQL of SCIM tokens and of what provisioned people become.
#pragma once
#include "crypto/sealed.h"
#include "store/statement.h"
#include "store/txn.h"

namespace wardroom::scim::queries {

struct TokenRow {
  base::ScimTokenId id;
  std::string shown;
  crypto::Sealed<std::string> name;
  base::UserId created_by;
  base::Timestamp created_at;
  std::optional<base::Timestamp> expires_at, last_used_at;
};
BOOST_DESCRIBE_STRUCT(TokenRow, (), (id, shown, name, created_by, created_at, expires_at, last_used_at))

struct ShownTokenRow {
  base::ScimTokenId id;
  std::optional<base::Timestamp> last_used_at;
};
BOOST_DESCRIBE_STRUCT(ShownTokenRow, (), (id, last_used_at))

struct SettingsRow {
  std::string tier;
  bool admins;
};
BOOST_DESCRIBE_STRUCT(SettingsRow, (), (tier, admins))

inline constexpr store::Statement<
    "INSERT INTO scim_tokens (tenant_id, id, hash, shown, name_sealed, created_by, created_at, expires_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)">
    insert_token;
inline constexpr store::Statement<
    "SELECT id, shown, name_sealed, created_by, created_at, expires_at, last_used_at FROM scim_tokens"
    " WHERE tenant_id = $1 AND (expires_at IS NULL OR expires_at > $2) ORDER BY id">
    tokens;
inline constexpr store::Statement<
    "SELECT id, last_used_at FROM scim_tokens"
    " WHERE tenant_id = $1 AND hash = $2 AND (expires_at IS NULL OR expires_at > $3)">
    shown_token;
inline constexpr store::Statement<"DELETE FROM scim_tokens WHERE tenant_id = $1 AND id = $2"> drop_token;
inline constexpr store::Statement<"DELETE FROM scim_tokens WHERE tenant_id = $1 AND expires_at < $2"> forget_tokens;
inline constexpr store::Statement<"UPDATE scim_tokens SET last_used_at = $3 WHERE tenant_id = $1 AND id = $2">
    used_token;

inline constexpr store::Statement<"SELECT tier, admins FROM scim_settings WHERE tenant_id = $1"> settings;
inline constexpr store::Statement<
    "INSERT INTO scim_settings (tenant_id, tier, admins) VALUES ($1, $2, $3)"
    " ON CONFLICT (tenant_id) DO UPDATE SET tier = excluded.tier, admins = excluded.admins">
    put_settings;

}  // namespace wardroom::scim::queries
