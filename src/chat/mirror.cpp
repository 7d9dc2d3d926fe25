#include "chat/mirror.h"

#include <algorithm>

#include "chat/members.h"
#include "chat/queries.h"
#include "groups/groups.h"
#include "groups/membership.h"

namespace wardroom::chat {
namespace {

constexpr std::size_t max_linked_groups = 20;  // of a channel

void settle(const Parts& parts, store::TenantTxn& txn, ChannelId channel, UserId user, UserId by) {
  const auto membership = txn.one<sql::MembershipRow>(sql::membership, channel, user);
  if (membership && membership->by_hand) return;
  const bool wanted =
      is_mirrored(txn, channel, user) && txn.one<std::int64_t>(sql::is_kept_out, channel, user).value() == 0;
  if (wanted == membership.has_value()) return;
  if (wanted) {
    let_in(parts, txn, channel, user, by, false);
  } else {
    let_out(parts, txn, channel, user, by);
  }
}

}  // namespace

LinkedGroupList linked_groups(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                              ChannelId channel) {
  LinkedGroupList out;
  for (const auto& row : txn.all<sql::LinkedGroupRow>(sql::linked_groups, channel)) {
    for (auto& group : groups::named(parts.groups, txn, caller, {&row.group, 1})) {
      out.items.push_back({std::move(group), row.by, row.at});
    }
  }
  return out;
}

std::vector<base::GroupId> linked_group_ids(store::TenantTxn& txn, ChannelId channel) {
  std::vector<base::GroupId> out;
  for (const auto& row : txn.all<sql::LinkedGroupRow>(sql::linked_groups, channel)) out.push_back(row.group);
  return out;
}

bool is_mirrored(store::TenantTxn& txn, ChannelId channel, UserId user) {
  return std::ranges::any_of(linked_group_ids(txn, channel),
                             [&](base::GroupId group) { return groups::is_in(txn, group, user); });
}

bool link_group(const Parts& parts, store::TenantTxn& txn, UserId by, ChannelId channel, base::GroupId group) {
  const auto rows = txn.all<sql::LinkedGroupRow>(sql::linked_groups, channel);
  if (std::ranges::find(rows, group, &sql::LinkedGroupRow::group) != rows.end()) return false;
  if (rows.size() >= max_linked_groups) {
    throw base::Problem(409, "too_many_groups", "A channel mirrors 20 groups at most; put them into one.");
  }
  txn.exec(sql::link_group, channel, group, by, base::now());
  for (const auto user : groups::people_of(txn, group)) settle(parts, txn, channel, user, by);
  return true;
}

bool unlink_group(const Parts& parts, store::TenantTxn& txn, UserId by, ChannelId channel, base::GroupId group) {
  if (txn.exec(sql::unlink_group, channel, group) == 0) return false;
  for (const auto user : groups::people_of(txn, group)) settle(parts, txn, channel, user, by);
  return true;
}

void follow(const Parts& parts, store::TenantTxn& txn, base::GroupId group, UserId user, std::optional<UserId> by) {
  for (const auto channel : txn.all<ChannelId>(sql::channels_of_group, group)) {
    settle(parts, txn, channel, user, by.value_or(user));
  }
}

void forget_group(store::TenantTxn& txn, base::GroupId group) { txn.exec(sql::unlink_everywhere, group); }

}  // namespace wardroom::chat
