#include "crypto/bech32.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/secret.h"

namespace wardroom::crypto {
namespace {

using base::Bytes;
using base::ByteView;

constexpr std::string_view alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
constexpr std::size_t checksum_size = 6;

std::uint32_t polymod(ByteView values) {
  constexpr std::array<std::uint32_t, 5> generator{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
  std::uint32_t check = 1;
  for (const auto value : values) {
    const auto top = check >> 25;
    check = (check & 0x1ffffff) << 5 ^ value;
    for (std::size_t i = 0; i < generator.size(); ++i) {
      if ((top >> i & 1) != 0) check ^= generator[i];
    }
  }
  return check;
}

// What the checksum is over: the prefix, spread, then the data.
Bytes expanded(std::string_view prefix) {
  Bytes out;
  for (const char c : prefix) out.push_back(static_cast<std::uint8_t>(c) >> 5);
  out.push_back(0);
  for (const char c : prefix) out.push_back(static_cast<std::uint8_t>(c) & 31);
  return out;
}

// Groups of `from` bits as groups of `to` bits. Without `pad`, bits left over must be zeros and fewer than a group.
std::optional<Bytes> regrouped(ByteView in, int from, int to, bool pad) {
  Bytes out;
  std::uint32_t bits = 0;
  int count = 0;
  const std::uint32_t mask = (1U << to) - 1;
  for (const auto value : in) {
    bits = bits << from | value;
    count += from;
    while (count >= to) {
      count -= to;
      out.push_back(static_cast<std::uint8_t>(bits >> count & mask));
    }
    bits &= (1U << count) - 1;
  }
  if (pad && count > 0) out.push_back(static_cast<std::uint8_t>(bits << (to - count) & mask));
  if (!pad && (count >= from || bits != 0)) {
    base::wipe(out);
    return std::nullopt;
  }
  return out;
}

std::optional<std::string> in_small_letters(std::string_view text) {
  const auto is_small = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (std::ranges::any_of(text, is_small) && std::ranges::any_of(text, is_capital)) return std::nullopt;
  std::string out(text);
  for (char& c : out) {
    if (is_capital(c)) c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::optional<Bytes> values_of(std::string_view letters) {
  Bytes out;
  for (const char c : letters) {
    const auto at = alphabet.find(c);
    if (at == std::string_view::npos) return std::nullopt;
    out.push_back(static_cast<std::uint8_t>(at));
  }
  return out;
}

}  // namespace

std::string bech32(std::string_view prefix, ByteView data) {
  auto values = *regrouped(data, 8, 5, true);
  auto checked = expanded(prefix);
  base::append(checked, values);
  checked.resize(checked.size() + checksum_size);
  const auto check = polymod(checked) ^ 1;
  for (std::size_t i = 0; i < checksum_size; ++i) {
    values.push_back(static_cast<std::uint8_t>(check >> 5 * (5 - i) & 31));
  }
  auto out = std::string(prefix) + "1";
  for (const auto value : values) out.push_back(alphabet[value]);
  base::wipe(values);
  base::wipe(checked);
  return out;
}

std::optional<Bytes> from_bech32(std::string_view prefix, std::string_view text) {
  auto small = in_small_letters(text);
  if (!small || small->size() < prefix.size() + 1 + checksum_size) return std::nullopt;
  if (!small->starts_with(prefix) || (*small)[prefix.size()] != '1') return std::nullopt;
  auto values = values_of(std::string_view(*small).substr(prefix.size() + 1));
  base::wipe(*small);
  if (!values) return std::nullopt;
  auto checked = expanded(prefix);
  base::append(checked, *values);
  const bool good = polymod(checked) == 1;
  auto data = good ? regrouped(ByteView(*values).first(values->size() - checksum_size), 5, 8, false) : std::nullopt;
  base::wipe(checked);
  base::wipe(*values);
  return data;
}

}  // namespace wardroom::crypto
