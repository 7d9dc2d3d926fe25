// The open database of one tenant: a connection that writes, used by the tenant's writer thread, and as many that read
// as there are readers at once. Its file may get another key while it is in use, from here or from another process:
// whoever begins a transaction and finds the file under another key asks for the keys again and takes the one that
// opens it. Internal to the store.
//
// A new key comes by a copy that takes the file's place (rekey_copy.h) when no other process has the file open, which
// a shared lock (flock) on FILE-use tells; else every page is written anew in one transaction, and writers wait longer.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "base/secret.h"
#include "store/read_gate.h"
#include "store/rekey_copy.h"
#include "store/schema.h"
#include "store/sqlite.h"
#include "store/use_lock.h"

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
  // A step towards the newest key. After nearly_done, flush_copy() and fold_log() make the last step a short one.
  enum class Rekey { going_on, nearly_done, done };
  Rekey rekey_some();
  bool truncate_log();  // nothing of what was overwritten or deleted stays in the log; false: a reader needs it still

  bool wants_fold();  // the log has grown enough since the last time; true once, until fold_ended()
  void fold_ended();

  // On any other thread.
  void fold_log();    // into the file, as far as readers allow; nobody waits for it
  void flush_copy();  // what rekey_some() copied reaches the disk; by the one who calls that, between two steps
  bool has_newest_key();

  class Reader {  // a connection on loan, in a read transaction
   public:
    explicit Reader(TenantDb& db) : turn_(db.gate_), db_(db), connection_(db.begin_read()) {}
    ~Reader() { db_.give_back(std::move(connection_)); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    Sqlite& connection() { return *connection_; }

   private:
    ReadGate::Turn turn_;
    TenantDb& db_;
    std::unique_ptr<Sqlite> connection_;
  };

 private:
  std::unique_ptr<Sqlite> begin_read();
  std::unique_ptr<Sqlite> take_reader();
  void give_back(std::unique_ptr<Sqlite> connection);
  std::unique_ptr<Sqlite> open_with_some_key(Sqlite::Use use);  // and remembers which

  Sqlite& writer();
  Rekey begin_copy();
  Rekey copy_some();
  void close_readers();
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
  ReadGate gate_;
  std::unique_ptr<RekeyCopy> copy_;  // reads through writer_, so it ends before it
  Key copy_key_;
  bool copied_ = false;  // all but some pages
  bool folding_ = false;
  int folded_at_ = 0;  // pages of the log when it was folded
};

}  // namespace wardroom::store
