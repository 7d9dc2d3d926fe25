#include "scim/collection.h"

#include <set>

namespace wardroom::scim {

crypto::Digest lookup_hash(base::TenantId tenant, std::string_view value) {
  auto text = tenant.text() + " ";
  text += value;
  return crypto::sha256(text);
}

std::optional<crypto::Digest> external_id_hash(base::TenantId tenant, const boost::json::object& content) {
  const auto text = text_at(content, "externalId");
  return text.empty() ? std::nullopt : std::optional(lookup_hash(tenant, text));
}

std::string text_at(const boost::json::object& object, std::string_view name) {
  const auto* const found = object.if_contains(name);
  const auto* const text = found ? found->if_string() : nullptr;
  return text ? std::string(*text) : std::string();
}

std::string differences(const boost::json::object& a, const boost::json::object& b) {
  std::set<std::string> names;
  const auto look = [&](const boost::json::object& one, const boost::json::object& other) {
    for (const auto& [key, value] : one) {
      const auto* const found = other.if_contains(key);
      if (!found || *found != value) names.insert(std::string(key));
    }
  };
  look(a, b);
  look(b, a);
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

}  // namespace wardroom::scim
