// Text from outside, so that it can stand in a line of a log or a message: cut, and of printable ASCII only.
#pragma once
#include <algorithm>
#include <string>
#include <string_view>

namespace wardroom::base {

inline std::string printable(std::string_view text, std::size_t most) {
  std::string out(text.substr(0, most));
  std::ranges::replace_if(out, [](char c) { return c < ' ' || c > '~'; }, '?');
  return out;
}

}  // namespace wardroom::base
