#include "crypto/cbor_bounds.h"

#include <cstdint>

namespace wardroom::crypto {
namespace {

constexpr int max_depth = 8;
enum Major : std::uint8_t { unsigned_, negative, bytes_, text, array, map, tag, simple };

struct Head {
  std::uint8_t major = 0;
  std::uint64_t argument = 0;
  std::size_t size = 0;
};

std::optional<Head> read_head(base::ByteView bytes) {
  if (bytes.empty()) return std::nullopt;
  const auto info = static_cast<std::uint8_t>(bytes[0] & 0x1f);
  Head out{static_cast<std::uint8_t>(bytes[0] >> 5), info, 1};
  if (info < 24) return out;
  if (info > 27) return std::nullopt;
  const std::size_t more = std::size_t{1} << (info - 24);
  if (bytes.size() < 1 + more) return std::nullopt;
  out.argument = 0;
  for (const auto byte : bytes.subspan(1, more)) out.argument = out.argument << 8 | byte;
  out.size += more;
  return out;
}

// NOLINTNEXTLINE(misc-no-recursion): max_depth bounds it
std::optional<std::size_t> item_size(base::ByteView bytes, int depth) {
  const auto head = read_head(bytes);
  if (!head || depth > max_depth || head->major == tag) return std::nullopt;
  std::size_t size = head->size;
  if (head->major == bytes_ || head->major == text) {
    if (head->argument > bytes.size() - size) return std::nullopt;
    return size + head->argument;
  }
  if (head->major != array && head->major != map) return size;
  if (head->argument > bytes.size()) return std::nullopt;
  const auto items = head->major == map ? 2 * head->argument : head->argument;
  for (std::uint64_t i = 0; i < items; ++i) {
    const auto one = item_size(bytes.subspan(size), depth + 1);
    if (!one) return std::nullopt;
    size += *one;
  }
  return size;
}

}  // namespace

std::optional<std::size_t> bounded_cbor_size(base::ByteView bytes) { return item_size(bytes, 1); }

bool is_bounded_cbor(base::ByteView bytes) {
  while (!bytes.empty()) {
    const auto size = bounded_cbor_size(bytes);
    if (!size) return false;
    bytes = bytes.subspan(*size);
  }
  return true;
}

}  // namespace wardroom::crypto
