#include "groups/members.h"

#include <algorithm>

#include "groups/feeds.h"
#include "groups/groups.h"
#include "groups/membership.h"
#include "groups/nesting.h"

namespace wardroom::groups {
namespace {

constexpr base::FeedId by_hand{};

// What sources are told by: the same for everybody in the group.
struct Around {
  std::vector<Feed> feeds;
  std::vector<GroupRef> subgroups;  // those the caller may see into
};

Around around(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, base::GroupId group) {
  return {feeds_of(parts, txn, group), named(parts, txn, caller, subgroups_of(txn, group), Know::who_is_in_it)};
}

MembershipSource source_of(const std::vector<Feed>& feeds, const queries::EntryRow& entry) {
  const auto at = std::ranges::find(feeds, entry.feed, &Feed::id);
  if (at == feeds.end()) return {Source::manual, entry.by, {}, {}, {}, entry.at};
  return {at->source, {}, at->id, at->label, {}, entry.at};
}

std::vector<MembershipSource> sources_of(store::TenantTxn& txn, const Around& around, base::GroupId group,
                                         base::UserId user) {
  std::vector<MembershipSource> out;
  for (const auto& entry : txn.all<queries::EntryRow>(queries::entries, group, user)) {
    out.push_back(source_of(around.feeds, entry));
  }
  for (const auto& subgroup : around.subgroups) {
    if (is_in(txn, subgroup.id, user)) out.push_back({Source::group, {}, {}, {}, subgroup, {}});
  }
  // Only by groups that the caller may not see into: then not even that there are any.
  if (out.empty() && txn.one<queries::Reasons>(queries::reasons, group, user).value().by_subgroups > 0) {
    out.push_back({Source::manual, {}, {}, {}, {}, {}});
  }
  return out;
}

GroupMember made(store::TenantTxn& txn, const Around& around, base::GroupId group, identity::User user) {
  const auto id = user.id;
  GroupMember out{std::move(user), is_in(txn, group, id), sources_of(txn, around, group, id), {}, {}};
  if (const auto kept = txn.one<queries::KeptOutRow>(queries::kept_out, group, id)) {
    out.kept_out_by = kept->by;
    out.kept_out_at = kept->at;
  }
  return out;
}

}  // namespace

GroupMember member_of(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, base::GroupId group,
                      identity::User user) {
  return made(txn, around(parts, txn, caller, group), group, std::move(user));
}

GroupMemberPage list_members(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, const Seen& seen,
                             base::UserId after, std::int64_t limit) {
  const auto group = seen.row.id;
  auto ids = seen.powers.has(Power::manage_members)
                 ? txn.all<base::UserId>(queries::concerned_after, group, after, limit + 1)
                 : txn.all<base::UserId>(queries::people_after, group, after, limit + 1);
  GroupMemberPage page;
  if (std::cmp_greater(ids.size(), limit)) {
    ids.pop_back();
    page.next = ids.back().text();
  }
  const auto shared = around(parts, txn, caller, group);
  page.items.reserve(ids.size());
  for (auto& user : parts.directory.many(txn, ids)) {
    page.items.push_back(made(txn, shared, group, std::move(user)));
  }
  return page;
}

GroupsOfPerson groups_of(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, base::UserId user) {
  GroupsOfPerson out;
  for (const auto group : txn.all<base::GroupId>(queries::groups_of_person, user)) {
    const auto found = look(caller, txn, group);
    if (!found || !found->sees_people) continue;
    out.items.push_back(
        {{group, name_of(parts, txn, found->row)}, sources_of(txn, around(parts, txn, caller, group), group, user)});
  }
  return out;
}

bool put_in(const Parts& parts, store::TenantTxn& txn, base::UserId by, base::GroupId group, base::UserId user) {
  if (!parts.directory.get(txn, user).active) {
    throw base::Problem(409, "user_inactive", "This account is deactivated; activate it first.").at("path.user");
  }
  const bool readmitted = txn.exec(queries::readmit, group, user) > 0;
  const bool added = txn.exec(queries::insert_entry, group, user, by_hand, std::optional(by), base::now()) > 0;
  settle(parts, txn, group, user, by);
  tell_changed(parts, txn, group);
  return readmitted || added;
}

bool take_out(const Parts& parts, store::TenantTxn& txn, base::UserId by, base::GroupId group, base::UserId user) {
  const bool removed = txn.exec(queries::delete_entry, group, user, by_hand) > 0;
  const auto reasons = txn.one<queries::Reasons>(queries::reasons, group, user).value();
  const bool others = reasons.entries + reasons.by_subgroups > 0;
  const bool kept_out = others && txn.exec(queries::keep_out, group, user, by, base::now()) > 0;
  settle(parts, txn, group, user, by);
  tell_changed(parts, txn, group);
  return removed || kept_out;
}

bool readmit(const Parts& parts, store::TenantTxn& txn, base::UserId by, base::GroupId group, base::UserId user) {
  if (txn.exec(queries::readmit, group, user) == 0) return false;
  settle(parts, txn, group, user, by);
  tell_changed(parts, txn, group);
  return true;
}

}  // namespace wardroom::groups
