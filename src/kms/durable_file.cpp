#include "kms/durable_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace wardroom::kms {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const char* deed, const fs::path& path) {
  throw std::system_error(errno, std::generic_category(), fmt::format("cannot {} {}", deed, path.string()));
}

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  int fd() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

File open_file(const fs::path& path, int flags) { return File(::open(path.c_str(), flags | O_CLOEXEC, 0600)); }

void write_all(const File& file, base::ByteView content, const fs::path& path) {
  while (!content.empty()) {
    const auto written = ::write(file.fd(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write", path);
    content = content.subspan(static_cast<std::size_t>(written));
  }
}

void sync(const File& file, const fs::path& path) {
  if (::fsync(file.fd()) != 0) fail("sync", path);
}

// One byte more than allowed shows that the file is too long.
base::Bytes read_up_to(const File& file, std::size_t max_size, const fs::path& path) {
  base::Bytes content;
  std::size_t filled = 0;
  for (;;) {
    if (filled == content.size()) content.resize(std::min(max_size + 1, content.size() * 2 + 4096));
    if (filled > max_size) break;
    const auto got = ::read(file.fd(), content.data() + filled, content.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("read", path);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  content.resize(filled);
  return content;
}

}  // namespace

void replace_file(const fs::path& path, base::ByteView content) {
  auto next = path;
  next += ".new";
  {
    const auto file = open_file(next, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW);
    if (!file) fail("write", next);
    write_all(file, content, next);
    sync(file, next);
  }
  if (::rename(next.c_str(), path.c_str()) != 0) fail("replace", path);
  const auto folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  const auto directory = open_file(folder, O_RDONLY | O_DIRECTORY);
  if (!directory) fail("open", folder);
  sync(directory, folder);
}

std::optional<base::Bytes> read_file(const fs::path& path, std::size_t max_size) {
  const auto file = open_file(path, O_RDONLY);
  if (!file && errno == ENOENT) return std::nullopt;
  if (!file) fail("read", path);
  auto content = read_up_to(file, max_size, path);
  if (content.size() > max_size) {
    errno = EFBIG;
    fail("read", path);
  }
  return content;
}

std::expected<base::Bytes, std::string> read_private_file(const fs::path& path, std::size_t max_size) {
  const auto refuse = [&](std::string_view why) {
    return std::unexpected(fmt::format(fmt::runtime(why), path.string()));
  };
  const auto file = open_file(path, O_RDONLY | O_NONBLOCK);  // a pipe in its place must not hang the start
  if (!file && errno == ENOENT) return refuse("{} does not exist");
  if (!file && errno == EACCES) return refuse("{0} cannot be read: run `chown $(id -un) {0}`");
  if (!file) fail("read", path);
  struct stat info{};
  if (::fstat(file.fd(), &info) != 0) fail("read", path);
  if (!S_ISREG(info.st_mode)) return refuse("{} is not a plain file");
  if (info.st_uid != ::geteuid() && info.st_uid != 0) {
    return refuse("{0} belongs to another user: run `chown $(id -un) {0}`");
  }
  // systemd's credentials are root's, read-only, and let one service in by an ACL, which shows as the group's right.
  const bool credential = info.st_uid == 0 && info.st_gid == 0 && (info.st_mode & 0777) == 0440;
  if ((info.st_mode & 077) != 0 && !credential) return refuse("{0} can be read by other users: run `chmod 600 {0}`");
  auto content = read_up_to(file, max_size, path);
  if (content.size() > max_size) return refuse("{} is longer than such a file can be");
  return content;
}

}  // namespace wardroom::kms
