#include "store/log_writes.h"

#include <sqlite3.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <utility>

#include "store/database_error.h"

namespace wardroom::store {
namespace {

constexpr std::size_t room = std::size_t{64} * 1024;

// The bytes [begin, begin + size) of the log, not yet written.
struct Gathered {
  std::unique_ptr<std::uint8_t[]> bytes;
  sqlite3_int64 begin = 0;
  std::size_t size = 0;

  bool take(const void* data, std::size_t count, sqlite3_int64 offset) {
    if (size > 0 && offset != begin + static_cast<sqlite3_int64>(size)) return false;
    if (count > room - size) return false;
    if (!bytes) bytes.reset(new (std::nothrow) std::uint8_t[room]);
    if (!bytes) return false;
    if (size == 0) begin = offset;
    std::memcpy(bytes.get() + size, data, count);
    size += count;
    return true;
  }
};

// As SQLite lays files out: its own part first. The real VFS's file follows behind.
struct LogFile {
  sqlite3_file file;
  Gathered* gathered;
};

sqlite3_vfs& real_vfs() {
  static sqlite3_vfs* const found = sqlite3_vfs_find("unix");
  return *found;
}

LogFile& log_of(sqlite3_file* file) { return *reinterpret_cast<LogFile*>(file); }
sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(&log_of(file) + 1); }

int write_out(sqlite3_file* file) {
  auto& gathered = *log_of(file).gathered;
  if (gathered.size == 0) return SQLITE_OK;
  // Whatever comes of it: a commit that fails is written anew.
  const auto size = std::exchange(gathered.size, 0);
  return real(file)->pMethods->xWrite(real(file), gathered.bytes.get(), static_cast<int>(size), gathered.begin);
}

int write(sqlite3_file* file, const void* data, int count, sqlite3_int64 offset) {
  auto& gathered = *log_of(file).gathered;
  if (gathered.take(data, static_cast<std::size_t>(count), offset)) return SQLITE_OK;
  if (const int code = write_out(file); code != SQLITE_OK) return code;
  if (gathered.take(data, static_cast<std::size_t>(count), offset)) return SQLITE_OK;
  return real(file)->pMethods->xWrite(real(file), data, count, offset);
}

// An operation of the real file, once everything is written.
template <auto method, class... Args>
int after_writing(sqlite3_file* file, Args... args) {
  const int code = write_out(file);
  return code != SQLITE_OK ? code : (real(file)->pMethods->*method)(real(file), args...);
}

template <auto method, class... Args>
int passed_on(sqlite3_file* file, Args... args) {
  return (real(file)->pMethods->*method)(real(file), args...);
}

int close(sqlite3_file* file) {
  const int written = write_out(file);
  const int closed = real(file)->pMethods->xClose(real(file));
  delete log_of(file).gathered;
  return written != SQLITE_OK ? written : closed;
}

// Version 1: a log is never mapped, and has no shared memory of its own.
constexpr sqlite3_io_methods log_methods{
    .iVersion = 1,
    .xClose = close,
    .xRead = after_writing<&sqlite3_io_methods::xRead, void*, int, sqlite3_int64>,
    .xWrite = write,
    .xTruncate = after_writing<&sqlite3_io_methods::xTruncate, sqlite3_int64>,
    .xSync = after_writing<&sqlite3_io_methods::xSync, int>,
    .xFileSize = after_writing<&sqlite3_io_methods::xFileSize, sqlite3_int64*>,
    .xLock = passed_on<&sqlite3_io_methods::xLock, int>,
    .xUnlock = passed_on<&sqlite3_io_methods::xUnlock, int>,
    .xCheckReservedLock = passed_on<&sqlite3_io_methods::xCheckReservedLock, int*>,
    .xFileControl = passed_on<&sqlite3_io_methods::xFileControl, int, void*>,
    .xSectorSize = passed_on<&sqlite3_io_methods::xSectorSize>,
    .xDeviceCharacteristics = passed_on<&sqlite3_io_methods::xDeviceCharacteristics>,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags) {
  if ((flags & SQLITE_OPEN_WAL) == 0) return real_vfs().xOpen(&real_vfs(), name, file, flags, out_flags);
  file->pMethods = nullptr;  // nothing to close, should this fail
  auto gathered = std::unique_ptr<Gathered>(new (std::nothrow) Gathered);
  if (!gathered) return SQLITE_NOMEM;
  const int code = real_vfs().xOpen(&real_vfs(), name, real(file), flags, out_flags);
  if (code != SQLITE_OK) return code;
  log_of(file).gathered = gathered.release();
  file->pMethods = &log_methods;
  return SQLITE_OK;
}

int register_once() {
  if (const int code = sqlite3_initialize(); code != SQLITE_OK) return code;
  static sqlite3_vfs vfs = real_vfs();
  vfs.pNext = nullptr;
  vfs.zName = "wardroom";
  vfs.szOsFile = static_cast<int>(sizeof(LogFile)) + real_vfs().szOsFile;
  vfs.xOpen = open;
  if (const int code = sqlite3_vfs_register(&vfs, 0); code != SQLITE_OK) return code;
  return sqlite3mc_vfs_create(vfs.zName, 0);
}

}  // namespace

const char* vfs_with_gathered_log_writes() {
  static const int code = register_once();
  if (code != SQLITE_OK) throw DatabaseError("SQLite's files cannot be prepared");
  return "multipleciphers-wardroom";
}

}  // namespace wardroom::store
