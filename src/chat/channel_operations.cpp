#include "chat/channels.h"
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

enum class ChannelScope { mine, directory };
BOOST_DESCRIBE_ENUM(ChannelScope, mine, directory)

struct ListChannels {
  std::optional<ChannelScope> scope;
  std::optional<ChannelId> after;
  std::optional<Limit> limit;
};
BOOST_DESCRIBE_STRUCT(ListChannels, (), (scope, after, limit))

struct CreateChannel {
  ChannelName name;
  ChannelKind kind{};
  std::optional<Topic> topic;
};
BOOST_DESCRIBE_STRUCT(CreateChannel, (), (name, kind, topic))

struct OneChannel {
  ChannelId channel;
};
BOOST_DESCRIBE_STRUCT(OneChannel, (), (channel))

struct UpdateChannel {
  ChannelId channel;
  std::optional<ChannelName> name;
  std::optional<Topic> topic;
};
BOOST_DESCRIBE_STRUCT(UpdateChannel, (), (channel, name, topic))

struct OpenDirect {
  UserId user;
};
BOOST_DESCRIBE_STRUCT(OpenDirect, (), (user))

constexpr Operation<ListChannels, ChannelPage> list{
    .name = "channel.list",
    .method = Method::get,
    .path = "/channels",
    .summary = "The channels one is in, or the directory of public ones",
    .policy = Policy<ListChannels>::member("one's own channels; the directory needs channel_directory"),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<CreateChannel, Channel> create{
    .name = "channel.create",
    .method = Method::post,
    .path = "/channels",
    .summary = "Make a channel and join it",
    .policy = Policy<CreateChannel>::needs(Permission::create_channels),
    .rate = Rate::writing,
    .audited = Audited::as("channel.created"),
};

constexpr Operation<OneChannel, Channel> get{
    .name = "channel.get",
    .method = Method::get,
    .path = "/channels/{channel}",
    .summary = "One channel",
    .policy = Policy<OneChannel>::channel(channel_reader<OneChannel>,
                                          "its members; everybody with channel_directory if it is public"),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<UpdateChannel, Channel> update{
    .name = "channel.update",
    .method = Method::patch,
    .path = "/channels/{channel}",
    .summary = "Change a channel's name or topic",
    .policy =
        Policy<UpdateChannel>::channel(channel_manager<UpdateChannel, Permission::edit_channels>,
                                       "who made it, or a member with edit_channels", Permission::create_channels),
    .rate = Rate::writing,
    .audited = Audited::as("channel.updated"),
};

constexpr Operation<OneChannel, Empty> remove{
    .name = "channel.delete",
    .method = Method::delete_,
    .path = "/channels/{channel}",
    .summary = "Delete a channel and destroy the key of its messages",
    .policy = Policy<OneChannel>::channel(channel_manager<OneChannel, Permission::manage_channels>,
                                          "who made it, or a member with manage_channels", Permission::create_channels),
    .rate = Rate::writing,
    .audited = Audited::as("channel.deleted"),
};

constexpr Operation<OpenDirect, Channel> direct{
    .name = "direct.open",
    .method = Method::post,
    .path = "/directs",
    .summary = "Open the direct conversation with a person",
    .policy = Policy<OpenDirect>::member("an existing one; a new one needs create_channels"),
    .rate = Rate::writing,
    .audited = Audited::as("channel.created"),
};

ChannelPage list_channels(const Parts& parts, Call& call, const ListChannels& in) {
  const auto limit = in.limit ? in.limit->value : 50;
  const auto after = in.after.value_or(ChannelId{});
  const bool directory = in.scope == ChannelScope::directory;
  if (directory) access::require(call.caller, Permission::channel_directory);
  auto rows = directory ? call.txn.all<sql::ChannelRow>(sql::public_channels, after, limit + 1)
                        : call.txn.all<sql::ChannelRow>(sql::channels_of_user, call.caller.user, after, limit + 1);
  ChannelPage page;
  if (std::cmp_greater(rows.size(), limit)) {
    rows.pop_back();
    page.next = rows.back().id.text();
  }
  for (const auto& row : rows) page.items.push_back(channel_for(parts, call.txn, call.caller, row));
  return page;
}

template <typename Text>
std::optional<std::string> value_of(const std::optional<Text>& text) {
  return text ? std::optional(text->value) : std::nullopt;
}

}  // namespace

void declare_channels(operation::Registry& registry, const Parts& parts) {
  registry.reads(list, [&parts](Call& call, const ListChannels& in) { return list_channels(parts, call, in); });
  registry.writes(create, [&parts](Call& call, const CreateChannel& in) {
    auto channel =
        create_channel(parts, call.txn, call.caller, in.kind, in.name.value, in.topic ? in.topic->value : "");
    call.target = channel.id.text();
    return channel;
  });
  registry.reads(get, [&parts](Call& call, const OneChannel& in) {
    return channel_for(parts, call.txn, call.caller, require_readable(call.caller, call.txn, in.channel));
  });
  registry.writes(update, [&parts](Call& call, const UpdateChannel& in) {
    call.target = in.channel.text();
    const auto row = require_manageable(call.caller, call.txn, in.channel, Permission::edit_channels);
    return update_channel(parts, call.txn, call.caller, row, value_of(in.name), value_of(in.topic));
  });
  registry.writes(remove, [&parts](Call& call, const OneChannel& in) {
    call.target = in.channel.text();
    delete_channel(parts, call.txn, call.caller,
                   require_manageable(call.caller, call.txn, in.channel, Permission::manage_channels));
    return Empty{};
  });
  registry.writes(direct, [&parts](Call& call, const OpenDirect& in) {
    auto channel = open_direct(parts, call.txn, call.caller, in.user, call.changed);
    call.target = channel.id.text();
    return channel;
  });
}

}  // namespace wardroom::chat
