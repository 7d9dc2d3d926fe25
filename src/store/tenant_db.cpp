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

TenantDb::TenantDb(std::filesystem::path file, Keys keys, std::span<const SchemaPart> schema)
    : file_(std::move(file)), keys_(std::move(keys)), writer_(open_with_some_key(Sqlite::Use::write)) {
  // An emptied file reads like a fresh database; only create() makes one.
  if (!has_schema(*writer_))
    throw DatabaseError(
        fmt::format("{}: the file holds no Wardroom database; restore it from a backup", file_.string()));
  bring_up_to_date(*writer_, schema, file_.string());
}

std::unique_ptr<Sqlite> TenantDb::open_with_some_key(Sqlite::Use use) {
  auto keys = keys_();
  for (auto key = keys.begin(); key != keys.end(); ++key) {
    try {
      auto connection = std::make_unique<Sqlite>(file_, key->view(), use);
      const std::scoped_lock lock(mutex_);
      key_ = std::move(*key);
      return connection;
    } catch (const WrongKey&) {
      if (std::next(key) == keys.end()) throw;
    }
  }
  throw WrongKey(fmt::format("{}: there is no key to open it with", file_.string()));
}

Sqlite& TenantDb::begin_write() {
  try {
    writer_->begin_write();
  } catch (const WrongKey&) {
    const std::scoped_lock choosing(choosing_);
    writer_ = open_with_some_key(Sqlite::Use::write);
    writer_->begin_write();
  }
  return *writer_;
}

bool TenantDb::has_newest_key() {
  const auto keys = keys_();
  const std::scoped_lock choosing(choosing_);
  const std::scoped_lock lock(mutex_);
  return base::equal_secret(keys.at(0).view(), key_.view());
}

void TenantDb::rekey() {
  begin_write();  // shows which key the file has by now
  writer_->rollback();
  if (has_newest_key()) return;
  auto keys = keys_();
  const std::scoped_lock choosing(choosing_);
  writer_->rekey(keys.at(0).view());
  const std::scoped_lock lock(mutex_);
  key_ = std::move(keys.at(0));
  idle_readers_.clear();
}

bool TenantDb::truncate_log() { return writer_->truncate_log(); }

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
  std::unique_lock lock(mutex_);
  const auto key = key_.clone();
  lock.unlock();
  return std::make_unique<Sqlite>(file_, key.view(), Sqlite::Use::read);
}

std::unique_ptr<Sqlite> TenantDb::begin_read() {
  try {
    auto connection = take_reader();
    connection->begin_read();
    return connection;
  } catch (const WrongKey&) {  // by the snapshot that was begun, the file has another key
    const std::scoped_lock choosing(choosing_);
    auto connection = open_with_some_key(Sqlite::Use::read);
    {
      const std::scoped_lock lock(mutex_);
      idle_readers_.clear();
    }
    connection->begin_read();
    return connection;
  }
}

void TenantDb::give_back(std::unique_ptr<Sqlite> connection) {
  const std::scoped_lock lock(mutex_);
  idle_readers_.push_back(std::move(connection));
}

}  // namespace wardroom::store
