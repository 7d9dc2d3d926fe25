// Who is in a group after all: put in by hand or by an automation, or in a subgroup, and not kept out by a decision.
// What comes out is kept in group_people, up to date at the end of each transaction. Inside the caller's transaction.
#pragma once
#include <optional>
#include <vector>

#include "groups/parts.h"

namespace wardroom::groups {

bool is_in(store::TenantTxn& txn, base::GroupId group, base::UserId user);
std::vector<base::UserId> people_of(store::TenantTxn& txn, base::GroupId group);

// To be called when a reason came or went: looks whether this person is in, here and in all groups above.
void settle(const Parts& parts, store::TenantTxn& txn, base::GroupId group, base::UserId user,
            std::optional<base::UserId> by);

// That clients which show groups look again; nothing of a hidden group is told.
void tell_changed(const Parts& parts, store::TenantTxn& txn, base::GroupId group);

}  // namespace wardroom::groups
