#include "note.h"

constexpr Statement<"INSERT INTO note_index (tenant_id, rowid, words) VALUES ($1, $2, $3)"> put;
constexpr Statement<
    "INSERT INTO note_index (tenant_id, note_index, rowid, words) SELECT $1, 'delete', n.id, n.words FROM note n "
    "WHERE n.tenant_id = $1 AND n.id = $2">
    take_out;
constexpr Statement<
    "SELECT rowid, search_rank(note_index) FROM note_index WHERE tenant_id = $1 AND note_index MATCH $2 AND "
    "rowid < $3 ORDER BY rowid DESC LIMIT $4">
    find;

struct Row {
  std::int64_t id;
  double rank;
};
BOOST_DESCRIBE_STRUCT(Row, (), (id, rank))

std::vector<Row> use(TenantTxn& txn, const std::string& tokens) {
  txn.exec(put, 1, tokens);
  txn.exec(take_out, 1);
  return txn.all<Row>(find, tokens, 100, 10);
}
