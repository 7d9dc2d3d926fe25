#include "access/grant.h"

namespace wardroom::access {

void require_grant(const Caller& caller, Tier from, Tier to) {
  require(caller, Permission::manage_users);
  const auto held = caller.permissions;
  if (held.includes(permissions_of(from)) && held.includes(permissions_of(to))) return;
  throw base::Problem(403, "grant_exceeds_own",
                      "You cannot grant, change or take away a tier that holds more than your own (" +
                          std::string(name(caller.tier)) + ").");
}

}  // namespace wardroom::access
