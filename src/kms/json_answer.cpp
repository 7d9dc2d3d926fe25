#include "kms/json_answer.h"

#include "base/json.h"
#include "base/printable.h"

namespace wardroom::kms {

std::optional<boost::json::object> parse_answer(std::string_view body) try {
  auto value = base::parse_json(body);
  if (!value.is_object()) return std::nullopt;
  return std::move(value.get_object());
} catch (const base::Problem&) {
  return std::nullopt;
}

const boost::json::object* object_in(const boost::json::object& in, std::string_view name) {
  const auto* const found = in.if_contains(name);
  return found ? found->if_object() : nullptr;
}

std::optional<std::string> text_in(const boost::json::object& in, std::string_view name) {
  const auto* const found = in.if_contains(name);
  if (!found || !found->is_string()) return std::nullopt;
  return std::string(found->get_string());
}

bool flag_in(const boost::json::object& in, std::string_view name) {
  const auto* const found = in.if_contains(name);
  return found && found->is_bool() && found->get_bool();
}

std::string quotable(std::string_view text) {
  constexpr std::size_t enough = 200;
  return base::printable(text, enough);
}

}  // namespace wardroom::kms
