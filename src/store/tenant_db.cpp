#include "store/tenant_db.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "store/migrate.h"

namespace wardroom::store {
namespace {

struct Descriptor {
  int fd;
  ~Descriptor() { ::close(fd); }
};

Descriptor open_or_throw(const std::filesystem::path& path, int flags) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC, 0600);  // the mode counts for a new file only
  if (fd < 0) throw std::system_error(errno, std::generic_category(), path.string());
  return {fd};
}

void sync_or_throw(const std::filesystem::path& path, int flags) {
  const auto descriptor = open_or_throw(path, flags);
  if (::fsync(descriptor.fd) != 0) throw std::system_error(errno, std::generic_category(), path.string());
}

}  // namespace

TenantDb::TenantDb(std::filesystem::path file, Key key, std::span<const SchemaPart> schema)
    : file_(std::move(file)), key_(std::move(key)), writer_(file_, key_.view(), Sqlite::Use::write) {
  // An emptied file reads like a fresh database; only create() makes one.
  if (!has_schema(writer_))
    throw DatabaseError(
        fmt::format("{}: the file holds no Wardroom database; restore it from a backup", file_.string()));
  bring_up_to_date(writer_, schema, file_.string());
}

void TenantDb::create(const std::filesystem::path& file, const Key& key, std::span<const SchemaPart> schema) {
  const std::filesystem::path making = file.string() + ".new";
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(making.string() + suffix);  // of a crash
  {
    const auto made = open_or_throw(making, O_CREAT | O_EXCL | O_RDWR);
  }
  {
    Sqlite db(making, key.view(), Sqlite::Use::write);
    bring_up_to_date(db, schema, file.string());
  }
  sync_or_throw(making, O_RDWR);
  std::filesystem::rename(making, file);
  sync_or_throw(file.parent_path(), O_RDONLY | O_DIRECTORY);
}

std::unique_ptr<Sqlite> TenantDb::take_reader() {
  {
    const std::scoped_lock lock(mutex_);
    if (!idle_readers_.empty()) {
      auto connection = std::move(idle_readers_.back());
      idle_readers_.pop_back();
      return connection;
    }
  }
  return std::make_unique<Sqlite>(file_, key_.view(), Sqlite::Use::read);
}

void TenantDb::give_back(std::unique_ptr<Sqlite> connection) {
  const std::scoped_lock lock(mutex_);
  idle_readers_.push_back(std::move(connection));
}

}  // namespace wardroom::store
