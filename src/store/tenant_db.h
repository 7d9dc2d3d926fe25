// The open database of one tenant: a connection that writes, used by the tenant's writer thread, and as many that read
// as there are readers at once. Its file may get another key while it is in use, from here or from another process:
// whoever begins a transaction and finds the file under another key asks for the keys again and takes the one that
// opens it. Internal to the store.
//
// A new key comes by a copy that takes the file's place (rekey_copy.h) when no other process has the file open, which
// a shared lock (flock) on FILE-use tells; else every page is written anew in one transaction, and writers wait longer.
#pragma once
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "base/secret.h"
#include "store/rekey_copy.h"
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
  bool rekey_some();    // a step towards the newest key; false: the file has it
  bool truncate_log();  // nothing of what was overwritten or deleted stays in the log; false: a reader needs it still

  bool has_newest_key();

  // While it lives, the file is not exchanged.
  class ReadTurn {
   public:
    explicit ReadTurn(TenantDb& db);
    ~ReadTurn();
    ReadTurn(const ReadTurn&) = delete;
    ReadTurn& operator=(const ReadTurn&) = delete;

   private:
    TenantDb& db_;
  };

  class Reader {  // a connection on loan, in a read transaction
   public:
    explicit Reader(TenantDb& db) : turn_(db), db_(db), connection_(db.begin_read()) {}
    ~Reader() { db_.give_back(std::move(connection_)); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    Sqlite& connection() { return *connection_; }

   private:
    ReadTurn turn_;
    TenantDb& db_;
    std::unique_ptr<Sqlite> connection_;
  };

 private:
  class Exchange;  // while it lives, nobody reads or begins to

  class UseLock {  // shared, on FILE-use
   public:
    explicit UseLock(const std::filesystem::path& file);
    ~UseLock();
    UseLock(const UseLock&) = delete;
    UseLock& operator=(const UseLock&) = delete;
    bool make_exclusive();  // false: another process has the file open
    void make_shared();

   private:
    int descriptor_;
  };

  std::unique_ptr<Sqlite> begin_read();
  std::unique_ptr<Sqlite> take_reader();
  void give_back(std::unique_ptr<Sqlite> connection);
  std::unique_ptr<Sqlite> open_with_some_key(Sqlite::Use use);  // and remembers which

  Sqlite& writer();
  bool begin_copy();
  void rekey_in_place();
  bool exchange_files();  // false: not now, and nothing has changed

  std::filesystem::path file_;
  UseLock use_;
  Keys keys_;
  std::mutex choosing_;  // a key: held while the file is given another one; taken before mutex_
  std::mutex mutex_;     // of the key and of the readers
  Key key_;
  std::unique_ptr<Sqlite> writer_;  // closed last: its closing folds the log into the file
  std::vector<std::unique_ptr<Sqlite>> idle_readers_;
  int reading_ = 0;  // under mutex_, as exchanging_
  bool exchanging_ = false;
  std::condition_variable turn_ended_;
  std::condition_variable exchanged_;
  std::unique_ptr<RekeyCopy> copy_;  // reads through writer_, so it ends before it
  Key copy_key_;
};

}  // namespace wardroom::store
