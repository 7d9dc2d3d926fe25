// PATCH (RFC 7644 section 3.5.2), on what a client may write of a resource. Beyond the RFC it takes what Entra ID and
// Okta send: operations in any letters, paths as the names of a value without a path, "True" for true, and removing
// the elements of a list that are given as the value. Removing what is not there changes nothing.
//
//   {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
//    "Operations": [{"op": "replace", "path": "emails[type eq \"work\"].value", "value": "anna@example.org"}]}
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string_view>

#include "scim/attributes.h"
#include "scim/filter.h"

namespace wardroom::scim {

struct Target {
  Place place;                   // without attribute: something standard that is not kept
  std::optional<Filter> filter;  // which elements of the list
};
Target parse_path(const Schema& schema, std::string_view path);  // Problem 400 invalidPath, invalidFilter

// Problem 400: invalidSyntax, invalidPath, invalidValue, noTarget, mutability; then `resource` is to be thrown away.
void apply_patch(const Schema& schema, boost::json::object& resource, const boost::json::value& body);

}  // namespace wardroom::scim
