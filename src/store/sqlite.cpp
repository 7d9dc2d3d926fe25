#include "store/sqlite.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <charconv>

#include "base/secret.h"
#include "store/full_text_rank.h"
#include "store/log_writes.h"

namespace wardroom::store {
namespace {

class StatementRow final : public RowReader {
 public:
  explicit StatementRow(sqlite3_stmt* statement) : statement_(statement) {}
  Value::Kind kind(int column) const override {
    switch (sqlite3_column_type(statement_, column)) {
      case SQLITE_INTEGER:
        return Value::Kind::integer;
      case SQLITE_FLOAT:
        return Value::Kind::real;
      case SQLITE_TEXT:
        return Value::Kind::text;
      case SQLITE_BLOB:
        return Value::Kind::blob;
      default:
        return Value::Kind::null;
    }
  }
  std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
  double real(int column) const override { return sqlite3_column_double(statement_, column); }
  base::ByteView bytes(int column) const override {
    const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  sqlite3_stmt* statement_;
};

// Ends a run of a statement however it is left, so that it holds no snapshot and can run again.
struct Reset {
  sqlite3_stmt* statement;
  ~Reset() { sqlite3_reset(statement); }
};

int bind(sqlite3_stmt* statement, int index, const Value& value) {
  // A null pointer would bind NULL, also for a size of 0.
  const void* data = value.bytes.empty() ? static_cast<const void*>("") : value.bytes.data();
  switch (value.kind) {
    case Value::Kind::null:
      return sqlite3_bind_null(statement, index);
    case Value::Kind::integer:
      return sqlite3_bind_int64(statement, index, value.integer);
    case Value::Kind::real:
      return sqlite3_bind_double(statement, index, value.real);
    case Value::Kind::text:
      return sqlite3_bind_text64(statement, index, static_cast<const char*>(data), value.bytes.size(), SQLITE_STATIC,
                                 SQLITE_UTF8);
    case Value::Kind::blob:
      return sqlite3_bind_blob64(statement, index, data, value.bytes.size(), SQLITE_STATIC);
  }
  return SQLITE_MISUSE;
}

// "UNIQUE constraint failed: account.tenant_id, account.username"
Conflict conflict(int code, const std::string& message) {
  const auto kind = code == SQLITE_CONSTRAINT_FOREIGNKEY ? Conflict::Kind::foreign_key
                    : code == SQLITE_CONSTRAINT_NOTNULL  ? Conflict::Kind::not_null
                    : code == SQLITE_CONSTRAINT_CHECK    ? Conflict::Kind::check
                                                         : Conflict::Kind::unique;
  std::string table;
  std::vector<std::string> columns;
  const auto colon = message.find(": ");
  if (colon != std::string::npos && (kind == Conflict::Kind::unique || kind == Conflict::Kind::not_null)) {
    for (std::size_t at = colon + 2; at < message.size();) {
      const auto end = std::min(message.find(", ", at), message.size());
      const auto dot = message.find('.', at);
      if (dot < end) {
        table = message.substr(at, dot - at);
        columns.push_back(message.substr(dot + 1, end - dot - 1));
      }
      at = end + 2;
    }
  }
  return {kind, std::move(table), std::move(columns), message};
}

const char* control_text(std::size_t which) {
  static constexpr const char* texts[] = {"BEGIN IMMEDIATE", "BEGIN",       "COMMIT",          "ROLLBACK",
                                          "SAVEPOINT one",   "RELEASE one", "ROLLBACK TO one", "PRAGMA schema_version"};
  return texts[which];
}

// As SQLite takes a key that needs no derivation.
base::Secret<36> raw_key(std::span<const std::uint8_t, 32> key) {
  base::Secret<36> raw;
  std::ranges::copy(std::string_view("raw:"), raw.writable().begin());
  std::ranges::copy(key, raw.writable().begin() + 4);
  return raw;
}

#define WARDROOM_PRAGMAS                                                                                         \
  "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;" \
  "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA journal_size_limit = 67108864;"

const char* pragmas_of(Sqlite::Use use) {
  switch (use) {
    case Sqlite::Use::write:
      return WARDROOM_PRAGMAS "PRAGMA cache_size = -16000";
    case Sqlite::Use::read:
      return WARDROOM_PRAGMAS "PRAGMA cache_size = -16000; PRAGMA query_only = ON";
    case Sqlite::Use::copy:
      break;
  }
  return "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -2000";
}

int note_log_pages(void* pages, sqlite3*, const char*, int now) {
  *static_cast<int*>(pages) = now;
  return SQLITE_OK;
}

constexpr int short_busy_timeout_ms = 200;  // for what can be tried again later
constexpr int busy_timeout_ms = 10'000;     // another process (wardroomctl) may hold the file for a moment

}  // namespace

Sqlite::Sqlite(const std::filesystem::path& file, std::span<const std::uint8_t, 32> key, Use use)
    : name_(file.string()) {
  try {
    const int code =
        sqlite3_open_v2(name_.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                        vfs_with_gathered_log_writes());
    if (code != SQLITE_OK) fail(code);
    sqlite3_busy_timeout(db_, busy_timeout_ms);
    const auto raw = raw_key(key);
    const int keyed = sqlite3_key_v2(db_, "main", raw.view().data(), static_cast<int>(raw.view().size()));
    if (keyed != SQLITE_OK) fail(keyed);
    script(pragmas_of(use));
    // In place of SQLite's own folding, which makes the one who commits wait for it.
    sqlite3_wal_hook(db_, &note_log_pages, &log_pages_);
    add_full_text_rank(db_);
  } catch (...) {
    close();
    throw;
  }
}

Sqlite::Sqlite() : name_(":memory:") {
  const int code = sqlite3_open_v2(
      name_.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
      nullptr);
  if (code != SQLITE_OK) {
    close();
    throw DatabaseError("SQLite cannot open a database in memory");
  }
  add_full_text_rank(db_);
}

Sqlite::~Sqlite() { close(); }

void Sqlite::close() noexcept {
  for (const auto& [sql, prepared] : statements_) sqlite3_finalize(prepared.statement);
  for (auto* statement : controls_) sqlite3_finalize(statement);
  sqlite3_close_v2(db_);
  db_ = nullptr;
}

void Sqlite::fail(int code) const {
  const std::string message = db_ ? sqlite3_errmsg(db_) : sqlite3_errstr(code);
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
      throw conflict(code, message);
    case SQLITE_NOTADB:
      throw WrongKey(fmt::format("{}: the key does not open this database, or its first page is damaged", name_));
    case SQLITE_CORRUPT:
      throw DatabaseError(fmt::format("{}: the database is damaged ({}); restore it from a backup", name_, message));
    case SQLITE_FULL:
      throw DatabaseError(fmt::format("{}: the disk is full", name_));
    case SQLITE_CANTOPEN:
      throw DatabaseError(fmt::format("{}: the database cannot be opened ({})", name_, message));
    default:
      throw DatabaseError(fmt::format("{}: {} (SQLite {})", name_, message, code));
  }
}

sqlite3_stmt* Sqlite::prepare(std::string_view text) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(db_, text.data(), static_cast<int>(text.size()), SQLITE_PREPARE_PERSISTENT,
                                      &statement, nullptr);
  if (code != SQLITE_OK) fail(code);
  return statement;
}

