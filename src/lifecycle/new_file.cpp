#include "lifecycle/new_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace wardroom::lifecycle {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const char* deed, const fs::path& path) {
  throw std::system_error(errno, std::generic_category(), std::string("cannot ") + deed + " " + path.string());
}

std::FILE* opened(const fs::path& path, int flags, const char* mode) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC, 0600);
  if (fd < 0) fail(flags & O_CREAT ? "make" : "open", path);
  std::FILE* const file = ::fdopen(fd, mode);
  if (!file) {
    ::close(fd);
    fail("open", path);
  }
  return file;
}

void sync_folder(const fs::path& path) {
  const auto folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) fail("open", folder);
  const bool good = ::fsync(fd) == 0;
  ::close(fd);
  if (!good) fail("sync", folder);
}

}  // namespace

NewFile::NewFile(fs::path path)
    : path_(std::move(path)), file_(opened(path_, O_CREAT | O_EXCL | O_WRONLY, "wb"), &std::fclose) {}

NewFile::~NewFile() {
  if (!kept_) ::unlink(path_.c_str());
}

void NewFile::write(base::ByteView bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) fail("write", path_);
}

void NewFile::flush() {
  if (std::fflush(file_.get()) != 0 || ::fsync(::fileno(file_.get())) != 0) fail("sync", path_);
}

void NewFile::keep() {
  flush();
  kept_ = true;
  sync_folder(path_);
}

void NewFile::keep_as(const fs::path& path) {
  flush();
  fs::rename(path_, path);
  kept_ = true;
  sync_folder(path);
}

Temporary::~Temporary() {
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

void require_space(const fs::path& folder, std::int64_t bytes) {
  std::error_code unknown;
  const auto space = fs::space(folder, unknown);
  if (unknown || std::cmp_greater(space.available, bytes)) return;
  throw std::runtime_error(fmt::format("{} needs {} MB, and {} MB are free", folder.string(), bytes / 1'000'000 + 1,
                                       space.available / 1'000'000));
}

ReadFile::ReadFile(fs::path path) : path_(std::move(path)), file_(opened(path_, O_RDONLY, "rb"), &std::fclose) {}

std::size_t ReadFile::read(std::span<std::uint8_t> out) {
  const auto count = std::fread(out.data(), 1, out.size(), file_.get());
  if (count < out.size() && std::ferror(file_.get())) fail("read", path_);
  return count;
}

std::uintmax_t ReadFile::size() const { return fs::file_size(path_); }

}  // namespace wardroom::lifecycle
