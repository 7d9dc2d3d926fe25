// refused: a _sealed column takes a crypto::Sealed value
#include "note.h"

constexpr Statement<"UPDATE message SET body_sealed = $3 WHERE tenant_id = $1 AND id = $2"> statement;

void edit(TenantTxn& txn, ThingId id, const std::string& text) { txn.exec(statement, id, text); }
