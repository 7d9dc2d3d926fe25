#include "chat/audience.h"
#include "chat/gate.h"
#include "chat/operations.h"

namespace wardroom::chat {
namespace {

using operation::Audited;
using operation::Call;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct ListReaders {
  ChannelId channel;
  std::optional<UserId> after;
  std::optional<Limit> limit;
};
BOOST_DESCRIBE_STRUCT(ListReaders, (), (channel, after, limit))

struct ExplainAccess {
  ChannelId channel;
  UserId user;
};
BOOST_DESCRIBE_STRUCT(ExplainAccess, (), (channel, user))

constexpr Operation<ListReaders, ReaderPage> list{
    .name = "access.audience",
    .method = Method::get,
    .path = "/channels/{channel}/audience",
    .summary = "Who can read a channel, and through what",
    .policy = Policy<ListReaders>::channel(channel_reader<ListReaders>, "whoever can read it may know who else can"),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<ExplainAccess, ChannelAccess> explain{
    .name = "access.explain",
    .method = Method::get,
    .path = "/channels/{channel}/audience/{user}",
    .summary = "What a person may do in a channel: what allows it, or what is missing",
    .policy = Policy<ExplainAccess>::channel(channel_reader<ExplainAccess>,
                                             "whoever can read it may know what others may do there"),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

}  // namespace

void declare_audience(operation::Registry& registry, const Parts& parts) {
  registry.reads(list, [&parts](Call& call, const ListReaders& in) {
    const auto channel = require_readable(call.caller, call.txn, in.channel);
    return audience(parts, call.txn, call.caller, channel, in.after.value_or(UserId{}),
                    in.limit ? in.limit->value : 50);
  });
  registry.reads(explain, [&parts](Call& call, const ExplainAccess& in) {
    return explain_access(parts, call.txn, call.caller, require_readable(call.caller, call.txn, in.channel), in.user);
  });
}

}  // namespace wardroom::chat
