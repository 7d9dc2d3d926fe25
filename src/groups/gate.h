// Who may know of a group and do what with it. A group that somebody may not know of is answered like one that does not
// exist.
#pragma once
#include "access/caller.h"
#include "groups/queries.h"
#include "groups/types.h"
#include "store/txn.h"

namespace wardroom::groups {

// A group, and what the caller is in it.
struct Seen {
  queries::GroupRow row;
  PowerSet powers;
  bool member = false;
  bool sees_people = false;
};

std::optional<Seen> look(const access::Caller& caller, store::TenantTxn& txn, base::GroupId group);
Seen seen(const access::Caller& caller, store::TenantTxn& txn, queries::GroupRow row);  // of one that may be seen

base::Problem power_needed(Power power);                                                      // 403 group_power_needed
Seen require_seen(const access::Caller& caller, store::TenantTxn& txn, base::GroupId group);  // 404 group_not_found
Seen require_people(const access::Caller& caller, store::TenantTxn& txn, base::GroupId group);  // 403 group_is_private
Seen require_power(const access::Caller& caller, store::TenantTxn& txn, base::GroupId group, Power power);
void require_powers(const Seen& group, PowerSet powers);  // 403 grant_exceeds_own

// A hidden group is mentioned by nobody: who reads it would learn of it.
bool may_mention(const Seen& group);

// As gates of operations whose input names the group under this member name.
template <typename In>
void group_seen(const access::Caller& caller, store::TenantTxn& txn, const In& in) {
  require_seen(caller, txn, in.group);
}
template <typename In>
void group_people(const access::Caller& caller, store::TenantTxn& txn, const In& in) {
  require_people(caller, txn, in.group);
}
template <typename In, Power power>
void group_power(const access::Caller& caller, store::TenantTxn& txn, const In& in) {
  require_power(caller, txn, in.group, power);
}

}  // namespace wardroom::groups
