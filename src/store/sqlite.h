// One connection to one encrypted SQLite file (ChaCha20-Poly1305 pages, raw key, WAL, synchronous=FULL). Belongs to one
// thread at a time. Internal to the store: rooms see it as a TenantTxn.
#pragma once
#include <array>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/database_error.h"
#include "store/txn.h"

struct sqlite3;
struct sqlite3_stmt;

namespace wardroom::store {

class Sqlite final : public Session {
 public:
  enum class Use { write, read, copy };  // copy: a file in the making, worthless until it is complete

  Sqlite(const std::filesystem::path& file, std::span<const std::uint8_t, 32> key, Use use);  // the file exists
  Sqlite();                                                                                   // in memory, for checks
  ~Sqlite() override;
  Sqlite(const Sqlite&) = delete;
  Sqlite& operator=(const Sqlite&) = delete;

  std::int64_t run(const Sql& sql, std::span<const Value> values, RowSink sink) override;
  // Every page under another key, in one transaction of the log: all of it or nothing, whenever the machine stops.
  // Others read on, with the old key, until their snapshot ends. This connection has the new key from then on.
  void rekey(std::span<const std::uint8_t, 32> key);
  // Folds the log into the file and empties it. False: a reader still needs it.
  bool truncate_log();
  // As far as readers and writers let it; none of them waits. Outside a transaction.
  void fold_log();
  int log_pages() const { return log_pages_; }  // after this connection's last commit

  void script(std::string_view sql);  // statements separated by semicolons, without parameters
  std::vector<std::vector<std::string>> text_rows(std::string_view sql);  // for checks of the schema

  void begin_write() { control(Control::begin_write); }
  void begin_read();  // with its snapshot: throws here, and not later, when the key does not open the file
  void commit() { control(Control::commit); }
  void rollback() noexcept;
  void savepoint() { control(Control::savepoint); }
  void release() { control(Control::release); }
  void rollback_to_savepoint() { control(Control::rollback_to); }
  bool in_transaction() const;

  sqlite3* handle() { return db_; }        // for SQLite's own interfaces; null never
  [[noreturn]] void fail(int code) const;  // the exception for what SQLite answered

 private:
  // A statement as prepared: the argument for its i-th variable is values[arguments[i]].
  struct Prepared {
    sqlite3_stmt* statement = nullptr;
    std::vector<std::size_t> arguments;
  };
  enum class Control { begin_write, begin_read, commit, rollback, savepoint, release, rollback_to, first_page, count };

  void control(Control what);
  sqlite3_stmt* prepare(std::string_view text);
  const Prepared& cached(const Sql& sql);
  void close() noexcept;

  sqlite3* db_ = nullptr;
  int log_pages_ = 0;
  std::string name_;
  std::unordered_map<const Sql*, Prepared> statements_;
  std::array<sqlite3_stmt*, static_cast<std::size_t>(Control::count)> controls_{};
};

}  // namespace wardroom::store
