// How SCIM says no (RFC 7644 section 3.12): a Problem whose code is the scimType where there is one.
#pragma once
#include <boost/json/object.hpp>
#include <string>

#include "base/problem.h"

namespace wardroom::scim {

inline base::Problem invalid_value(std::string detail) { return {400, "invalidValue", std::move(detail)}; }
inline base::Problem invalid_path(std::string detail) { return {400, "invalidPath", std::move(detail)}; }
inline base::Problem invalid_syntax(std::string detail) { return {400, "invalidSyntax", std::move(detail)}; }
inline base::Problem no_target(std::string detail) { return {400, "noTarget", std::move(detail)}; }
inline base::Problem not_mutable(std::string detail) { return {400, "mutability", std::move(detail)}; }
inline base::Problem not_unique(std::string detail) { return {409, "uniqueness", std::move(detail)}; }
inline base::Problem not_found() { return {404, "not_found", "There is no resource of this id."}; }

// {"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "400", "scimType": "invalidValue", "detail":
// …}
boost::json::object error_body(const base::Problem& problem);

}  // namespace wardroom::scim
