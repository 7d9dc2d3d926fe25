#include "scim/resource.h"

#include <boost/json/array.hpp>

#include <algorithm>

#include "base/json.h"
#include "scim/refusals.h"

namespace wardroom::scim {
namespace {

[[noreturn]] void wrong(const Attribute& attribute, std::string_view wanted) {
  throw invalid_value("\"" + std::string(attribute.name) + "\" takes " + std::string(wanted) + ".");
}

bool is_empty(const boost::json::value& value) {
  if (const auto* const text = value.if_string()) return text->empty();
  if (const auto* const list = value.if_array()) return list->empty();
  return value.is_null();
}

boost::json::value read_text(const Attribute& attribute, const boost::json::value& given) {
  if (!given.is_string()) wrong(attribute, "a text");
  try {
    base::check_length(given.get_string(), 1, attribute.max_length, std::string(attribute.name));
  } catch (const base::Problem& problem) {
    throw invalid_value("\"" + std::string(attribute.name) + "\": " + problem.detail());
  }
  return given;
}

// Entra ID says "True" and "False".
boost::json::value read_boolean(const Attribute& attribute, const boost::json::value& given) {
  if (const auto* const text = given.if_string()) {
    if (same_name(*text, "true")) return true;
    if (same_name(*text, "false")) return false;
  }
  if (!given.is_bool()) wrong(attribute, "true or false");
  return given;
}

boost::json::value read_parts(const Attribute& attribute, const boost::json::value& given) {
  if (!given.is_object()) wrong(attribute, "an object");
  boost::json::object out;
  for (const auto& [key, value] : given.get_object()) {
    const auto* const member = find(attribute.members, key);
    if (!member) continue;
    auto read = read_value(*member, value);
    if (!read.is_null()) out[member->name] = std::move(read);
  }
  return out.empty() ? boost::json::value(nullptr) : out;
}

int primaries(const boost::json::array& list) {
  return static_cast<int>(std::ranges::count_if(list, [](const auto& each) {
    const auto* const parts = each.if_object();
    const auto* const primary = parts ? parts->if_contains("primary") : nullptr;
    return primary && *primary == true;
  }));
}

boost::json::value read_list(const Attribute& attribute, const boost::json::value& given) {
  // Some send the one value alone.
  if (!given.is_array()) return read_list(attribute, boost::json::value(boost::json::array(1, given)));
  const auto& list = given.get_array();
  if (list.size() > attribute.max_elements) {
    wrong(attribute, "at most " + std::to_string(attribute.max_elements) + " values");
  }
  boost::json::array out;
  for (const auto& each : list) {
    auto read = read_element(attribute, each);
    if (!read.is_null()) out.push_back(std::move(read));
  }
  if (primaries(out) > 1) wrong(attribute, "one primary value only");
  return out.empty() ? boost::json::value(nullptr) : out;
}

// Whether a client wants this attribute, or some part of it.
bool names(const Schema& schema, const std::vector<std::string>& paths, std::string_view attribute, bool whole) {
  return std::ranges::any_of(paths, [&](const auto& path) {
    const auto place = find(schema, path);
    return place && place->attribute && place->attribute->name == attribute && !(whole && place->member);
  });
}

bool always(std::string_view name) { return name == "id" || name == "schemas"; }

// What of a complex attribute is wanted where only parts of it are.
void keep_parts(const Schema& schema, const std::vector<std::string>& paths, std::string_view attribute, bool keep,
                boost::json::value& value) {
  const auto one = [&](boost::json::object& parts) {
    for (auto at = parts.begin(); at != parts.end();) {
      const bool named = std::ranges::any_of(paths, [&](const auto& path) {
        const auto place = find(schema, path);
        return place && place->attribute && place->member && place->attribute->name == attribute &&
               place->member->name == std::string_view(at->key());
      });
      at = named == keep ? std::next(at) : parts.stable_erase(at);
    }
  };
  if (auto* const parts = value.if_object()) one(*parts);
  auto* const list = value.if_array();
  if (!list) return;
  for (auto& each : *list) {
    if (auto* const parts = each.if_object()) one(*parts);
  }
}

}  // namespace

boost::json::value read_element(const Attribute& attribute, const boost::json::value& given) {
  if (is_empty(given)) return nullptr;
  switch (attribute.type) {
    case Type::boolean:
      return read_boolean(attribute, given);
    case Type::complex:
      // "members": ["id"] stands for its value.
      if (given.is_string() && attribute.many) return read_parts(attribute, boost::json::object{{"value", given}});
      return read_parts(attribute, given);
    default:
      return read_text(attribute, given);
  }
}

boost::json::value read_value(const Attribute& attribute, const boost::json::value& given) {
  if (is_empty(given)) return nullptr;
  return attribute.many ? read_list(attribute, given) : read_element(attribute, given);
}

boost::json::object read_resource(const Schema& schema, const boost::json::value& body) {
  const auto* const given = body.if_object();
  if (!given) throw invalid_syntax("A resource is a JSON object.");
  boost::json::object out;
  for (const auto& [key, value] : *given) {
    const auto place = find(schema, key);
    const auto* const attribute = place && !place->member ? place->attribute : nullptr;
    if (!attribute || attribute->read_only) continue;
    if (out.contains(attribute->name)) {
      throw invalid_syntax("\"" + std::string(attribute->name) + "\" is given twice, in different letters.");
    }
    auto read = read_value(*attribute, value);
    if (!read.is_null()) out[attribute->name] = std::move(read);
  }
  return out;
}

void check_required(const Schema& schema, const boost::json::object& resource) {
  for (const auto& attribute : schema.attributes) {
    if (!attribute.required || resource.contains(attribute.name)) continue;
    throw invalid_value("\"" + std::string(attribute.name) + "\" is required.");
  }
}

boost::json::object written(const Schema& schema, const Record& record) {
  auto out = record.content;
  for (const auto& attribute : schema.attributes) {
    const auto at = out.find(attribute.name);
    if (attribute.read_only && at != out.end()) out.stable_erase(at);
  }
  if (record.asked_active) out["active"] = *record.asked_active;
  return out;
}

std::string etag(const Record& record) { return "W/\"" + record.version + "\""; }

boost::json::object shown(const Schema& schema, const Record& record, const std::string& base_url) {
  boost::json::object out;
  out["schemas"] = boost::json::array{schema.urn};
  out["id"] = record.id;
  for (const auto& [key, value] : record.content) out[key] = value;
  out["meta"] = {{"resourceType", schema.name},
                 {"created", base::to_rfc3339(record.created_at)},
                 {"lastModified", base::to_rfc3339(record.updated_at)},
                 {"location", base_url + std::string(schema.endpoint) + "/" + record.id},
                 {"version", etag(record)}};
  return out;
}

bool Projection::wants(const Schema& schema, std::string_view attribute) const {
  if (!only.empty()) return names(schema, only, attribute, false);
  return !names(schema, without, attribute, true);
}

void project(const Schema& schema, const Projection& projection, boost::json::object& resource) {
  for (auto at = resource.begin(); at != resource.end();) {
    const std::string_view name = at->key();
    if (always(name)) {
      ++at;
    } else if (!projection.wants(schema, name)) {
      at = resource.stable_erase(at);
    } else {
      if (!projection.only.empty() && !names(schema, projection.only, name, true)) {
        keep_parts(schema, projection.only, name, true, at->value());
      }
      if (projection.only.empty()) keep_parts(schema, projection.without, name, false, at->value());
      ++at;
    }
  }
}

}  // namespace wardroom::scim
