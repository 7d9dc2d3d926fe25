// Groups themselves: names, who may see and mention them. Inside the caller's transaction.
#pragma once
#include "groups/gate.h"
#include "groups/parts.h"

namespace wardroom::groups {

struct GroupContent {
  std::string name, description;
  Visibility visibility{};
  MentionableBy mentionable_by{};
};

Group shown(const Parts& parts, store::TenantTxn& txn, const Seen& seen);
GroupContent content_of(const Parts& parts, const store::TenantTxn& txn, const queries::GroupRow& row);
std::string name_of(const Parts& parts, const store::TenantTxn& txn, const queries::GroupRow& row);
// Those of these that the caller may know of, or may see into, in their order.
enum class Know { that_it_is, who_is_in_it };
std::vector<GroupRef> named(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                            std::span<const base::GroupId> groups, Know know = Know::that_it_is);

GroupPage list_groups(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, base::GroupId after,
                      std::int64_t limit);
// Its maker manages it. Problem 409 group_name_taken, too_many_groups.
base::GroupId create_group(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                           const GroupContent& content);
void update_group(const Parts& parts, store::TenantTxn& txn, const Seen& group, const GroupContent& content);
// Everybody is let go of first, also from groups above and from channels that mirror it.
void delete_group(const Parts& parts, store::TenantTxn& txn, base::UserId by, base::GroupId group);

}  // namespace wardroom::groups
