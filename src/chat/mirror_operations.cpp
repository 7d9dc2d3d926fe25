#include "chat/gate.h"
#include "chat/mirror.h"
#include "chat/operations.h"
#include "groups/gate.h"

namespace wardroom::chat {
namespace {

using access::Permission;
using operation::Audited;
using operation::Call;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct ListLinkedGroups {
  ChannelId channel;
};
BOOST_DESCRIBE_STRUCT(ListLinkedGroups, (), (channel))

struct OneLinkedGroup {
  ChannelId channel;
  base::GroupId group;
};
BOOST_DESCRIBE_STRUCT(OneLinkedGroup, (), (channel, group))

constexpr Operation<ListLinkedGroups, LinkedGroupList> list{
    .name = "channel.groups",
    .method = Method::get,
    .path = "/channels/{channel}/groups",
    .summary = "The groups that a channel mirrors, as far as one may know of them",
    .policy = Policy<ListLinkedGroups>::channel(channel_reader<ListLinkedGroups>, "whoever can read it"),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<OneLinkedGroup, LinkedGroupList> link{
    .name = "channel.group_link",
    .method = Method::put,
    .path = "/channels/{channel}/groups/{group}",
    .summary = "Let a channel mirror a group: who is in the group is in the channel",
    .policy = Policy<OneLinkedGroup>::channel(
        channel_manager<OneLinkedGroup, Permission::manage_subscribers>,
        "who made the channel or a member with manage_subscribers, with the power link_channels in the group",
        Permission::post_messages),
    .rate = Rate::writing,
    .audited = Audited::as("channel.group_linked"),
};

constexpr Operation<OneLinkedGroup, LinkedGroupList> unlink{
    .name = "channel.group_unlink",
    .method = Method::delete_,
    .path = "/channels/{channel}/groups/{group}",
    .summary = "Let a channel mirror a group no more; who is there only through it leaves",
    .policy = Policy<OneLinkedGroup>::channel(
        channel_manager<OneLinkedGroup, Permission::manage_subscribers>,
        "who made the channel or a member with manage_subscribers, and may know of the group",
        Permission::post_messages),
    .rate = Rate::writing,
    .audited = Audited::as("channel.group_unlinked"),
};

}  // namespace

void declare_mirroring(operation::Registry& registry, const Parts& parts) {
  registry.reads(list, [&parts](Call& call, const ListLinkedGroups& in) {
    return linked_groups(parts, call.txn, call.caller, in.channel);
  });
  registry.writes(link, [&parts](Call& call, const OneLinkedGroup& in) {
    groups::require_power(call.caller, call.txn, in.group, groups::Power::link_channels);
    call.target = in.channel.text() + " " + in.group.text();
    call.changed = link_group(parts, call.txn, call.caller.user, in.channel, in.group);
    return linked_groups(parts, call.txn, call.caller, in.channel);
  });
  registry.writes(unlink, [&parts](Call& call, const OneLinkedGroup& in) {
    groups::require_seen(call.caller, call.txn, in.group);
    call.target = in.channel.text() + " " + in.group.text();
    if (!unlink_group(parts, call.txn, call.caller.user, in.channel, in.group)) {
      throw base::Problem(404, "group_not_linked", "The channel does not mirror this group.").at("path.group");
    }
    return linked_groups(parts, call.txn, call.caller, in.channel);
  });
}

}  // namespace wardroom::chat
