// refused: a _sealed column takes a crypto::Sealed value
#include "note.h"

constexpr Statement<"INSERT INTO message (tenant_id, id, body_sealed) VALUES ($1, $2, $3)"> statement;

void post(TenantTxn& txn, ThingId id, const std::string& text) { txn.exec(statement, id, text); }
