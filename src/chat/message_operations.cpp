#include "chat/event_log.h"
#include "chat/gate.h"
#include "chat/messages.h"
#include "chat/operations.h"

namespace wardroom::chat {
namespace {

using access::Permission;
using operation::Audited;
using operation::Call;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;
using operation::Realtime;

struct PostMessage {
  ChannelId channel;
  MessageText text;
  std::optional<Nonce> nonce;
};
BOOST_DESCRIBE_STRUCT(PostMessage, (), (channel, text, nonce))

struct ListMessages {
  ChannelId channel;
  std::optional<Seq> before;
  std::optional<Seq> after;
  std::optional<Limit> limit;
};
BOOST_DESCRIBE_STRUCT(ListMessages, (), (channel, before, after, limit))

struct EditMessage {
  MessageId message;
  MessageText text;
};
BOOST_DESCRIBE_STRUCT(EditMessage, (), (message, text))

struct OneMessage {
  MessageId message;
};
BOOST_DESCRIBE_STRUCT(OneMessage, (), (message))

struct ListEvents {
  ChannelId channel;
  std::optional<Seq> after;
  std::optional<Limit> limit;
};
BOOST_DESCRIBE_STRUCT(ListEvents, (), (channel, after, limit))

struct MarkRead {
  ChannelId channel;
  Seq seq;
};
BOOST_DESCRIBE_STRUCT(MarkRead, (), (channel, seq))

constexpr std::string_view readers = "its members; everybody with channel_directory if it is public";

constexpr Operation<PostMessage, Message> post{
    .name = "message.post",
    .method = Method::post,
    .path = "/channels/{channel}/messages",
    .summary = "Post a message; the same nonce again answers with the first one",
    .policy = Policy<PostMessage>::channel(channel_member<PostMessage>, "its members", Permission::post_messages),
    .rate = Rate::posting,
    .audited = Audited::no("the channel's event log is its record"),
    .realtime = Realtime::yes,
};

constexpr Operation<ListMessages, MessagePage> list{
    .name = "message.list",
    .method = Method::get,
    .path = "/channels/{channel}/messages",
    .summary = "A page of messages before or after a sequence number; the newest without either",
    .policy = Policy<ListMessages>::channel(channel_reader<ListMessages>, readers),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<EditMessage, Message> edit{
    .name = "message.edit",
    .method = Method::patch,
    .path = "/messages/{message}",
    .summary = "Change the text of one's own message",
    .policy = Policy<EditMessage>::channel(message_reader<EditMessage>, "its author, while in the channel",
                                           Permission::post_messages),
    .rate = Rate::writing,
    .audited = Audited::as("message.edited"),
    .realtime = Realtime::yes,
};

constexpr Operation<OneMessage, Message> remove{
    .name = "message.delete",
    .method = Method::delete_,
    .path = "/messages/{message}",
    .summary = "Delete a message; its text is erased",
    .policy = Policy<OneMessage>::channel(message_reader<OneMessage>, "its author, or a member with delete_messages",
                                          Permission::post_messages),
    .rate = Rate::writing,
    .audited = Audited::as("message.deleted"),
    .realtime = Realtime::yes,
};

constexpr Operation<ListEvents, EventPage> events{
    .name = "event.list",
    .method = Method::get,
    .path = "/channels/{channel}/events",
    .summary = "What happened in a channel after a sequence number",
    .policy = Policy<ListEvents>::channel(channel_reader<ListEvents>, readers),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<MarkRead, ReadState> read{
    .name = "channel.read",
    .method = Method::put,
    .path = "/channels/{channel}/read",
    .summary = "Mark a channel as read up to a sequence number",
    .policy = Policy<MarkRead>::channel(channel_member<MarkRead>, "its members"),
    .rate = Rate::writing,
    .audited = Audited::no("one's own reading position"),
    .realtime = Realtime::yes,
};

MessagePage page_of(const Parts& parts, Call& call, const ListMessages& in) {
  if (in.before && in.after) throw base::invalid_field("query.after", "Give either before or after.");
  const auto limit = in.limit ? in.limit->value : 50;
  if (in.after)
    return list_messages(parts, call.txn, call.caller, in.channel, Direction::after, in.after->value, limit);
  const auto before = in.before ? in.before->value : Seq::max_value;
  return list_messages(parts, call.txn, call.caller, in.channel, Direction::before, before, limit);
}

EventPage events_of(const Parts& parts, Call& call, const ListEvents& in) {
  const auto limit = in.limit ? in.limit->value : 50;
  EventPage page;
  page.items = events_after(parts, call.txn, call.caller, in.channel, in.after ? in.after->value : 0, limit + 1);
  if (std::cmp_greater(page.items.size(), limit)) {
    page.items.pop_back();
    page.next = std::to_string(page.items.back().seq);
  }
  return page;
}

ReadState mark_read(const Parts& parts, Call& call, const MarkRead& in) {
  const auto channel = call.txn.one<sql::ChannelRow>(sql::channel, in.channel).value();
  const auto seq = std::min<std::int64_t>(in.seq.value, channel.last_seq);
  const auto changed = call.txn.exec(sql::mark_read, seq, in.channel, call.caller.user);
  const auto state = call.txn.one<sql::MembershipRow>(sql::membership, in.channel, call.caller.user).value();
  if (changed > 0) {
    call.txn.on_commit(
        [&hub = parts.hub, tenant = call.caller.tenant, user = call.caller.user, channel = in.channel, seq] {
          hub.tell_user(
              tenant, user,
              R"({"event":"read","channel":")" + channel.text() + R"(","last_read_seq":)" + std::to_string(seq) + "}");
        });
  }
  return {state.last_read_seq};
}

}  // namespace

void declare_messages(operation::Registry& registry, const Parts& parts) {
  registry.writes(post, [&parts](Call& call, const PostMessage& in) {
    return post_message(parts, call.txn, call.caller, in.channel, in.text.value,
                        in.nonce ? std::optional(in.nonce->value) : std::nullopt);
  });
  registry.reads(list, [&parts](Call& call, const ListMessages& in) { return page_of(parts, call, in); });
  registry.writes(edit, [&parts](Call& call, const EditMessage& in) {
    call.target = in.message.text();
    return edit_message(parts, call.txn, call.caller, in.message, in.text.value);
  });
  registry.writes(remove, [&parts](Call& call, const OneMessage& in) {
    call.target = in.message.text();
    return delete_message(parts, call.txn, call.caller, in.message);
  });
  registry.reads(events, [&parts](Call& call, const ListEvents& in) { return events_of(parts, call, in); });
  registry.writes(read, [&parts](Call& call, const MarkRead& in) { return mark_read(parts, call, in); });
}

}  // namespace wardroom::chat
