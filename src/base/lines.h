// Texts that are made of lines, read from the front. Any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace wardroom::base {

// Takes a line off, without its newline; nothing where there is no whole one.
std::optional<std::string_view> take_line(std::string_view& text);

// Digits without a sign or leading zeroes.
std::optional<std::uint64_t> read_decimal(std::string_view text);

}  // namespace wardroom::base
