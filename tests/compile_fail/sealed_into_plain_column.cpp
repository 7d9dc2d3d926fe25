// refused: a crypto::Sealed value goes into a column whose name ends with _sealed
#include "note.h"

constexpr Statement<"UPDATE message SET title = $3 WHERE tenant_id = $1 AND id = $2"> statement;

void edit(TenantTxn& txn, ThingId id, const wardroom::crypto::Sealed<std::string>& text) {
  txn.exec(statement, id, text);
}
