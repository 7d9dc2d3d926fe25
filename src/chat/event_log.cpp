#include "chat/event_log.h"

#include <stdexcept>

#include "base/json.h"
#include "chat/channels.h"
#include "chat/messages.h"
#include "chat/queries.h"

namespace wardroom::chat {
namespace {

// With the message, or what the channel is called, as it is now.
Event told(const Parts& parts, store::TenantTxn& txn, ChannelId channel, const sql::EventRow& row) {
  Event event{row.kind, channel, row.seq, row.at, row.actor, std::nullopt, row.user, std::nullopt};
  if (row.message) event.message = find_message(parts, txn, *row.message);
  if (row.kind.starts_with("channel.")) event.channel_info = channel_info(parts, txn, channel);
  return event;
}

}  // namespace

// Members that are absent for this kind of event are left out rather than null: every receiver pays for each byte.
std::string event_json(const Event& event) {
  auto json = base::to_json(event);
  auto& object = json.get_object();
  for (const auto* name : {"message", "user", "channel_info"}) {
    if (object[name].is_null()) object.erase(name);
  }
  return base::json_text(json);
}

sql::TakenSeq take_seq(store::TenantTxn& txn, ChannelId channel) {
  const auto taken = txn.one<sql::TakenSeq>(sql::take_seq, channel);
  if (!taken) throw std::logic_error("a sequence number of a channel that is gone");
  return *taken;
}

void append_event(const Parts& parts, store::TenantTxn& txn, const Event& event) {
  const auto message = event.message ? std::optional(event.message->id) : std::nullopt;
  txn.exec(sql::insert_event, event.channel, event.seq, event.event, event.at, event.actor, message, event.user);
  txn.on_commit([&hub = parts.hub, tenant = txn.tenant(), channel = event.channel, seq = event.seq,
                 json = event_json(event)] { hub.publish(tenant, channel, seq, json); });
}

std::vector<Event> events_after(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                                ChannelId channel, std::int64_t after, std::int64_t limit) {
  const bool directory = caller.may(access::Permission::channel_directory);
  std::vector<Event> out;
  for (const auto& row : txn.all<sql::EventRow>(sql::events_after, channel, after, limit, caller.user, directory)) {
    out.push_back(told(parts, txn, channel, row));
  }
  return out;
}

std::optional<Event> next_event(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                                ChannelId channel, std::int64_t after, const std::string& kinds) {
  const bool directory = caller.may(access::Permission::channel_directory);
  const auto row = txn.one<sql::EventRow>(sql::next_event, channel, after, " " + kinds + " ", caller.user, directory);
  return row ? std::optional(told(parts, txn, channel, *row)) : std::nullopt;
}

}  // namespace wardroom::chat
