#include "scim/discovery.h"

#include <boost/json/array.hpp>

#include "scim/attributes.h"
#include "scim/listing.h"
#include "scim/refusals.h"

namespace wardroom::scim {
namespace {

using boost::json::array;
using boost::json::object;

std::string_view name_of(Type type) {
  switch (type) {
    case Type::string:
      return "string";
    case Type::boolean:
      return "boolean";
    case Type::date_time:
      return "dateTime";
    case Type::reference:
      return "reference";
    case Type::complex:
      return "complex";
  }
  return {};
}

object described(const Attribute& attribute) {
  object out{{"name", attribute.name},
             {"type", name_of(attribute.type)},
             {"multiValued", attribute.many},
             {"description", attribute.about},
             {"required", attribute.required},
             {"caseExact", attribute.case_exact},
             {"mutability", attribute.read_only ? "readOnly" : "readWrite"},
             {"returned", attribute.always ? "always" : "default"},
             {"uniqueness", attribute.unique ? "server" : "none"}};
  if (attribute.type == Type::reference) out["referenceTypes"] = array{"uri"};
  if (attribute.members.empty()) return out;
  array members;
  for (const auto& member : attribute.members) members.push_back(described(member));
  out["subAttributes"] = std::move(members);
  return out;
}

object meta(std::string_view type, const std::string& location) {
  return {{"resourceType", type}, {"location", location}};
}

object schema_of(const Schema& schema, const std::string& base_url) {
  array attributes;
  for (const auto& attribute : schema.attributes) attributes.push_back(described(attribute));
  return {{"schemas", array{"urn:ietf:params:scim:schemas:core:2.0:Schema"}},
          {"id", schema.urn},
          {"name", schema.name},
          {"description", schema.about},
          {"attributes", std::move(attributes)},
          {"meta", meta("Schema", base_url + "/Schemas/" + std::string(schema.urn))}};
}

object type_of(const Schema& schema, const std::string& base_url) {
  return {{"schemas", array{"urn:ietf:params:scim:schemas:core:2.0:ResourceType"}},
          {"id", schema.name},
          {"name", schema.name},
          {"endpoint", schema.endpoint},
          {"description", schema.about},
          {"schema", schema.urn},
          {"meta", meta("ResourceType", base_url + "/ResourceTypes/" + std::string(schema.name))}};
}

object config(const std::string& base_url) {
  return {{"schemas", array{"urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"}},
          {"patch", {{"supported", true}}},
          {"bulk", {{"supported", true}, {"maxOperations", max_bulk_operations}, {"maxPayloadSize", max_body}}},
          {"filter", {{"supported", true}, {"maxResults", max_page}}},
          {"changePassword", {{"supported", false}}},
          {"sort", {{"supported", true}}},
          {"etag", {{"supported", true}}},
          {"authenticationSchemes",
           array{{{"type", "oauthbearertoken"},
                  {"name", "Bearer token"},
                  {"description", "A token that an administrator of the workspace made, as a Bearer token"},
                  {"specUri", "https://www.rfc-editor.org/rfc/rfc6750"},
                  {"primary", true}}}},
          {"meta", meta("ServiceProviderConfig", base_url + "/ServiceProviderConfig")}};
}

object all(array resources) {
  const auto count = resources.size();
  return {{"schemas", array{"urn:ietf:params:scim:api:messages:2.0:ListResponse"}},
          {"totalResults", count},
          {"startIndex", 1},
          {"itemsPerPage", count},
          {"Resources", std::move(resources)}};
}

object one_of(array resources, std::string_view id) {
  if (id.empty()) return all(std::move(resources));
  for (auto& each : resources) {
    if (same_name(each.at("id").get_string(), id)) return each.get_object();
  }
  throw not_found();
}

}  // namespace

bool is_discovery(std::string_view collection) {
  return collection == "ServiceProviderConfig" || collection == "ResourceTypes" || collection == "Schemas";
}

object discovery(std::string_view collection, std::string_view id, const std::string& base_url) {
  const auto& users = user_schema();
  const auto& groups = group_schema();
  if (collection == "Schemas") {
    return one_of({schema_of(users, base_url), schema_of(groups, base_url)}, id);
  }
  if (collection == "ResourceTypes") return one_of({type_of(users, base_url), type_of(groups, base_url)}, id);
  if (!id.empty()) throw not_found();
  return config(base_url);
}

}  // namespace wardroom::scim
