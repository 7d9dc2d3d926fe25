// refused: a TenantId is no argument
#include "note.h"

constexpr Statement<"SELECT count(*) FROM message WHERE tenant_id = $1 AND workspace = $2"> statement;

std::int64_t count(TenantTxn& txn, wardroom::base::TenantId other) { return *txn.one<std::int64_t>(statement, other); }
