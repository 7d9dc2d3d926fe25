// Text as a template argument: Statement<"SELECT ...">.
#pragma once
#include <algorithm>
#include <cstddef>
#include <string_view>

namespace wardroom::store {

template <std::size_t N>
struct FixedString {
  char chars[N]{};
  consteval FixedString(const char (&text)[N]) { std::copy_n(text, N, chars); }
  consteval explicit FixedString(std::string_view text) { std::ranges::copy(text.substr(0, N - 1), chars); }
  constexpr std::string_view view() const { return {chars, N - 1}; }
};

}  // namespace wardroom::store
