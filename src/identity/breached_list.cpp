#include "identity/breached_list.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "base/bytes.h"
#include "base/log.h"

namespace wardroom::identity {
namespace {

constexpr std::size_t hash_size = 40;
constexpr std::size_t longest_line = 64;  // hash, colon, count, line end

std::string sha1_hex(std::string_view text) {
  std::array<unsigned char, 20> digest{};
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1) {
    throw std::runtime_error("SHA-1 failed");
  }
  auto hex = base::to_hex(digest);
  std::ranges::transform(hex, hex.begin(), [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
  return hex;
}

bool is_hash(std::string_view text) {
  return text.size() == hash_size &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'); });
}

}  // namespace

BreachedList::BreachedList(const std::filesystem::path& file) : file_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
  const auto fault = [&](const std::string& what) { return std::runtime_error(file.string() + ": " + what); };
  if (file_ < 0) throw fault("cannot be read: " + std::generic_category().message(errno));
  struct stat info{};
  if (::fstat(file_, &info) == 0 && S_ISREG(info.st_mode)) {
    size_ = static_cast<std::uint64_t>(info.st_size);
    if (is_hash(std::string_view(line_at(0)).substr(0, hash_size))) return;
  }
  ::close(file_);
  throw fault("is no file that begins with a SHA-1 in capital hex; wanted is a list ordered by hash, one a line");
}

BreachedList::~BreachedList() { ::close(file_); }

// Offset 0 begins a line; elsewhere one begins after the next line end.
std::string BreachedList::line_at(std::uint64_t offset) const {
  std::array<char, 2 * longest_line> read{};
  const auto from = offset == 0 ? 0 : offset - 1;
  const auto got = ::pread(file_, read.data(), read.size(), static_cast<off_t>(from));
  if (got < 0) throw std::system_error(errno, std::generic_category(), "the list of leaked passwords");
  std::string_view text(read.data(), static_cast<std::size_t>(got));
  if (offset > 0) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return std::string(text.substr(0, text.find('\n')));
}

bool BreachedList::contains(std::string_view password) const try {
  const auto wanted = sha1_hex(password);
  std::uint64_t low = 0;
  std::uint64_t high = size_;  // the line, if it is there, begins in [low, high)
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    const auto line = line_at(middle);
    const auto hash = line.substr(0, hash_size);
    if (hash == wanted) return true;
    if (!hash.empty() && hash < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return false;
} catch (const std::system_error& error) {
  base::log_error("{}", error.what());
  return false;
}

}  // namespace wardroom::identity
