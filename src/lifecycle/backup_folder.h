// Where backups lie: one file an archive, keys.age that opens them, and a lock. Files have mode 0600. Throws
// std::system_error.
#pragma once
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace wardroom::lifecycle {

struct FolderBusy : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class BackupFolder {
 public:
  explicit BackupFolder(std::filesystem::path path) : path_(std::move(path)) {}

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path keys() const { return path_ / "keys.age"; }
  std::filesystem::path file(std::string_view name) const { return path_ / name; }
  std::filesystem::path making(std::string_view name) const { return path_ / (std::string(name) + ".making"); }
  std::filesystem::path copying() const { return path_ / "database.making"; }

  static std::string name_of(base::Timestamp made_at);  // "wardroom-20260131T120000Z.age"
  static bool is_name(std::string_view name);
  std::vector<std::string> archives() const;  // that are here, the oldest first
  void sweep() const;                         // what one that was killed left behind; under the lock

  // Kept while something in the folder changes. By another process too, which is waited for some seconds.
  class Lock {
   public:
    explicit Lock(const BackupFolder& folder);  // makes the folder; throws FolderBusy
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;
    ~Lock();

   private:
    int descriptor_;
  };

 private:
  std::filesystem::path path_;
};

}  // namespace wardroom::lifecycle
