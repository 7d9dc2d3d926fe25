#include "store/full_text_rank.h"

#include <sqlite3.h>

#include <memory>
#include <stdexcept>
#include <vector>

namespace wardroom::store {
namespace {

constexpr double k1 = 1.2;
constexpr double b = 0.75;
constexpr double average_words = 14;
constexpr int words_column = 1;  // the first one after tenant_id

double saturated(int occurrences, int words) {
  const double length = 1 - b + b * words / average_words;
  return occurrences * (k1 + 1) / (occurrences + k1 * length);
}

int rank_of(const Fts5ExtensionApi* api, Fts5Context* row, double& rank) {
  int words = 0;
  int instances = 0;
  if (const int code = api->xColumnSize(row, words_column, &words); code != SQLITE_OK) return code;
  if (const int code = api->xInstCount(row, &instances); code != SQLITE_OK) return code;
  std::vector<int> of_phrase(static_cast<std::size_t>(api->xPhraseCount(row)));
  for (int i = 0; i < instances; ++i) {
    int phrase = 0;
    int column = 0;
    int offset = 0;
    if (const int code = api->xInst(row, i, &phrase, &column, &offset); code != SQLITE_OK) return code;
    ++of_phrase[static_cast<std::size_t>(phrase)];
  }
  rank = 0;
  for (const int occurrences : of_phrase)
    if (occurrences > 0) rank += saturated(occurrences, words);
  return SQLITE_OK;
}

void search_rank(const Fts5ExtensionApi* api, Fts5Context* row, sqlite3_context* context, int, sqlite3_value**) {
  double rank = 0;
  if (const int code = rank_of(api, row, rank); code != SQLITE_OK) return sqlite3_result_error_code(context, code);
  sqlite3_result_double(context, rank);
}

fts5_api* api_of(sqlite3* db) {
  fts5_api* api = nullptr;
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &statement, nullptr) != SQLITE_OK) return nullptr;
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> owner(statement, sqlite3_finalize);
  sqlite3_bind_pointer(statement, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
  sqlite3_step(statement);
  return api;
}

}  // namespace

void add_full_text_rank(sqlite3* db) {
  auto* const api = api_of(db);
  if (!api || api->xCreateFunction(api, "search_rank", nullptr, search_rank, nullptr) != SQLITE_OK)
    throw std::runtime_error("SQLite was built without FTS5");
}

}  // namespace wardroom::store
