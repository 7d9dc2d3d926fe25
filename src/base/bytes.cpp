#include "base/bytes.h"

#include <sodium.h>

namespace wardroom::base {

void append_u32(Bytes& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

void append_u64(Bytes& out, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

std::uint32_t read_u32(ByteView b) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | b[i];
  return value;
}

std::uint64_t read_u64(ByteView b) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = value << 8 | b[i];
  return value;
}

std::string to_hex(ByteView b) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(b.size() * 2);
  for (const auto byte : b) {
    out.push_back(digits[byte >> 4]);
    out.push_back(digits[byte & 15]);
  }
  return out;
}

std::optional<Bytes> from_hex(std::string_view s) {
  Bytes out(s.size() / 2);
  std::size_t written = 0;
  const char* end = nullptr;
  if (s.empty()) return out;
  if (s.size() % 2 != 0) return std::nullopt;
  if (sodium_hex2bin(out.data(), out.size(), s.data(), s.size(), nullptr, &written, &end) != 0) return std::nullopt;
  if (end != s.data() + s.size() || written != out.size()) return std::nullopt;
  return out;
}

namespace {

std::string encode(ByteView b, int variant) {
  std::string out(sodium_base64_encoded_len(b.size(), variant), '\0');
  sodium_bin2base64(out.data(), out.size(), b.data(), b.size(), variant);
  out.pop_back();  // the terminating zero
  return out;
}

std::optional<Bytes> decode(std::string_view s, int variant) {
  Bytes out(s.size() / 4 * 3 + 3);
  std::size_t written = 0;
  const char* end = nullptr;
  if (sodium_base642bin(out.data(), out.size(), s.data(), s.size(), nullptr, &written, &end, variant) != 0) {
    return std::nullopt;
  }
  if (end != s.data() + s.size()) return std::nullopt;
  out.resize(written);
  return out;
}

}  // namespace

std::string to_base64(ByteView b) { return encode(b, sodium_base64_VARIANT_ORIGINAL); }
std::optional<Bytes> from_base64(std::string_view s) { return decode(s, sodium_base64_VARIANT_ORIGINAL); }
std::string to_base64url(ByteView b) { return encode(b, sodium_base64_VARIANT_URLSAFE_NO_PADDING); }
std::optional<Bytes> from_base64url(std::string_view s) { return decode(s, sodium_base64_VARIANT_URLSAFE_NO_PADDING); }

bool is_utf8(std::string_view s) {
  const auto* p = reinterpret_cast<const unsigned char*>(s.data());
  const auto* const end = p + s.size();
  while (p < end) {
    if (*p < 0x80) {
      ++p;
      continue;
    }
    const int extra = (*p & 0xe0) == 0xc0 ? 1 : (*p & 0xf0) == 0xe0 ? 2 : (*p & 0xf8) == 0xf0 ? 3 : 0;
    if (extra == 0 || end - p <= extra) return false;
    std::uint32_t code = *p & (0x3fU >> extra);
    for (int i = 1; i <= extra; ++i) {
      if ((p[i] & 0xc0) != 0x80) return false;
      code = code << 6 | (p[i] & 0x3fU);
    }
    static constexpr std::uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
    if (code < smallest[extra] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return false;
    p += extra + 1;
  }
  return true;
}

}  // namespace wardroom::base
