// Channels that mirror groups: who is in a linked group is in the channel, until they are in none of them any more or
// are kept out by hand. Who was added by hand stays. Inside the caller's transaction.
#pragma once
#include "access/caller.h"
#include "chat/model.h"
#include "chat/parts.h"
#include "groups/types.h"

namespace wardroom::chat {

struct LinkedGroup {
  groups::GroupRef group;
  UserId linked_by;
  Timestamp linked_at;
};
BOOST_DESCRIBE_STRUCT(LinkedGroup, (), (group, linked_by, linked_at))

struct LinkedGroupList {
  std::vector<LinkedGroup> items;
};
BOOST_DESCRIBE_STRUCT(LinkedGroupList, (), (items))

// Those that the caller may know of.
LinkedGroupList linked_groups(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                              ChannelId channel);
std::vector<base::GroupId> linked_group_ids(store::TenantTxn& txn, ChannelId channel);
// Whether this person is in one of them.
bool is_mirrored(store::TenantTxn& txn, ChannelId channel, UserId user);

// False: nothing changes. Problem 409 too_many_groups.
bool link_group(const Parts& parts, store::TenantTxn& txn, UserId by, ChannelId channel, base::GroupId group);
bool unlink_group(const Parts& parts, store::TenantTxn& txn, UserId by, ChannelId channel, base::GroupId group);

// What the groups room tells: somebody is in a group now, or not any more; a group goes.
void follow(const Parts& parts, store::TenantTxn& txn, base::GroupId group, UserId user, std::optional<UserId> by);
void forget_group(store::TenantTxn& txn, base::GroupId group);

}  // namespace wardroom::chat
