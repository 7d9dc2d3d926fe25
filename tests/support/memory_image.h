// Looks for bytes in the memory of a running process: every page it has, read from outside (/proc/PID/mem), as an
// attacker with a core dump or a debugger would. Needs the right to debug it: a child of ours, or root.
#pragma once
#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace wardroom::test {

class MemoryImage {
 public:
  explicit MemoryImage(pid_t process) : folder_("/proc/" + std::to_string(process)) {}

  // How often each of the needles (name -> bytes) is there.
  std::map<std::string, int> count(const std::map<std::string, base::Bytes>& needles) {
    std::map<std::string, int> found;
    for (const auto& [name, bytes] : needles) found[name] = 0;
    bytes_read = 0;
    const File memory(folder_ + "/mem");
    const File pages(folder_ + "/pagemap");
    std::ifstream maps(folder_ + "/maps");
    for (std::string line; std::getline(maps, line);) {
      std::size_t from = 0, to = 0;
      if (std::sscanf(line.c_str(), "%zx-%zx", &from, &to) != 2) continue;
      if (line.ends_with("[vvar]") || line.ends_with("[vsyscall]") || to - from >= no_memory) continue;
      for (const auto& [start, size] : present(pages, from, to)) search(memory, start, size, needles, found);
    }
    return found;
  }

  std::size_t bytes_read = 0;  // by the last count: that the image was no empty one

 private:
  static constexpr std::size_t page = 4096;
  static constexpr std::size_t most_at_once = std::size_t{8} << 20;
  static constexpr std::size_t overlap = 4096;
  // A sanitizer's shadow, which says of bytes whether they may be used, and what its allocator has only reserved: to
  // look through terabytes took minutes.
  static constexpr std::size_t no_memory = std::size_t{64} << 30;

  struct File {
    int fd;
    explicit File(const std::string& path) : fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
      if (fd < 0) throw std::runtime_error(path + " cannot be opened: not allowed to debug this process?");
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() { ::close(fd); }
  };

  // Runs of pages that are in memory or in swap.
  static std::vector<std::pair<std::size_t, std::size_t>> present(const File& pages, std::size_t from, std::size_t to) {
    std::vector<std::pair<std::size_t, std::size_t>> runs;
    std::vector<std::uint64_t> entries(std::size_t{1} << 16);
    while (from < to) {
      const auto wanted = std::min(entries.size(), (to - from) / page);
      const auto got = ::pread(pages.fd, entries.data(), wanted * 8, static_cast<off_t>(from / page * 8));
      if (got <= 0) break;
      for (std::size_t i = 0; i < static_cast<std::size_t>(got) / 8; ++i, from += page) {
        if ((entries[i] >> 62) == 0) continue;
        const bool follows = !runs.empty() && runs.back().first + runs.back().second == from;
        if (follows && runs.back().second < most_at_once) {
          runs.back().second += page;
        } else {
          runs.emplace_back(from, page);
        }
      }
    }
    return runs;
  }

  void search(const File& memory, std::size_t start, std::size_t size,
              const std::map<std::string, base::Bytes>& needles, std::map<std::string, int>& found) {
    std::vector<std::uint8_t> bytes(size + overlap);  // what begins in this run may end in the next
    auto got = ::pread(memory.fd, bytes.data(), size + overlap, static_cast<off_t>(start));
    if (got <= 0) got = ::pread(memory.fd, bytes.data(), size, static_cast<off_t>(start));
    if (got <= 0) return;
    bytes_read += std::min(size, static_cast<std::size_t>(got));
    for (const auto& [name, needle] : needles) {
      const auto* at = bytes.data();
      const auto* const end = bytes.data() + got;
      while ((at = static_cast<const std::uint8_t*>(
                  ::memmem(at, static_cast<std::size_t>(end - at), needle.data(), needle.size())))) {
        if (at < bytes.data() + size) ++found[name];
        ++at;
      }
    }
  }

  std::string folder_;
};

}  // namespace wardroom::test
