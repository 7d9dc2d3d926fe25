#include "chat/gate.h"
#include "chat/operations.h"

namespace wardroom::chat {
namespace {

using access::Permission;
using operation::Audited;
using operation::Call;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;
using operation::Realtime;

enum class OwnStatus { online, away };
BOOST_DESCRIBE_ENUM(OwnStatus, online, away)

struct SetPresence {
  OwnStatus status{};
};
BOOST_DESCRIBE_STRUCT(SetPresence, (), (status))

struct Typing {
  ChannelId channel;
};
BOOST_DESCRIBE_STRUCT(Typing, (), (channel))

constexpr Operation<SetPresence, Empty> set{
    .name = "presence.set",
    .method = Method::put,
    .path = "/me/presence",
    .summary = "Say whether one is at the keyboard, while connected",
    .policy = Policy<SetPresence>::self().for_programs(),
    .rate = Rate::writing,
    .audited = Audited::no("never stored"),
    .realtime = Realtime::yes,
};

constexpr Operation<Empty, PresencePage> list{
    .name = "presence.list",
    .method = Method::get,
    .path = "/presence",
    .summary = "Who is online in the workspace",
    .policy = Policy<Empty>::member("presence is open to colleagues"),
    .rate = Rate::reading,
    .audited = Audited::no("never stored"),
    .realtime = Realtime::yes,
};

constexpr Operation<Typing, Empty> typing{
    .name = "typing.send",
    .method = Method::post,
    .path = "/channels/{channel}/typing",
    .summary = "Tell the channel that one is writing",
    .policy = Policy<Typing>::channel(channel_member<Typing>, "its members", Permission::post_messages),
    .rate = Rate::writing,
    .audited = Audited::no("never stored"),
    .realtime = Realtime::yes,
};

}  // namespace

void declare_presence(operation::Registry& registry, const Parts& parts) {
  registry.reads(set, [&parts](Call& call, const SetPresence& in) {
    parts.hub.presence().set(call.caller.tenant, call.caller.user,
                             in.status == OwnStatus::online ? Status::online : Status::away);
    return Empty{};
  });
  registry.reads(list, [&parts](Call& call, const Empty&) {
    return PresencePage{parts.hub.presence().list(call.caller.tenant), std::nullopt};
  });
  registry.reads(typing, [&parts](Call& call, const Typing& in) {
    parts.hub.typing(call.caller.tenant, in.channel, call.caller.user);
    return Empty{};
  });
}

}  // namespace wardroom::chat
