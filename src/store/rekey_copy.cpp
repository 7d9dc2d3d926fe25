#include "store/rekey_copy.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace wardroom::store {
namespace {

namespace fs = std::filesystem;

constexpr int rounds = 4;  // how often all pages may be copied again before the copy is given up

fs::path copy_of(const fs::path& file) { return file.string() + ".rekey"; }

[[noreturn]] void fail(const fs::path& path) { throw std::system_error(errno, std::generic_category(), path.string()); }

// Locked before anything is written, so that nobody else takes it for a dead one's.
int claim(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor < 0 && errno == EEXIST)
    throw DatabaseError(fmt::format("{}: another process gives this database another key", path.string()));
  if (descriptor < 0) fail(path);
  ::flock(descriptor, LOCK_EX | LOCK_NB);
  return descriptor;
}

void sync_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) fail(folder);
  const int result = ::fsync(descriptor);
  ::close(descriptor);
  if (result != 0) fail(folder);
}

}  // namespace

struct RekeyCopy::Backup {
  sqlite3_backup* handle = nullptr;
  Backup(Sqlite& target, Sqlite& source)
      : handle(sqlite3_backup_init(target.handle(), "main", source.handle(), "main")) {
    if (!handle) throw DatabaseError(fmt::format("no copy can be made: {}", sqlite3_errmsg(target.handle())));
  }
  ~Backup() { sqlite3_backup_finish(handle); }
  Backup(const Backup&) = delete;
  Backup& operator=(const Backup&) = delete;
};

RekeyCopy::RekeyCopy(Sqlite& source, fs::path file, std::span<const std::uint8_t, 32> key)
    : file_(std::move(file)), path_(copy_of(file_)) {
  sweep(file_);
  descriptor_ = claim(path_);
  try {
    target_ = std::make_unique<Sqlite>(path_, key, Sqlite::Use::copy);
    backup_ = std::make_unique<Backup>(*target_, source);
  } catch (...) {
    target_.reset();
    fs::remove(path_);
    ::close(descriptor_);
    throw;
  }
}

RekeyCopy::~RekeyCopy() {
  backup_.reset();
  target_.reset();
  if (descriptor_ < 0) return;
  std::error_code ignored;
  fs::remove(path_, ignored);
  // After SQLite's own: closing any descriptor of a file ends this process's locks on it (POSIX).
  ::close(descriptor_);
}

void RekeyCopy::sweep(const fs::path& file) {
  const auto path = copy_of(file);
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return;
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) fs::remove(path);
  ::close(descriptor);
}

void RekeyCopy::flush(const fs::path& file) {
  const int descriptor = ::open(copy_of(file).c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fdatasync(descriptor);
  // SQLite's lock on the copy ends with it; the one of claim() keeps others away.
  ::close(descriptor);
}

RekeyCopy::State RekeyCopy::copy_some(int pages) {
  const int code = sqlite3_backup_step(backup_->handle, pages);
  if (code != SQLITE_OK && code != SQLITE_DONE) target_->fail(code);
  const int left = sqlite3_backup_remaining(backup_->handle);
  if (left <= pages) return State::nearly_done;
  if (steps_left_ == 0) steps_left_ = rounds * (sqlite3_backup_pagecount(backup_->handle) / pages + 1);
  return --steps_left_ > 0 ? State::copying : State::restarts_too_often;
}

void RekeyCopy::complete() {
  const int code = sqlite3_backup_step(backup_->handle, -1);
  if (code != SQLITE_DONE) target_->fail(code);
  backup_.reset();
  target_.reset();
  if (::fsync(descriptor_) != 0) fail(path_);
}

void RekeyCopy::put_in_place() {
  fs::rename(path_, file_);
  ::close(descriptor_);  // before anybody opens the file, for the same reason as above
  descriptor_ = -1;
  sync_folder(file_.parent_path());
}

}  // namespace wardroom::store
