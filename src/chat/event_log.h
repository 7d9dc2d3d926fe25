// A channel's event log: each change takes the channel's next sequence number in its own transaction and is told to
// connected clients after that has become durable. Synchronising is asking for what came after a number.
#pragma once
#include "access/caller.h"
#include "chat/model.h"
#include "chat/parts.h"
#include "chat/queries.h"

namespace wardroom::chat {

// The channel's next number, with the key its messages hang from.
sql::TakenSeq take_seq(store::TenantTxn& txn, ChannelId channel);
inline std::int64_t next_seq(store::TenantTxn& txn, ChannelId channel) { return take_seq(txn, channel).seq; }

// Stores `event` (its seq already taken) and publishes it on commit. Bodies are not stored here but read from the
// messages they belong to, so that an erased message is erased everywhere.
void append_event(const Parts& parts, store::TenantTxn& txn, const Event& event);

// As it travels to clients.
std::string event_json(const Event& event);

// What came after `after`, oldest first, with messages as they are now; nothing of a channel the caller cannot read.
std::vector<Event> events_after(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                                ChannelId channel, std::int64_t after, std::int64_t limit);

// The first one after `after` whose kind is in `kinds`, as "message.posted message.edited"; the same holds for it.
std::optional<Event> next_event(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                                ChannelId channel, std::int64_t after, const std::string& kinds);

}  // namespace wardroom::chat
