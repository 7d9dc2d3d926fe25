#include "base/id.h"

#include <sodium.h>

#include <mutex>

#include "base/clock.h"

namespace wardroom::base {
namespace {

constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

int digit_value(char c) {
  const auto at = alphabet.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

}  // namespace

// RFC 9562 section 5.7 with method 1 of 6.2: a 12-bit counter in rand_a keeps ids of one millisecond in order.
Uuid uuid_v7() {
  static std::mutex mutex;
  static std::int64_t last_ms = 0;
  static std::uint32_t counter = 0;
  Uuid u;
  randombytes_buf(u.data(), u.size());
  std::int64_t ms = 0;
  std::uint32_t count = 0;
  {
    const std::lock_guard lock(mutex);
    ms = now().ms;
    if (ms > last_ms) {
      last_ms = ms;
      counter = u[6] & 0x3U;  // leaves room to count within the millisecond
    } else if (++counter > 0xfff) {
      ++last_ms;
      counter = 0;
    }
    ms = last_ms;
    count = counter;
  }
  for (std::size_t i = 0; i < 6; ++i) u[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  u[6] = static_cast<std::uint8_t>(0x70 | (count >> 8));
  u[7] = static_cast<std::uint8_t>(count);
  u[8] = static_cast<std::uint8_t>((u[8] & 0x3f) | 0x80);
  return u;
}

// 128 bits as 26 digits of 5 bits, the first digit holding the top 3 (TypeID specification 0.3).
std::string typeid_text(std::string_view prefix, const Uuid& uuid) {
  std::string out(prefix);
  out.push_back('_');
  for (int digit = 0; digit < 26; ++digit) {
    const int low = (25 - digit) * 5;  // lowest bit of this digit, counted from the end
    unsigned value = 0;
    for (int bit = low + 4; bit >= low; --bit) {
      const unsigned set = bit > 127 ? 0 : uuid[static_cast<std::size_t>(15 - bit / 8)] >> (bit % 8) & 1U;
      value = value << 1 | set;
    }
    out.push_back(alphabet[value]);
  }
  return out;
}

std::optional<Uuid> parse_typeid(std::string_view prefix, std::string_view text) {
  if (text.size() != prefix.size() + 27 || !text.starts_with(prefix) || text[prefix.size()] != '_') return std::nullopt;
  text.remove_prefix(prefix.size() + 1);
  if (text[0] > '7') return std::nullopt;  // would not fit 128 bits
  Uuid uuid{};
  for (int digit = 0; digit < 26; ++digit) {
    const int value = digit_value(text[static_cast<std::size_t>(digit)]);
    if (value < 0) return std::nullopt;
    for (int i = 0; i < 5; ++i) {
      const int bit = (25 - digit) * 5 + i;
      if (bit < 128 && (value >> i & 1) != 0) {
        uuid[static_cast<std::size_t>(15 - bit / 8)] |= static_cast<std::uint8_t>(1 << (bit % 8));
      }
    }
  }
  return uuid;
}

}  // namespace wardroom::base
