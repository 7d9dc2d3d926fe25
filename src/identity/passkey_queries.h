// The SQL of passkeys.
#pragma once
#include "crypto/sealed.h"
#include "store/statement.h"
#include "store/txn.h"

namespace wardroom::identity::queries {

struct PasskeyRow {
  base::PasskeyId id;
  base::UserId user;
  crypto::Sealed<std::string> credential, name;
  std::int64_t counter;
  bool backed_up;
  base::Timestamp created_at;
  std::optional<base::Timestamp> last_used_at;
};
BOOST_DESCRIBE_STRUCT(PasskeyRow, (), (id, user, credential, name, counter, backed_up, created_at, last_used_at))

inline constexpr store::Statement<
    "SELECT id, user_id, credential_sealed, name_sealed, counter, backed_up, created_at, last_used_at FROM passkeys"
    " WHERE tenant_id = $1 AND user_id = $2 ORDER BY id">
    passkeys_of;
inline constexpr store::Statement<
    "SELECT id, user_id, credential_sealed, name_sealed, counter, backed_up, created_at, last_used_at FROM passkeys"
    " WHERE tenant_id = $1 AND hash = $2">
    passkey;
inline constexpr store::Statement<
    "INSERT INTO passkeys (tenant_id, id, user_id, hash, credential_sealed, name_sealed, counter, backed_up,"
    " created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)">
    insert_passkey;
inline constexpr store::Statement<
    "UPDATE passkeys SET counter = $3, backed_up = $4, last_used_at = $5 WHERE tenant_id = $1 AND id = $2">
    used_passkey;
inline constexpr store::Statement<
    "UPDATE passkeys SET name_sealed = $4 WHERE tenant_id = $1 AND user_id = $2 AND id = $3">
    rename_passkey;
inline constexpr store::Statement<"DELETE FROM passkeys WHERE tenant_id = $1 AND user_id = $2 AND id = $3">
    drop_passkey;
inline constexpr store::Statement<"DELETE FROM passkeys WHERE tenant_id = $1 AND user_id = $2"> drop_passkeys;
inline constexpr store::Statement<"SELECT COUNT(*) FROM passkeys WHERE tenant_id = $1 AND user_id = $2"> count_passkeys;

}  // namespace wardroom::identity::queries
