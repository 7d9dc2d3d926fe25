// The open database of one tenant: a connection that writes, used by the tenant's writer thread, and as many that read
// as there are readers at once. Internal to the store.
#pragma once
#include <filesystem>
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

  // Opens an existing file and migrates it when needed.
  TenantDb(std::filesystem::path file, Key key, std::span<const SchemaPart> schema);
  // Makes the file, complete or not at all: under another name first, then renamed.
  static void create(const std::filesystem::path& file, const Key& key, std::span<const SchemaPart> schema);

  Sqlite& writer() { return writer_; }

  class Reader {  // a connection on loan
   public:
    explicit Reader(TenantDb& db) : db_(db), connection_(db.take_reader()) {}
    ~Reader() { db_.give_back(std::move(connection_)); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    Sqlite& connection() { return *connection_; }

   private:
    TenantDb& db_;
    std::unique_ptr<Sqlite> connection_;
  };

 private:
  std::unique_ptr<Sqlite> take_reader();
  void give_back(std::unique_ptr<Sqlite> connection);

  std::filesystem::path file_;
  Key key_;
  Sqlite writer_;  // closed last: its closing folds the log into the file
  std::mutex mutex_;
  std::vector<std::unique_ptr<Sqlite>> idle_readers_;
};

}  // namespace wardroom::store
