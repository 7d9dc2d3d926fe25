// Who is in a group through what, and what is decided of them by hand. Inside the caller's transaction.
#pragma once
#include "groups/gate.h"
#include "groups/parts.h"

namespace wardroom::groups {

// Everybody who is in it, by id, with every source that puts them in; for who manages it also who is kept out.
GroupMemberPage list_members(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, const Seen& group,
                             base::UserId after, std::int64_t limit);
GroupMember member_of(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, base::GroupId group,
                      identity::User user);

// As far as the caller may see who is in them.
GroupsOfPerson groups_of(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, base::UserId user);

// By hand; a decision to keep them out is lifted. False: they were in by hand already. Problem 404 user_not_found.
bool put_in(const Parts& parts, store::TenantTxn& txn, base::UserId by, base::GroupId group, base::UserId user);
// What was done by hand is undone; where something else puts them in, they are kept out from now on. False: they were
// neither in nor to be put in.
bool take_out(const Parts& parts, store::TenantTxn& txn, base::UserId by, base::GroupId group, base::UserId user);
// Lifts a decision to keep somebody out: whatever else puts them in counts again. False: there was none.
bool readmit(const Parts& parts, store::TenantTxn& txn, base::UserId by, base::GroupId group, base::UserId user);

}  // namespace wardroom::groups
