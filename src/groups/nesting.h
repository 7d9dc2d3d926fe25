// Groups in groups: whoever is in a subgroup is in the group. Inside the caller's transaction.
#pragma once
#include "groups/parts.h"
#include "groups/types.h"

namespace wardroom::groups {

std::vector<base::GroupId> subgroups_of(store::TenantTxn& txn, base::GroupId group);
// False: it was one already. Problem 409 group_circle; 409 groups_too_deep beyond ten levels.
bool nest(const Parts& parts, store::TenantTxn& txn, base::UserId by, base::GroupId group, base::GroupId subgroup);
bool unnest(const Parts& parts, store::TenantTxn& txn, base::UserId by, base::GroupId group, base::GroupId subgroup);

}  // namespace wardroom::groups
