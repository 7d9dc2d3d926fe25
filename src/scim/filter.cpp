#include "scim/filter.h"

#include <boost/json/array.hpp>

#include <algorithm>

#include "base/clock.h"

namespace wardroom::scim {
namespace {

using Kind = Filter::Kind;
using Operator = Filter::Operator;

template <typename T>
bool ordered(Operator op, const T& a, const T& b) {
  switch (op) {
    case Operator::eq:
      return a == b;
    case Operator::gt:
      return a > b;
    case Operator::ge:
      return a >= b;
    case Operator::lt:
      return a < b;
    case Operator::le:
      return a <= b;
    default:
      return false;
  }
}

bool text_matches(Operator op, std::string_view kept, std::string_view asked) {
  switch (op) {
    case Operator::co:
      return kept.find(asked) != std::string_view::npos;
    case Operator::sw:
      return kept.starts_with(asked);
    case Operator::ew:
      return kept.ends_with(asked);
    default:
      return ordered(op, kept, asked);
  }
}

bool value_matches(const Attribute& attribute, Operator op, const boost::json::value& kept,
                   const boost::json::value& asked) {
  if (kept.is_bool()) return op == Operator::eq && kept == asked;
  if (!kept.is_string() || !asked.is_string()) return false;
  const std::string_view text = kept.get_string();
  const std::string_view wanted = asked.get_string();
  if (attribute.type == Type::date_time) return ordered(op, base::from_rfc3339(text), base::from_rfc3339(wanted));
  if (attribute.case_exact) return text_matches(op, text, wanted);
  return text_matches(op, lower(text), lower(wanted));
}

// Whether any of the values at the place is as `holds` says. An element of a list counts as several values do.
template <typename Holds>
bool any_value(const Place& place, const boost::json::object& object, Holds holds) {
  if (!place.attribute) return false;
  const auto* const found = object.if_contains(place.attribute->name);
  if (!found) return false;
  const auto one = [&](const boost::json::value& value) {
    if (!place.member) return holds(value);
    const auto* const parts = value.if_object();
    const auto* const member = parts ? parts->if_contains(place.member->name) : nullptr;
    return member && holds(*member);
  };
  if (const auto* const list = found->if_array()) return std::ranges::any_of(*list, one);
  return one(*found);
}

bool is_there(const boost::json::value& value) {
  if (const auto* const text = value.if_string()) return !text->empty();
  if (const auto* const parts = value.if_object()) return !parts->empty();
  return !value.is_null();
}

bool compares(const Filter& filter, const boost::json::object& object) {
  if (filter.op == Operator::pr) return any_value(filter.place, object, is_there);
  if (filter.value.is_null()) return any_value(filter.place, object, is_there) == (filter.op == Operator::ne);
  const auto* const attribute = filter.place.member ? filter.place.member : filter.place.attribute;
  const auto op = filter.op == Operator::ne ? Operator::eq : filter.op;
  const bool found = any_value(filter.place, object, [&](const boost::json::value& kept) {
    return value_matches(*attribute, op, kept, filter.value);
  });
  return found == (filter.op != Operator::ne);
}

}  // namespace

bool matches(const Filter& filter, const boost::json::object& object) {
  const auto each = [&](const Filter& part) { return matches(part, object); };
  switch (filter.kind) {
    case Kind::compares:
      return compares(filter, object);
    case Kind::all:
      return std::ranges::all_of(filter.parts, each);
    case Kind::any:
      return std::ranges::any_of(filter.parts, each);
    case Kind::none_of:
      return std::ranges::none_of(filter.parts, each);
    case Kind::element:
      return any_value(filter.place, object, [&](const boost::json::value& element) {
        const auto* const parts = element.if_object();
        return parts && matches(filter.parts.front(), *parts);
      });
  }
  return false;
}

bool asks_about(const Filter& filter, const Attribute& attribute) {
  if (filter.place.attribute == &attribute) return true;
  return std::ranges::any_of(filter.parts, [&](const Filter& part) { return asks_about(part, attribute); });
}

std::optional<std::string> demanded(const Filter& filter, std::string_view name) {
  if (filter.kind == Kind::all) {
    for (const auto& part : filter.parts) {
      if (auto found = demanded(part, name)) return found;
    }
  }
  const bool is = filter.kind == Kind::compares && filter.op == Operator::eq && filter.place.attribute &&
                  filter.place.attribute->name == name && !filter.place.member && filter.value.is_string();
  return is ? std::optional(std::string(filter.value.get_string())) : std::nullopt;
}

}  // namespace wardroom::scim
