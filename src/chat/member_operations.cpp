#include "chat/gate.h"
#include "chat/members.h"
#include "chat/operations.h"

namespace wardroom::chat {
namespace {

using operation::Audited;
using operation::Call;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct ListMembers {
  ChannelId channel;
  std::optional<UserId> after;
  std::optional<Limit> limit;
};
BOOST_DESCRIBE_STRUCT(ListMembers, (), (channel, after, limit))

struct OneMember {
  ChannelId channel;
  UserId user;
};
BOOST_DESCRIBE_STRUCT(OneMember, (), (channel, user))

constexpr Operation<ListMembers, MemberPage> list{
    .name = "member.list",
    .method = Method::get,
    .path = "/channels/{channel}/members",
    .summary = "The people in a channel",
    .policy = Policy<ListMembers>::channel(channel_reader<ListMembers>,
                                           "its members; everybody with channel_directory if it is public"),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<OneMember, Member> put{
    .name = "member.put",
    .method = Method::put,
    .path = "/channels/{channel}/members/{user}",
    .summary = "Join a public channel, or add a person to a channel one is in",
    .policy = Policy<OneMember>::channel(channel_reader<OneMember>,
                                         "oneself into a public channel; others (with post_messages) into one's own"),
    .rate = Rate::writing,
    .audited = Audited::as("member.joined"),
};

constexpr Operation<OneMember, Empty> remove{
    .name = "member.remove",
    .method = Method::delete_,
    .path = "/channels/{channel}/members/{user}",
    .summary = "Leave a channel, or remove a person from it",
    .policy = Policy<OneMember>::channel(channel_member<OneMember>,
                                         "oneself; others by who made the channel or a member with manage_subscribers"),
    .rate = Rate::writing,
    .audited = Audited::as("member.left"),
};

std::string target_of(const OneMember& in) { return in.channel.text() + " " + in.user.text(); }

}  // namespace

void declare_members(operation::Registry& registry, const Parts& parts) {
  registry.reads(list, [&parts](Call& call, const ListMembers& in) {
    return list_members(parts, call.txn, call.caller, in.channel, in.after.value_or(UserId{}),
                        in.limit ? in.limit->value : 50);
  });
  registry.writes(put, [&parts](Call& call, const OneMember& in) {
    call.target = target_of(in);
    return put_member(parts, call.txn, call.caller, in.channel, in.user, call.changed);
  });
  registry.writes(remove, [&parts](Call& call, const OneMember& in) {
    call.target = target_of(in);
    remove_member(parts, call.txn, call.caller, in.channel, in.user);
    return Empty{};
  });
}

}  // namespace wardroom::chat
