#include "groups/gate.h"
#include "groups/types.h"
#include "scim/feeds.h"
#include "scim/group_queries.h"
#include "scim/operations.h"

namespace wardroom::scim {
namespace {

using access::Permission;
using operation::Audited;
using operation::Call;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct ListScimGroups {
  std::optional<base::Bounded<0, 1'000'000>> after;  // how many to skip
  std::optional<groups::Limit> limit;
};
BOOST_DESCRIBE_STRUCT(ListScimGroups, (), (after, limit))

struct ScimGroup {
  base::ScimGroupId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(ScimGroup, (), (id, name))

struct ScimGroupPage {
  std::vector<ScimGroup> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(ScimGroupPage, (), (items, next))

struct FeedByScim {
  base::GroupId group;
  base::ScimGroupId scim_group;
};
BOOST_DESCRIBE_STRUCT(FeedByScim, (), (group, scim_group))

constexpr Operation<ListScimGroups, ScimGroupPage> list{
    .name = "scim.group.list",
    .method = Method::get,
    .path = "/scim/groups",
    .summary = "The groups that provisioning systems made, which may put people into groups here",
    .policy = Policy<ListScimGroups>::needs(Permission::manage_authentication),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<FeedByScim, groups::Feed> connect{
    .name = "group.feed_scim",
    .method = Method::post,
    .path = "/groups/{group}/scim-feeds",
    .summary = "Put whoever is in a provisioning system's group into a group",
    .policy =
        Policy<FeedByScim>::group(groups::group_power<FeedByScim, groups::Power::manage_members>,
                                  "with the power manage_members in the group", Permission::manage_authentication),
    .rate = Rate::writing,
    .audited = Audited::as("group.feed_connected"),
};

base::Problem no_group() { return {404, "scim_group_not_found", "No provisioning system made a group of this id."}; }

ScimGroupPage list_groups(const Scim& scim, Call& call, const ListScimGroups& in) {
  const auto skip = in.after ? in.after->value : 0;
  const auto limit = in.limit ? in.limit->value : 50;
  auto records = scim.requests().groups().page(call.txn, skip, limit + 1, Depth::own);
  ScimGroupPage page;
  if (std::cmp_greater(records.size(), limit)) {
    records.pop_back();
    page.next = std::to_string(skip + limit);
  }
  for (const auto& record : records) {
    page.items.push_back({base::ScimGroupId::parse(record.id).value(), text_at(record.content, "displayName")});
  }
  return page;
}

// Whoever is in it now is put in at once; the person who connects it is who did that.
groups::Feed connect_group(const Scim& scim, Call& call, const FeedByScim& in) {
  const auto record = scim.requests().groups().find(call.txn, in.scim_group.text(), Depth::own);
  if (!record) throw no_group().at("body.scim_group");
  const auto name = text_at(record->content, "displayName");
  auto made = groups::connect(scim.fed(), call.txn, call.caller.user, in.group, feed_about(in.scim_group, name));
  const auto rows = call.txn.all<base::UserId>(queries::members, in.scim_group);
  feed(scim.fed(), call.txn, in.scim_group, {rows.begin(), rows.end()},
       [&made](base::GroupId, base::UserId, bool) { ++made.people; });
  call.target = in.group.text() + " " + made.id.text();
  call.detail = "scim " + in.scim_group.text() + "; it puts " + std::to_string(made.people) + " people in";
  return made;
}

}  // namespace

void declare_feeds(operation::Registry& registry, Scim& scim) {
  registry.reads(list, [&scim](Call& call, const ListScimGroups& in) { return list_groups(scim, call, in); });
  registry.writes(connect, [&scim](Call& call, const FeedByScim& in) { return connect_group(scim, call, in); });
}

}  // namespace wardroom::scim
