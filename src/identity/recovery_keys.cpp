#include "identity/recovery_keys.h"

#include "identity/directory.h"
#include "identity/recovery_queries.h"
#include "identity/token_text.h"

namespace wardroom::identity {

base::Problem invalid_recovery_key() {
  return {404, "recovery_invalid", "This recovery key is not right, was used, or was replaced by a newer one."};
}

CreatedRecoveryKey RecoveryKeys::create(store::TenantTxn& txn, base::UserId user) const {
  const auto key = new_tenant_token(TokenKind::recovery, txn.tenant());
  const auto now = parts_.now();
  txn.exec(queries::put_recovery_key, user, token_hash(key), now);
  return {key, now};
}

std::optional<base::Timestamp> RecoveryKeys::made_at(store::TenantTxn& txn, base::UserId user) {
  return txn.one<base::Timestamp>(queries::recovery_key_made_at, user);
}

bool RecoveryKeys::remove(store::TenantTxn& txn, base::UserId user) {
  return txn.exec(queries::drop_recovery_key, user) > 0;
}

User RecoveryKeys::require_holder(store::TenantTxn& txn, const crypto::Digest& hash) const {
  const auto id = txn.one<base::UserId>(queries::recovery_key_holder, hash);
  if (!id) throw invalid_recovery_key();
  auto user = Directory(parts_.keys).get(txn, *id);
  if (!user.active) throw invalid_recovery_key();
  return user;
}

}  // namespace wardroom::identity
