// The unqualified name of a type, as it is written: the name a described struct has in the OpenAPI document.
#pragma once
#include <string_view>

namespace wardroom::operation {

template <typename T>
consteval std::string_view type_name() {
  std::string_view text = __PRETTY_FUNCTION__;  // "... [T = wardroom::chat::Message]" or "... [with T = ...; ...]"
  text.remove_prefix(text.find("T = ") + 4);
  text = text.substr(0, text.find_first_of(";]"));
  const auto colon = text.rfind("::");
  return colon == std::string_view::npos ? text : text.substr(colon + 2);
}

}  // namespace wardroom::operation
