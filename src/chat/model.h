// What the chat room's operations and events carry. Plain values; their JSON is part of the public API.
#pragma once
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"
#include "identity/types.h"

namespace wardroom::chat {

using base::BotId;
using base::ChannelId;
using base::MessageId;
using base::Timestamp;
using base::UserId;

using ChannelName = base::Text<1, 80>;
using Topic = base::Text<0, 250>;
using MessageText = base::Text<1, 8000>;
using Nonce = base::Text<1, 64>;
using Limit = base::Bounded<1, 200>;
using Seq = base::Bounded<0, (1LL << 53) - 1>;

enum class ChannelKind { public_, private_, direct };
BOOST_DESCRIBE_ENUM(ChannelKind, public_, private_, direct)

struct Channel {
  ChannelId id;
  ChannelKind kind{};
  std::string name;  // empty for a direct conversation
  std::string topic;
  Timestamp created_at;
  std::int64_t last_seq = 0;
  bool member = false;
  std::int64_t last_read_seq = 0;
  std::int64_t unread = 0;              // messages by others after last_read_seq, counted up to 1000
  std::optional<identity::User> other;  // the other person of a direct conversation
};
BOOST_DESCRIBE_STRUCT(Channel, (), (id, kind, name, topic, created_at, last_seq, member, last_read_seq, unread, other))

struct ChannelPage {
  std::vector<Channel> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(ChannelPage, (), (items, next))

// A program under whose name a message stands, such as a webhook.
struct Bot {
  BotId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(Bot, (), (id, name))

struct Message {
  MessageId id;
  ChannelId channel;
  std::int64_t seq = 0;
  UserId author;     // of a program's message: who answers for it
  std::string text;  // empty when deleted
  std::optional<std::string> nonce;
  Timestamp created_at;
  std::optional<Timestamp> edited_at;
  bool deleted = false;
  std::optional<Bot> bot = std::nullopt;
};
BOOST_DESCRIBE_STRUCT(Message, (), (id, channel, seq, author, text, nonce, created_at, edited_at, deleted, bot))

struct MessagePage {
  std::vector<Message> items;  // by sequence number, ascending
  std::optional<std::string> next;
  bool more = false;  // there is more in the direction asked for
};
BOOST_DESCRIBE_STRUCT(MessagePage, (), (items, next, more))

struct Member {
  identity::User user;
  Timestamp joined_at;
};
BOOST_DESCRIBE_STRUCT(Member, (), (user, joined_at))

struct MemberPage {
  std::vector<Member> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(MemberPage, (), (items, next))

// What channel.created and channel.updated tell.
struct ChannelInfo {
  ChannelId id;
  ChannelKind kind{};
  std::string name;
  std::string topic;
};
BOOST_DESCRIBE_STRUCT(ChannelInfo, (), (id, kind, name, topic))

// One entry of a channel's event log; which optional members are there depends on the event.
struct Event {
  std::string event;
  ChannelId channel;
  std::int64_t seq = 0;
  Timestamp at;
  UserId actor;
  std::optional<Message> message;
  std::optional<UserId> user;
  std::optional<ChannelInfo> channel_info;
};
BOOST_DESCRIBE_STRUCT(Event, (), (event, channel, seq, at, actor, message, user, channel_info))

struct EventPage {
  std::vector<Event> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(EventPage, (), (items, next))

struct ReadState {
  std::int64_t last_read_seq = 0;
};
BOOST_DESCRIBE_STRUCT(ReadState, (), (last_read_seq))

enum class Status { online, away, offline };
BOOST_DESCRIBE_ENUM(Status, online, away, offline)

struct UserPresence {
  UserId user;
  Status status{};
};
BOOST_DESCRIBE_STRUCT(UserPresence, (), (user, status))

struct PresencePage {
  std::vector<UserPresence> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(PresencePage, (), (items, next))

}  // namespace wardroom::chat
