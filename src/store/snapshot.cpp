#include "store/snapshot.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>

#include "store/migrate.h"
#include "store/sqlite.h"
#include "store/use_lock.h"

namespace wardroom::store {
namespace {

namespace fs = std::filesystem;

constexpr int pages_at_once = 256;

void make_empty(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), path.string());
  ::close(descriptor);
}

// In a read transaction: its snapshot shows which key the file has.
std::unique_ptr<Sqlite> begun(const SnapshotSource& source) {
  for (const auto& key : source.keys) {
    try {
      auto connection = std::make_unique<Sqlite>(source.file, key.view(), Sqlite::Use::read);
      connection->begin_read();
      return connection;
    } catch (const WrongKey&) {
      if (&key == &source.keys.back()) throw;
    }
  }
  throw WrongKey(fmt::format("{}: there is no key to open it with", source.file.string()));
}

// The transaction of `from` stays open between the steps, so what others commit does not begin the copy anew.
void copy_pages(Sqlite& from, Sqlite& to, const std::function<void()>& pace) {
  const std::unique_ptr<sqlite3_backup, int (*)(sqlite3_backup*)> backup(
      sqlite3_backup_init(to.handle(), "main", from.handle(), "main"), &sqlite3_backup_finish);
  if (!backup) throw DatabaseError(fmt::format("no copy can be made: {}", sqlite3_errmsg(to.handle())));
  for (;;) {
    const int code = sqlite3_backup_step(backup.get(), pages_at_once);
    if (code == SQLITE_DONE) return;
    if (code != SQLITE_OK) to.fail(code);
    pace();
  }
}

void leave_out(Sqlite& db, base::TenantId tenant, std::span<const SchemaPart> schema,
               const std::function<void(TenantTxn&)>& change) {
  db.script("PRAGMA secure_delete = ON");
  db.begin_write();
  Commits nobody_waits;
  TenantTxn txn(db, tenant, false, nobody_waits);
  change(txn);
  for (const auto& part : schema) {
    if (!part.without_derived.empty()) db.script(part.without_derived);
  }
  db.commit();
}

void fill(const SnapshotSource& source, const fs::path& copy, std::span<const SchemaPart> schema,
          const std::function<void(TenantTxn&)>& change, const std::function<void()>& pace) {
  const UseLock use(source.file);  // nobody puts another file in its place meanwhile
  const auto from = begun(source);
  Sqlite to(copy, source.keys.front().view(), Sqlite::Use::copy);
  copy_pages(*from, to, pace);
  if (!has_schema(to))
    throw DatabaseError(fmt::format("{}: the file holds no Wardroom database", source.file.string()));
  bring_up_to_date(to, schema, source.file.string());
  leave_out(to, source.tenant, schema, change);
}

}  // namespace

void take_snapshot(const SnapshotSource& source, const fs::path& copy, std::span<const SchemaPart> schema,
                   const std::function<void(TenantTxn&)>& change, const std::function<void()>& pace) {
  make_empty(copy);
  try {
    fill(source, copy, schema, change, pace);
  } catch (...) {
    std::error_code ignored;
    fs::remove(copy, ignored);
    throw;
  }
}

}  // namespace wardroom::store
