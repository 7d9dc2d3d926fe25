// JSON of described structs (Boost.Describe): a struct lists its members once and is read strictly and written from
// that. Reading refuses unknown members, wrong types, strings outside their Text<> limits, bad UTF-8 and over-deep
// documents, each as a Problem that names the field's path. Enumerators may end in '_' where the word is a C++ keyword
// (public_).
#pragma once
#include <boost/describe.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <boost/mp11.hpp>
#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/problem.h"
#include "base/text.h"

namespace wardroom::base {

inline constexpr std::size_t json_max_depth = 16;

boost::json::value parse_json(std::string_view text);  // Problem 400 malformed_json
std::size_t code_points(std::string_view utf8);
void check_length(std::string_view text, std::size_t min, std::size_t max, const std::string& path);
boost::json::value whole_number(std::string_view text, const std::string& path);  // of a path or query: digits only
[[noreturn]] void wrong_type(const std::string& path, std::string_view wanted);

namespace detail {
template <typename T>
struct IsOptional : std::false_type {};
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <typename T>
struct IsVector : std::false_type {};
template <typename T>
struct IsVector<std::vector<T>> : std::true_type {};
template <typename T>
struct IsMap : std::false_type {};
template <typename T>
struct IsMap<std::map<std::string, T>> : std::true_type {};
template <typename T>
struct IsId : std::false_type {};
template <typename Tag>
struct IsId<Id<Tag>> : std::true_type {};
template <typename T>
concept Limited = requires(T t) {
  { T::max_length } -> std::convertible_to<std::size_t>;
  t.value;
};
template <typename T>
concept BoundedInteger = requires { T::min_value; };
template <typename T>
concept DescribedEnum = std::is_enum_v<T> && boost::describe::has_describe_enumerators<T>::value;
template <typename T>
concept DescribedStruct = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;

template <typename T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

constexpr std::string_view without_underscore(std::string_view name) {
  return name.ends_with('_') ? name.substr(0, name.size() - 1) : name;
}
}  // namespace detail

// The members of a described struct: visit(name, pointer to member).
template <detail::DescribedStruct T, typename F>
void for_each_member(F&& visit) {
  boost::mp11::mp_for_each<detail::Members<T>>(
      [&](auto member) { visit(detail::without_underscore(member.name), member.pointer); });
}

template <detail::DescribedEnum E>
std::string_view enum_name(E value) {
  std::string_view name;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto item) {
    if (item.value == value) name = detail::without_underscore(item.name);
  });
  return name;
}

template <detail::DescribedEnum E>
std::vector<std::string_view> enum_names() {
  std::vector<std::string_view> names;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
      [&](auto item) { names.push_back(detail::without_underscore(item.name)); });
  return names;
}

template <detail::DescribedEnum E>
std::optional<E> enum_from(std::string_view text) {
  std::optional<E> found;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto item) {
    if (detail::without_underscore(item.name) == text) found = item.value;
  });
  return found;
}

template <detail::DescribedEnum E>
std::string enum_choices() {
  std::string out;
  for (const auto name : enum_names<E>()) out += (out.empty() ? "" : ", ") + std::string(name);
  return out;
}

// ---- reading

template <typename T>
void read_json(T& out, const boost::json::value& in, const std::string& path);

// From one text (a path or query parameter): ids, enums, limited strings, integers and booleans, optionals of them.
template <typename T>
void read_text(T& out, std::string_view in, const std::string& path) {
  if constexpr (detail::IsOptional<T>::value) {
    read_text(out.emplace(), in, path);
  } else if constexpr (detail::IsId<T>::value) {
    const auto id = T::parse(in);
    if (!id)
      throw invalid_field(
          path, "This is not an id of the form " + std::string(T::prefix) + "_…; use the id as the API gave it.");
    out = *id;
  } else if constexpr (detail::DescribedEnum<T>) {
    const auto value = enum_from<T>(in);
    if (!value) throw invalid_field(path, "Use one of: " + enum_choices<T>() + ".");
    out = *value;
  } else if constexpr (detail::Limited<T>) {
    check_length(in, T::min_length, T::max_length, path);
    out.value = std::string(in);
  } else if constexpr (std::same_as<T, std::string>) {
    out = std::string(in);
  } else if constexpr (std::same_as<T, bool>) {
    if (in != "true" && in != "false") wrong_type(path, "true or false");
    out = in == "true";
  } else if constexpr (std::same_as<T, Timestamp>) {
    const auto at = from_rfc3339(in);
    if (!at) wrong_type(path, "an RFC 3339 time in UTC, like 2026-01-31T12:00:00.000Z");
    out = *at;
  } else {
    read_json(out, whole_number(in, path), path);
  }
}

