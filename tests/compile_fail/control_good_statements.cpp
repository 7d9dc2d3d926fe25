#include "note.h"

using wardroom::crypto::Sealed;

constexpr Statement<"INSERT INTO message (tenant_id, id, body_sealed) VALUES ($1, $2, $3)"> add;
constexpr Statement<"UPDATE message SET body_sealed = $3 WHERE tenant_id = $1 AND id = $2 AND body_sealed = $4"> swap;
constexpr Statement<
    "SELECT m.id, m.body_sealed FROM message m JOIN account a ON a.tenant_id = m.tenant_id AND "
    "a.id = m.author WHERE m.tenant_id = $1 AND (m.seq > $2 OR m.pinned) AND m.channel IN (SELECT c.id FROM "
    "channel c WHERE c.tenant_id = m.tenant_id AND NOT EXISTS (SELECT 1 FROM block b WHERE "
    "b.tenant_id = $1 AND b.account = a.id)) UNION ALL SELECT d.id, d.body_sealed FROM draft d "
    "WHERE d.tenant_id = $1 AND d.author = $3 ORDER BY 1 LIMIT $4">
    pinned;

struct Row {
  ThingId id;
  Sealed<std::string> body;
};
BOOST_DESCRIBE_STRUCT(Row, (), (id, body))

std::vector<Row> use(TenantTxn& txn, ThingId id, const Sealed<std::string>& body, const Sealed<std::string>& before) {
  txn.exec(add, id, body);
  txn.exec(add, id, std::nullopt);
  txn.exec(swap, id, body, before);
  return txn.all<Row>(pinned, 5, id, 100);
}
