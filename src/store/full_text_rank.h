// search_rank(table): how well the current row of an FTS5 query answers it; higher is better. BM25 (k1 1.2, b 0.75) of
// the query's phrases in the row, with idf 1 and a fixed average length: it depends on the row alone, so that an order
// of results tells nothing about rows that were not asked for.
#pragma once

struct sqlite3;

namespace wardroom::store {

void add_full_text_rank(sqlite3* db);

}  // namespace wardroom::store
