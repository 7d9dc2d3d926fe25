// The SQL of API keys.
#pragma once
#include "crypto/sealed.h"
#include "store/statement.h"
#include "store/txn.h"

namespace wardroom::identity::queries {

struct ApiKeyRow {
  base::ApiKeyId id;
  std::string shown;
  crypto::Sealed<std::string> name;
  std::optional<std::string> permissions;
  bool read_only;
  base::Timestamp created_at, expires_at;
  std::optional<base::Timestamp> last_used_at;
};
BOOST_DESCRIBE_STRUCT(ApiKeyRow, (), (id, shown, name, permissions, read_only, created_at, expires_at, last_used_at))

// Who shows a key, if it is good.
struct KeyHolderRow {
  base::ApiKeyId id;
  base::UserId user;
  std::string tier;
  std::optional<std::string> granted;
  std::optional<std::string> permissions;
  bool read_only;
  std::optional<base::Timestamp> last_used_at;
  std::optional<std::string> required_from;
  std::optional<base::Timestamp> factor_since;
};
BOOST_DESCRIBE_STRUCT(KeyHolderRow, (),
                      (id, user, tier, granted, permissions, read_only, last_used_at, required_from, factor_since))

inline constexpr store::Statement<
    "SELECT k.id, k.user_id, u.tier, u.granted, k.permissions, k.read_only, k.last_used_at, f.required_from, t.since"
    " FROM api_keys k JOIN users u ON u.tenant_id = k.tenant_id AND u.id = k.user_id"
    " LEFT JOIN factor_policy f ON f.tenant_id = k.tenant_id"
    " LEFT JOIN factor_holders t ON t.tenant_id = k.tenant_id AND t.user_id = k.user_id"
    " WHERE k.tenant_id = $1 AND k.hash = $2 AND k.revoked_at IS NULL AND k.expires_at > $3 AND u.active = 1">
    key_holder;
inline constexpr store::Statement<
    "INSERT INTO api_keys (tenant_id, id, user_id, hash, shown, name_sealed, permissions, read_only, created_at,"
    " expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)">
    insert_api_key;
inline constexpr store::Statement<
    "SELECT id, shown, name_sealed, permissions, read_only, created_at, expires_at, last_used_at FROM api_keys"
    " WHERE tenant_id = $1 AND user_id = $2 AND revoked_at IS NULL AND expires_at > $3 ORDER BY id">
    open_api_keys;
inline constexpr store::Statement<
    "UPDATE api_keys SET revoked_at = $4 WHERE tenant_id = $1 AND id = $2 AND user_id = $3 AND revoked_at IS NULL"
    " AND expires_at > $4">
    revoke_api_key;
inline constexpr store::Statement<
    "UPDATE api_keys SET revoked_at = $3 WHERE tenant_id = $1 AND user_id = $2 AND revoked_at IS NULL"
    " AND expires_at > $3 RETURNING id">
    revoke_api_keys;
inline constexpr store::Statement<"UPDATE api_keys SET last_used_at = $3 WHERE tenant_id = $1 AND id = $2">
    used_api_key;
inline constexpr store::Statement<"DELETE FROM api_keys WHERE tenant_id = $1 AND (expires_at < $2 OR revoked_at < $2)">
    forget_api_keys;

}  // namespace wardroom::identity::queries