template <typename T>
void read_integer(T& out, const boost::json::value& in, const std::string& path, long long min, long long max) {
  if (!in.is_int64() && !in.is_uint64()) wrong_type(path, "a whole number");
  const bool fits = in.is_int64() ? in.get_int64() >= min && in.get_int64() <= max
                                  : in.get_uint64() <= static_cast<std::uint64_t>(max);
  if (!fits)
    throw invalid_field(path, "Use a whole number from " + std::to_string(min) + " to " + std::to_string(max) + ".");
  out = static_cast<T>(in.is_int64() ? in.get_int64() : static_cast<std::int64_t>(in.get_uint64()));
}

template <detail::DescribedStruct T>
void read_members(T& out, const boost::json::value& in, const std::string& path) {
  if (!in.is_object()) wrong_type(path, "an object");
  const auto& object = in.get_object();
  std::size_t known = 0;
  for_each_member<T>([&](std::string_view name, auto pointer) {
    auto& member = out.*pointer;
    const auto field = path + "." + std::string(name);
    const auto* const found = object.if_contains(name);
    if (found) {
      ++known;
      read_json(member, *found, field);
    } else if constexpr (!detail::IsOptional<std::decay_t<decltype(member)>>::value) {
      throw invalid_field(field, "This field is required.");
    }
  });
  if (known == object.size()) return;
  for (const auto& item : object) {
    bool declared = false;
    for_each_member<T>(
        [&](std::string_view name, auto) { declared = declared || name == std::string_view(item.key()); });
    if (!declared) {
      const std::string name(std::string_view(item.key()).substr(0, 64));
      throw invalid_field(path + "." + name, "This field is not known here; leave it out.");
    }
  }
}

template <typename T>
void read_json(T& out, const boost::json::value& in, const std::string& path) {
  if constexpr (detail::IsOptional<T>::value) {
    if (!in.is_null()) read_json(out.emplace(), in, path);
  } else if constexpr (std::same_as<T, bool>) {
    if (!in.is_bool()) wrong_type(path, "true or false");
    out = in.get_bool();
  } else if constexpr (detail::BoundedInteger<T>) {
    read_integer(out.value, in, path, T::min_value, T::max_value);
  } else if constexpr (std::integral<T>) {
    read_integer(out, in, path, 0, (1LL << 53) - 1);  // what a JSON reader may hold exactly (RFC 8259 section 6)
  } else if constexpr (detail::IsVector<T>::value) {
    if (!in.is_array()) wrong_type(path, "a list");
    for (std::size_t i = 0; i < in.get_array().size(); ++i) {
      read_json(out.emplace_back(), in.get_array()[i], path + "." + std::to_string(i));
    }
  } else if constexpr (detail::IsMap<T>::value) {
    if (!in.is_object()) wrong_type(path, "an object");
    for (const auto& item : in.get_object()) {
      const std::string key(item.key());
      read_json(out[key], item.value(), path + "." + key.substr(0, 64));
    }
  } else if constexpr (detail::DescribedStruct<T>) {
    read_members(out, in, path);
  } else {
    if (!in.is_string()) wrong_type(path, "a string");
    read_text(out, std::string_view(in.get_string()), path);
  }
}

template <typename T>
T from_json(const boost::json::value& in, const std::string& path = "body") {
  T out{};
  read_json(out, in, path);
  return out;
}

// ---- writing

template <typename T>
boost::json::value to_json(const T& in) {
  if constexpr (detail::IsOptional<T>::value) {
    return in ? to_json(*in) : boost::json::value(nullptr);
  } else if constexpr (detail::IsId<T>::value) {
    return boost::json::value(in.text());
  } else if constexpr (std::same_as<T, Timestamp>) {
    return boost::json::value(to_rfc3339(in));
  } else if constexpr (detail::DescribedEnum<T>) {
    return boost::json::value(enum_name(in));
  } else if constexpr (detail::Limited<T> || detail::BoundedInteger<T>) {
    return boost::json::value(in.value);
  } else if constexpr (detail::IsVector<T>::value) {
    boost::json::array out;
    out.reserve(in.size());
    for (const auto& item : in) out.push_back(to_json(item));
    return out;
  } else if constexpr (detail::IsMap<T>::value) {
    boost::json::object out;
    for (const auto& [key, item] : in) out[key] = to_json(item);
    return out;
  } else if constexpr (detail::DescribedStruct<T>) {
    boost::json::object out;
    for_each_member<T>([&](std::string_view name, auto pointer) { out[name] = to_json(in.*pointer); });
    return out;
  } else {
    return boost::json::value(in);
  }
}

std::string json_text(const boost::json::value& value);

template <typename T>
std::string to_json_text(const T& in) {
  return json_text(to_json(in));
}

}  // namespace wardroom::base
