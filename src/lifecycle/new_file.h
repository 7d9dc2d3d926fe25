// Files of an archive: a new one of mode 0600 that replaces nothing, and one that is read from its beginning. I/O
// errors throw std::system_error with the file's name. For one thread.
#pragma once
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>

#include "base/bytes.h"

namespace wardroom::lifecycle {

class NewFile {
 public:
  explicit NewFile(std::filesystem::path path);  // removed again unless it is kept
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile();

  void write(base::ByteView bytes);
  void flush();                                     // what was written so far is on the disk
  void keep();                                      // synced, its folder too
  void keep_as(const std::filesystem::path& path);  // the same under another name in the same folder

 private:
  std::filesystem::path path_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
  bool kept_ = false;
};

// A file or folder that is gone when this ends, if it is there by then.
struct Temporary {
  std::filesystem::path path;
  ~Temporary();
};

// Throws a sentence when so much will not fit there.
void require_space(const std::filesystem::path& folder, std::int64_t bytes);

class ReadFile {
 public:
  explicit ReadFile(std::filesystem::path path);
  std::size_t read(std::span<std::uint8_t> out);  // less than asked only at the end
  std::uintmax_t size() const;

 private:
  std::filesystem::path path_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
};

}  // namespace wardroom::lifecycle
