// The SQL of e-mail addresses and of who may join.
#pragma once
#include "crypto/sealed.h"
#include "store/statement.h"
#include "store/txn.h"

namespace wardroom::identity::queries {

inline constexpr store::Statement<"SELECT address_sealed FROM addresses WHERE tenant_id = $1 AND user_id = $2">
    address_of;
inline constexpr store::Statement<"SELECT user_id FROM addresses WHERE tenant_id = $1 AND address_hash = $2">
    user_by_address;
inline constexpr store::Statement<
    "INSERT INTO addresses (tenant_id, user_id, address_sealed, address_hash, verified_at)"
    " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant_id, user_id) DO UPDATE SET"
    " address_sealed = excluded.address_sealed, address_hash = excluded.address_hash,"
    " verified_at = excluded.verified_at">
    put_address;
inline constexpr store::Statement<"DELETE FROM addresses WHERE tenant_id = $1 AND user_id = $2"> drop_address;

inline constexpr store::Statement<"SELECT config_sealed FROM registration WHERE tenant_id = $1"> registration;
inline constexpr store::Statement<
    "INSERT INTO registration (tenant_id, config_sealed, updated_at) VALUES ($1, $2, $3)"
    " ON CONFLICT (tenant_id) DO UPDATE SET config_sealed = excluded.config_sealed, updated_at = excluded.updated_at">
    put_registration;

}  // namespace wardroom::identity::queries
