// Who may do what in a group without any permission in the workspace: delegated administration. Inside the caller's
// transaction.
#pragma once
#include "groups/gate.h"
#include "groups/parts.h"

namespace wardroom::groups {

ManagerList managers_of(const Parts& parts, store::TenantTxn& txn, base::GroupId group);
// Of powers the caller holds, in place of powers the caller holds. False: nothing changes. Problem 403.
bool appoint(const Parts& parts, store::TenantTxn& txn, base::UserId by, const Seen& group, base::UserId user,
             PowerSet powers);
PowerSet dismiss(const Parts& parts, store::TenantTxn& txn, const Seen& group, base::UserId user);  // 404 not_a_manager

}  // namespace wardroom::groups
