#include "lifecycle/backup_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <thread>

namespace wardroom::lifecycle {
namespace {

namespace fs = std::filesystem;

constexpr int tries_to_lock = 30;
constexpr std::chrono::milliseconds between_tries{100};
constexpr std::string_view prefix = "wardroom-";
constexpr std::string_view suffix = "Z.age";
constexpr std::string_view shape = "00000000T000000";

bool fits(char c, char wanted) { return wanted == '0' ? c >= '0' && c <= '9' : c == wanted; }

fs::path made_private(const fs::path& path) {
  if (!fs::exists(path)) {
    fs::create_directories(path);
    fs::permissions(path, fs::perms::owner_all);
  }
  return path;
}

}  // namespace

std::string BackupFolder::name_of(base::Timestamp made_at) {
  std::string time;
  for (const char c : base::to_rfc3339(made_at).substr(0, 19)) {
    if (c != '-' && c != ':') time += c;
  }
  return std::string(prefix) + time + std::string(suffix);
}

bool BackupFolder::is_name(std::string_view name) {
  if (name.size() != prefix.size() + shape.size() + suffix.size()) return false;
  if (!name.starts_with(prefix) || !name.ends_with(suffix)) return false;
  return std::ranges::equal(name.substr(prefix.size(), shape.size()), shape, fits);
}

std::vector<std::string> BackupFolder::archives() const {
  std::vector<std::string> out;
  if (!fs::exists(path_)) return out;
  for (const auto& entry : fs::directory_iterator(path_)) {
    auto name = entry.path().filename().string();
    if (is_name(name)) out.push_back(std::move(name));
  }
  std::ranges::sort(out);
  return out;
}

void BackupFolder::sweep() const {
  for (const auto& entry : fs::directory_iterator(path_)) {
    if (entry.path().extension() == ".making") fs::remove(entry.path());
  }
}

BackupFolder::Lock::Lock(const BackupFolder& folder)
    : descriptor_(::open((made_private(folder.path()) / "lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)) {
  if (descriptor_ < 0) {
    throw std::system_error(errno, std::generic_category(), "cannot write in " + folder.path().string());
  }
  for (int tries = 0; tries < tries_to_lock; ++tries) {
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
    std::this_thread::sleep_for(between_tries);
  }
  ::close(descriptor_);
  throw FolderBusy("another backup is being made, or removed, in " + folder.path().string() +
                   ": try again when it is done");
}

BackupFolder::Lock::~Lock() { ::close(descriptor_); }

}  // namespace wardroom::lifecycle
