// Nobody grants, changes or takes away more than they hold.
#pragma once
#include "access/caller.h"

namespace wardroom::access {

// Problem 403 grant_exceeds_own, naming what the caller lacks.
void require_held(const Caller& caller, PermissionSet touched);
// The same for what people hold, with manage_users: `touched` is what a person has and what they shall have.
void require_grant(const Caller& caller, PermissionSet touched);
inline void require_grant(const Caller& caller, Tier tier) { require_grant(caller, permissions_of(tier)); }

}  // namespace wardroom::access
