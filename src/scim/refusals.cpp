#include "scim/refusals.h"

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>

namespace wardroom::scim {

boost::json::object error_body(const base::Problem& problem) {
  static constexpr auto types =
      std::to_array<std::string_view>({"invalidFilter", "tooMany", "uniqueness", "mutability", "invalidSyntax",
                                       "invalidPath", "noTarget", "invalidValue", "invalidVers", "sensitive"});
  boost::json::object out;
  out["schemas"] = boost::json::array{"urn:ietf:params:scim:api:messages:2.0:Error"};
  out["status"] = std::to_string(problem.status());
  if (std::ranges::find(types, problem.code()) != types.end()) out["scimType"] = problem.code();
  out["detail"] = problem.detail();
  return out;
}

}  // namespace wardroom::scim
