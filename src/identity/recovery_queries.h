// The statements on people's own recovery keys.
#pragma once
#include "store/txn.h"

namespace wardroom::identity::queries {

inline constexpr store::Statement<
    "INSERT INTO account_recovery (tenant_id, user_id, hash, created_at) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (tenant_id, user_id) DO UPDATE SET hash = excluded.hash, created_at = excluded.created_at">
    put_recovery_key;
inline constexpr store::Statement<"SELECT created_at FROM account_recovery WHERE tenant_id = $1 AND user_id = $2">
    recovery_key_made_at;
inline constexpr store::Statement<"SELECT user_id FROM account_recovery WHERE tenant_id = $1 AND hash = $2">
    recovery_key_holder;
inline constexpr store::Statement<"DELETE FROM account_recovery WHERE tenant_id = $1 AND user_id = $2">
    drop_recovery_key;

}  // namespace wardroom::identity::queries
