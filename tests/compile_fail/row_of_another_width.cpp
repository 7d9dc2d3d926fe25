// refused: the row has as many members as the statement has result columns
#include "note.h"

constexpr Statement<"SELECT id, seq FROM message WHERE tenant_id = $1"> statement;

auto read(TenantTxn& txn) { return txn.all<std::int64_t>(statement); }
