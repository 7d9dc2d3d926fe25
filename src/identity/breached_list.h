// Passwords that leaked, as a file that an administrator downloaded: SHA-1 in hex, a line each, sorted, `:COUNT` after
// it or not (what Have I Been Pwned offers, "ordered by hash"). It may be 40 GiB: it is searched where it lies, some
// forty small reads a question. Any thread.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace wardroom::identity {

class BreachedList {
 public:
  explicit BreachedList(const std::filesystem::path& file);  // std::runtime_error says what is wrong with it
  BreachedList(const BreachedList&) = delete;
  BreachedList& operator=(const BreachedList&) = delete;
  ~BreachedList();

  bool contains(std::string_view password) const;  // false as well when the file cannot be read any more: logged

 private:
  std::string line_at(std::uint64_t offset) const;  // the first that begins there or later; empty at the end

  int file_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace wardroom::identity
