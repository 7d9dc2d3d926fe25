// Channels: public and private ones, and direct conversations of two.
#pragma once
#include "access/caller.h"
#include "chat/model.h"
#include "chat/parts.h"
#include "chat/queries.h"

namespace wardroom::chat {

Channel create_channel(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, ChannelKind kind,
                       std::string name, std::string topic);
// The conversation with this person, made when there is none yet (`made` tells). With oneself it is a notebook.
Channel open_direct(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, UserId other, bool& made);
Channel update_channel(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                       const sql::ChannelRow& row, std::optional<std::string> name, std::optional<std::string> topic);
// With its messages, and the key they hang from.
void delete_channel(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                    const sql::ChannelRow& row);

// As this caller sees it: unread count, membership, the other person.
Channel channel_for(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller,
                    const sql::ChannelRow& row);
std::string open_channel_name(const Parts& parts, const store::TenantTxn& txn, ChannelId id,
                              const crypto::Sealed<std::string>& sealed);
std::optional<ChannelInfo> channel_info(const Parts& parts, store::TenantTxn& txn, ChannelId id);

std::int64_t channel_count(store::TenantTxn& txn);  // conversations, too

// The channel everybody is in: made with the first person, joined by each later one.
void join_everyones_channels(const Parts& parts, store::TenantTxn& txn, UserId user);

}  // namespace wardroom::chat