const Sqlite::Prepared& Sqlite::cached(const Sql& sql) {
  if (const auto found = statements_.find(&sql); found != statements_.end()) return found->second;
  Prepared prepared{prepare(sql.text), {}};
  // SQLite numbers $n by where each first stands in the text, not by n.
  const int parameters = sqlite3_bind_parameter_count(prepared.statement);
  for (int index = 1; index <= parameters; ++index) {
    const std::string_view name = sqlite3_bind_parameter_name(prepared.statement, index);
    std::size_t n = 0;
    std::from_chars(name.data() + 1, name.data() + name.size(), n);
    prepared.arguments.push_back(n - 1);
  }
  return statements_.emplace(&sql, std::move(prepared)).first->second;
}

std::int64_t Sqlite::run(const Sql& sql, std::span<const Value> values, RowSink sink) {
  const auto& [statement, arguments] = cached(sql);
  const Reset reset{statement};
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (const int code = bind(statement, static_cast<int>(i) + 1, values[arguments[i]]); code != SQLITE_OK) fail(code);
  }
  const StatementRow row(statement);
  for (;;) {
    const int code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
      if (sink.row && !sink.row(sink.context, row)) break;
    } else if (code == SQLITE_DONE) {
      break;
    } else {
      fail(code);
    }
  }
  return sql.writes ? sqlite3_changes64(db_) : 0;
}

void Sqlite::rekey(std::span<const std::uint8_t, 32> key) {
  const auto raw = raw_key(key);
  const int code = sqlite3_rekey_v2(db_, "main", raw.view().data(), static_cast<int>(raw.view().size()));
  if (code != SQLITE_OK) fail(code);
}

bool Sqlite::truncate_log() {
  sqlite3_busy_timeout(db_, short_busy_timeout_ms);
  const int code = sqlite3_wal_checkpoint_v2(db_, "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  sqlite3_busy_timeout(db_, busy_timeout_ms);
  if ((code & 0xff) == SQLITE_BUSY) return false;
  if (code != SQLITE_OK) fail(code);
  return true;
}

void Sqlite::fold_log() {
  const int code = sqlite3_wal_checkpoint_v2(db_, "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) fail(code);
}

void Sqlite::begin_read() {
  control(Control::begin_read);
  try {
    control(Control::first_page);
  } catch (...) {
    rollback();
    throw;
  }
}

void Sqlite::control(Control what) {
  const auto which = static_cast<std::size_t>(what);
  if (!controls_[which]) controls_[which] = prepare(control_text(which));
  const Reset reset{controls_[which]};
  const int code = sqlite3_step(controls_[which]);
  if (code != SQLITE_DONE && code != SQLITE_ROW) fail(code);
}

void Sqlite::rollback() noexcept {
  if (!in_transaction()) return;  // some errors end the transaction by themselves
  sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
}

bool Sqlite::in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }

void Sqlite::script(std::string_view sql) {
  const std::string text(sql);
  const int code = sqlite3_exec(db_, text.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code);
}

std::vector<std::vector<std::string>> Sqlite::text_rows(std::string_view sql) {
  sqlite3_stmt* statement = prepare(sql);
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> owner(statement, sqlite3_finalize);
  std::vector<std::vector<std::string>> rows;
  int code = SQLITE_OK;
  while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
    auto& row = rows.emplace_back();
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
      row.emplace_back(text ? text : "");
    }
  }
  if (code != SQLITE_DONE) fail(code);
  return rows;
}

}  // namespace wardroom::store
