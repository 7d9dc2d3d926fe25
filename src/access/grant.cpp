#include "access/grant.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace wardroom::access {

void require_held(const Caller& caller, PermissionSet touched) {
  const auto missing = touched.without(caller.permissions);
  if (missing.empty()) return;
  throw base::Problem(403, "grant_exceeds_own",
                      fmt::format("You cannot grant, change or take away what you do not hold yourself: {}.",
                                  fmt::join(missing.names(), ", ")));
}

void require_grant(const Caller& caller, PermissionSet touched) {
  require(caller, Permission::manage_users);
  require_held(caller, touched);
}

}  // namespace wardroom::access
