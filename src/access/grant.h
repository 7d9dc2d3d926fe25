// What one person may do to another's tier: nobody grants, changes or takes away more than they hold.
#pragma once
#include "access/caller.h"

namespace wardroom::access {

// Problem 403 unless the caller holds every permission of both tiers (`from` the person has, `to` they shall have).
void require_grant(const Caller& caller, Tier from, Tier to);

}  // namespace wardroom::access
