// The open database of one tenant: a connection that writes, used by the tenant's writer thread, and as many that read
// as there are readers at once. Its file may get another key while it is in use, from here or from another process:
// whoever begins a transaction and finds the file under another key asks for the keys again and takes the one that
// opens it. Internal to the store.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "base/secret.h"
#include "store/schema.h"
#include "store/sqlite.h"

namespace wardroom::store {

class TenantDb {
 public:
  using Key = base::Secret<32>;

  using Keys = std::function<std::vector<Key>()>;  // that may open the file, the newest first

  // Opens an existing file and migrates it when needed.
  TenantDb(std::filesystem::path file, Keys keys, std::span<const SchemaPart> schema);
  // Makes the file, complete or not at all: under another name first, then renamed.
  static void create(const std::filesystem::path& file, const Key& key, std::span<const SchemaPart> schema);

  // On the writer's thread.
  Sqlite& begin_write();
  void rekey();         // the file gets the newest key, unless it has it
  bool truncate_log();  // nothing of what was overwritten or deleted stays in the log; false: a reader needs it still

  bool has_newest_key();

  class Reader {  // a connection on loan, in a read transaction
   public:
    explicit Reader(TenantDb& db) : db_(db), connection_(db.begin_read()) {}
    ~Reader() { db_.give_back(std::move(connection_)); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    Sqlite& connection() { return *connection_; }

   private:
    TenantDb& db_;
    std::unique_ptr<Sqlite> connection_;
  };

 private:
  std::unique_ptr<Sqlite> begin_read();
  std::unique_ptr<Sqlite> take_reader();
  void give_back(std::unique_ptr<Sqlite> connection);
  std::unique_ptr<Sqlite> open_with_some_key(Sqlite::Use use);  // and remembers which

  std::filesystem::path file_;
  Keys keys_;
  std::mutex choosing_;  // a key: held while the file is given another one; taken before mutex_
  std::mutex mutex_;     // of the key and of the readers
  Key key_;
  std::unique_ptr<Sqlite> writer_;  // closed last: its closing folds the log into the file
  std::vector<std::unique_ptr<Sqlite>> idle_readers_;
};

}  // namespace wardroom::store
