#include <fmt/format.h>

#include "groups/feeds.h"
#include "groups/gate.h"
#include "groups/inputs.h"
#include "groups/operations.h"

namespace wardroom::groups {
namespace {

using operation::Audited;
using operation::Call;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct OneFeed {
  base::GroupId group;
  base::FeedId feed;
};
BOOST_DESCRIBE_STRUCT(OneFeed, (), (group, feed))

constexpr Operation<OneGroup, FeedList> list{
    .name = "group.feeds",
    .method = Method::get,
    .path = "/groups/{group}/feeds",
    .summary = "The automations that put people into a group",
    .policy = Policy<OneGroup>::group(group_people<OneGroup>, "whoever may see who is in the group"),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<OneFeed, Empty> remove{
    .name = "group.feed_disconnect",
    .method = Method::delete_,
    .path = "/groups/{group}/feeds/{feed}",
    .summary = "Let an automation put people into a group no more; whom only it put in is out",
    .policy = Policy<OneFeed>::group(group_power<OneFeed, Power::manage_members>,
                                     "with the power manage_members in the group"),
    .rate = Rate::writing,
    .audited = Audited::as("group.feed_disconnected"),
};

}  // namespace

void declare_feeds(operation::Registry& registry, const Parts& parts) {
  registry.reads(list,
                 [&parts](Call& call, const OneGroup& in) { return FeedList{feeds_of(parts, call.txn, in.group)}; });
  registry.writes(remove, [&parts](Call& call, const OneFeed& in) {
    const auto feed = disconnect(parts, call.txn, call.caller.user, in.group, in.feed);
    call.target = in.group.text() + " " + in.feed.text();
    call.detail = fmt::format("{}; it put {} people in", base::enum_name(feed.source), feed.people);
    return Empty{};
  });
}

}  // namespace wardroom::groups
