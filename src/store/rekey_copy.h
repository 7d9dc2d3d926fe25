// A copy of a database file under another key, made page by page while the file is read and written, and then put in
// its place: the writer waits for the last step only. SQLite's online backup carries what this connection commits
// meanwhile into the copy (sqlite.org/backup.html). Internal to the
// store; on the writer's thread.
#pragma once
#include <filesystem>
#include <memory>
#include <span>

#include "store/sqlite.h"

namespace wardroom::store {

class RekeyCopy {
 public:
  // Made beside the file, and gone with this object unless put in place. DatabaseError when it cannot be made, or
  // another process is at it.
  RekeyCopy(Sqlite& source, std::filesystem::path file, std::span<const std::uint8_t, 32> key);
  ~RekeyCopy();
  RekeyCopy(const RekeyCopy&) = delete;
  RekeyCopy& operator=(const RekeyCopy&) = delete;

  enum class State { copying, nearly_done, restarts_too_often };
  State copy_some(int pages);
  // The rest of the pages, onto the disk. Nothing may be written to the source from here on.
  void complete();
  // In one step; `complete` came before, and no connection has the old file open.
  void put_in_place();

  // What was copied reaches the disk, so that complete() need not wait for it. On any thread, while nobody completes
  // it.
  static void flush(const std::filesystem::path& file);
  // What a process that was killed left behind; nothing when another one is making it right now.
  static void sweep(const std::filesystem::path& file);

 private:
  struct Backup;
  std::filesystem::path file_;
  std::filesystem::path path_;
  int descriptor_ = -1;  // locked (flock) for as long as this lives
  std::unique_ptr<Sqlite> target_;
  std::unique_ptr<Backup> backup_;
  int steps_left_ = 0;
};

}  // namespace wardroom::store
