// Time as the product stores and shows it: UTC milliseconds since 1970, RFC 3339 in JSON.
#pragma once
#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wardroom::base {

struct Timestamp {
  std::int64_t ms = 0;
  auto operator<=>(const Timestamp&) const = default;
};

Timestamp now();
inline Timestamp operator+(Timestamp t, std::chrono::milliseconds d) { return {t.ms + d.count()}; }
inline Timestamp operator-(Timestamp t, std::chrono::milliseconds d) { return {t.ms - d.count()}; }
std::string to_rfc3339(Timestamp t);                           // 2026-01-31T12:00:00.000Z
std::optional<Timestamp> from_rfc3339(std::string_view text);  // the form above, milliseconds optional, Z only

}  // namespace wardroom::base
