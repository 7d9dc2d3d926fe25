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

// Some milliseconds of copying, so that no write waits long for its turn.
constexpr int copied_at_once = 64;
constexpr int log_pages_to_fold = 4000;
// A reader that takes longer than this is not waited for.
constexpr std::chrono::milliseconds patience_with_readers(250);

}  // namespace

TenantDb::TenantDb(std::filesystem::path file, Keys keys, std::span<const SchemaPart> schema)
    : file_(std::move(file)), use_(file_), keys_(std::move(keys)), writer_(open_with_some_key(Sqlite::Use::write)) {
  RekeyCopy::sweep(file_);
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

Sqlite& TenantDb::writer() {
  if (!writer_) {
    const std::scoped_lock choosing(choosing_);
    writer_ = open_with_some_key(Sqlite::Use::write);
  }
  return *writer_;
}

Sqlite& TenantDb::begin_write() {
  try {
    writer().begin_write();
  } catch (const WrongKey&) {
    copy_.reset();
    writer_.reset();
    writer().begin_write();
  }
  return *writer_;
}

bool TenantDb::has_newest_key() {
  const auto keys = keys_();
  const std::scoped_lock choosing(choosing_);
  const std::scoped_lock lock(mutex_);
  return base::equal_secret(keys.at(0).view(), key_.view());
}

TenantDb::Rekey TenantDb::rekey_some() {
  try {
    return copy_ ? copy_some() : begin_copy();
  } catch (...) {
    copy_.reset();
    throw;
  }
}

TenantDb::Rekey TenantDb::begin_copy() {
  begin_write();  // shows which key the file has by now
  writer_->rollback();
  if (has_newest_key()) return Rekey::done;
  copy_key_ = std::move(keys_().at(0));
  copied_ = false;
  copy_ = std::make_unique<RekeyCopy>(*writer_, file_, copy_key_.view());
  return Rekey::going_on;
}

TenantDb::Rekey TenantDb::copy_some() {
  bool good = true;
  if (!copied_) {
    const auto state = copy_->copy_some(copied_at_once);
    if (state == RekeyCopy::State::copying) return Rekey::going_on;
    copied_ = good = state == RekeyCopy::State::nearly_done;
    if (copied_) return Rekey::nearly_done;
  }
  if (!good || !exchange_files()) {
    copy_.reset();
    rekey_in_place();
  }
  return Rekey::going_on;  // there may be a newer key by now
}

void TenantDb::rekey_in_place() {
  begin_write();
  writer_->rollback();
  auto keys = keys_();
  const std::scoped_lock choosing(choosing_);
  writer_->rekey(keys.at(0).view());
  const std::scoped_lock lock(mutex_);
  key_ = std::move(keys.at(0));
  idle_readers_.clear();
}

void TenantDb::close_readers() {
  const std::scoped_lock lock(mutex_);
  idle_readers_.clear();
}

bool TenantDb::exchange_files() {
  const ReadGate::Shut shut(gate_, patience_with_readers);
  const UseLock::Exclusive exclusive(use_);
  if (!shut.quiet() || !exclusive.held()) return false;
  close_readers();
  if (!writer_->truncate_log()) return false;
  copy_->complete();
  writer_.reset();  // the last connection: the log goes with it
  if (std::filesystem::exists(file_.string() + "-wal")) return false;
  const std::scoped_lock choosing(choosing_);
  copy_->put_in_place();
  copy_.reset();
  writer_ = std::make_unique<Sqlite>(file_, copy_key_.view(), Sqlite::Use::write);
  const std::scoped_lock lock(mutex_);
  key_ = std::move(copy_key_);
  return true;
}

bool TenantDb::truncate_log() { return writer().truncate_log(); }

bool TenantDb::wants_fold() {
  const int pages = writer().log_pages();
  if (pages < folded_at_) folded_at_ = 0;  // it began anew
  if (folding_ || pages < folded_at_ + log_pages_to_fold) return false;
  return folding_ = true;
}

// What came meanwhile is little: with it the whole log is folded, and the next to write begins it anew.
void TenantDb::fold_ended() {
  folding_ = false;
  writer().fold_log();
  folded_at_ = writer_->log_pages();
}

void TenantDb::fold_log() {
  Reader reader(*this);  // its snapshot shows that its key is the file's
  reader.connection().rollback();
  reader.connection().fold_log();
}

void TenantDb::flush_copy() { RekeyCopy::flush(file_); }

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
    close_readers();
    connection->begin_read();
    return connection;
  }
}

void TenantDb::give_back(std::unique_ptr<Sqlite> connection) {
  const std::scoped_lock lock(mutex_);
  idle_readers_.push_back(std::move(connection));
}

}  // namespace wardroom::store
