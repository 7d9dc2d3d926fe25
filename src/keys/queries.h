// This room's statements. $1 is the tenant, bound by the transaction.
#pragma once
#include "crypto/sealed.h"
#include "crypto/sign.h"
#include "keys/recovery_key.h"
#include "store/statement.h"
#include "store/txn.h"

namespace wardroom::keys::queries {

using store::Statement;

inline constexpr Statement<
    "INSERT INTO key_epochs (tenant_id, epoch, began_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING">
    add_epoch;
inline constexpr Statement<"SELECT began_at FROM key_epochs WHERE tenant_id = $1 AND epoch = $2"> epoch_began;

struct ReencryptionRow {
  std::int64_t epoch;
  std::string state, column_name;
  base::Bytes position;
  std::int64_t looked_at, resealed, broken, total;
  base::Timestamp began_at, updated_at;
};
BOOST_DESCRIBE_STRUCT(ReencryptionRow, (),
                      (epoch, state, column_name, position, looked_at, resealed, broken, total, began_at, updated_at))

inline constexpr Statement<
    "SELECT epoch, state, column_name, position, looked_at, resealed, broken, total, began_at, updated_at "
    "FROM reencryptions WHERE tenant_id = $1 ORDER BY epoch DESC LIMIT 1">
    newest_reencryption;
inline constexpr Statement<
    "INSERT INTO reencryptions (tenant_id, epoch, state, column_name, position, looked_at, resealed, broken, total, "
    "began_at, updated_at) VALUES ($1, $2, 'running', $3, $4, 0, 0, 0, $5, $6, $6) ON CONFLICT (tenant_id, epoch) "
    "DO UPDATE SET state = 'running', column_name = excluded.column_name, position = excluded.position, looked_at = 0, "
    "resealed = 0, broken = 0, total = excluded.total, began_at = excluded.began_at, updated_at = excluded.updated_at">
    begin_reencryption;
inline constexpr Statement<
    "UPDATE reencryptions SET state = $3, column_name = $4, position = $5, looked_at = $6, resealed = $7, broken = $8, "
    "updated_at = $9 WHERE tenant_id = $1 AND epoch = $2">
    advance_reencryption;

struct RecoveryRow {
  RecoveryPublic public_key;
  base::Timestamp created_at;
  std::optional<base::Timestamp> drilled_at;
};
BOOST_DESCRIBE_STRUCT(RecoveryRow, (), (public_key, created_at, drilled_at))

inline constexpr Statement<"SELECT public_key, created_at, drilled_at FROM recovery_keys WHERE tenant_id = $1">
    recovery_key;
inline constexpr Statement<
    "INSERT INTO recovery_keys (tenant_id, id, public_key, created_at) VALUES ($1, 1, $2, $3) "
    "ON CONFLICT (tenant_id, id) DO UPDATE SET public_key = excluded.public_key, created_at = excluded.created_at, "
    "drilled_at = NULL">
    set_recovery_key;
inline constexpr Statement<"UPDATE recovery_keys SET drilled_at = $2 WHERE tenant_id = $1"> recovery_drilled;

struct LinkRow {
  std::string id;
  crypto::PublicKey public_key;
  std::optional<crypto::Sealed<std::string>> seed;
  std::string handover;
  base::Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(LinkRow, (), (id, public_key, seed, handover, created_at))

inline constexpr Statement<
    "SELECT id, public_key, seed_sealed, handover, created_at FROM key_chain WHERE tenant_id = $1 AND id > $2 AND "
    "id < $3 ORDER BY id">
    chain_links;
inline constexpr Statement<
    "INSERT INTO key_chain (tenant_id, id, public_key, seed_sealed, handover, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6)">
    add_link;
inline constexpr Statement<"UPDATE key_chain SET seed_sealed = NULL WHERE tenant_id = $1 AND id = $2"> forget_seed;

}  // namespace wardroom::keys::queries
