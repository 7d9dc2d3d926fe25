// JSON Schema (draft 2020-12, as OpenAPI 3.1 uses it) of described structs, from the same declarations the reader uses.
#pragma once
#include "base/json.h"
#include "operation/type_name.h"

namespace wardroom::operation {

// Named structs are collected in `components` and referred to by $ref.
template <typename T>
boost::json::object schema_of(boost::json::object& components);

template <typename T>
boost::json::object struct_schema(boost::json::object& components) {
  boost::json::object properties;
  boost::json::array required;
  base::for_each_member<T>([&](std::string_view name, auto pointer) {
    using Member = std::decay_t<decltype(std::declval<T&>().*pointer)>;
    properties[name] = schema_of<Member>(components);
    if (!base::detail::IsOptional<Member>::value) required.emplace_back(name);
  });
  boost::json::object out{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) out["required"] = std::move(required);
  return out;
}

template <typename T>
boost::json::object schema_of(boost::json::object& components) {
  namespace detail = base::detail;
  if constexpr (detail::IsOptional<T>::value) {
    auto inner = schema_of<typename T::value_type>(components);
    return {{"oneOf", boost::json::array{std::move(inner), boost::json::object{{"type", "null"}}}}};
  } else if constexpr (detail::IsVector<T>::value) {
    return {{"type", "array"}, {"items", schema_of<typename T::value_type>(components)}};
  } else if constexpr (detail::IsMap<T>::value) {
    return {{"type", "object"}, {"additionalProperties", schema_of<typename T::mapped_type>(components)}};
  } else if constexpr (detail::IsId<T>::value) {
    return {{"type", "string"}, {"pattern", "^" + std::string(T::prefix) + "_[0-7][0-9a-hjkmnp-tv-z]{25}$"}};
  } else if constexpr (std::same_as<T, base::Timestamp>) {
    return {{"type", "string"}, {"format", "date-time"}};
  } else if constexpr (detail::DescribedEnum<T>) {
    boost::json::array values;
    for (const auto name : base::enum_names<T>()) values.emplace_back(name);
    return {{"type", "string"}, {"enum", std::move(values)}};
  } else if constexpr (detail::Limited<T>) {
    return {{"type", "string"}, {"minLength", T::min_length}, {"maxLength", T::max_length}};
  } else if constexpr (detail::BoundedInteger<T>) {
    return {{"type", "integer"}, {"minimum", T::min_value}, {"maximum", T::max_value}};
  } else if constexpr (std::same_as<T, bool>) {
    return {{"type", "boolean"}};
  } else if constexpr (std::integral<T>) {
    return {{"type", "integer"}};
  } else if constexpr (detail::DescribedStruct<T>) {
    constexpr auto name = type_name<T>();
    if (!components.contains(name)) {
      components[name] = boost::json::object();  // stands in while the members are walked: a struct may refer to itself
      components[name] = struct_schema<T>(components);
    }
    return {{"$ref", "#/components/schemas/" + std::string(name)}};
  } else {
    return {{"type", "string"}};
  }
}

}  // namespace wardroom::operation
