// refused: a statement takes one argument for each of
#include "note.h"

constexpr Statement<"DELETE FROM message WHERE tenant_id = $1 AND id = $2"> statement;

void remove(TenantTxn& txn) { txn.exec(statement); }
