// Who may do what in a channel. Somebody who may not even read one gets the same answer as for one that does not exist.
#pragma once
#include "access/caller.h"
#include "chat/queries.h"
#include "store/txn.h"

namespace wardroom::chat {

// Whether everybody of the workspace who holds these permissions can read the channel.
bool is_open_to(access::PermissionSet permissions, const sql::ChannelRow& channel);

bool may_read(const access::Caller& caller, store::TenantTxn& txn, ChannelId channel);

// Each throws Problem 404 channel_not_found, or 403 saying what is missing. For a member it is one look.
void check_readable(const access::Caller& caller, store::TenantTxn& txn, ChannelId channel);
void check_member(const access::Caller& caller, store::TenantTxn& txn, ChannelId channel);
// The one who made the channel, or a member with this permission; never a direct conversation.
void check_manageable(const access::Caller& caller, store::TenantTxn& txn, ChannelId channel,
                      access::Permission permission);
// The same, for who needs the channel's row.
sql::ChannelRow require_readable(const access::Caller& caller, store::TenantTxn& txn, ChannelId channel);
sql::ChannelRow require_member(const access::Caller& caller, store::TenantTxn& txn, ChannelId channel);
sql::ChannelRow require_manageable(const access::Caller& caller, store::TenantTxn& txn, ChannelId channel,
                                   access::Permission permission);
// Problem 404 message_not_found unless its channel is readable.
sql::MessageRow require_message(const access::Caller& caller, store::TenantTxn& txn, MessageId message);

// As gates of operations whose input names the channel, or a message, under these member names.
template <typename In>
void channel_reader(const access::Caller& caller, store::TenantTxn& txn, const In& in) {
  check_readable(caller, txn, in.channel);
}
template <typename In>
void channel_member(const access::Caller& caller, store::TenantTxn& txn, const In& in) {
  check_member(caller, txn, in.channel);
}
template <typename In, access::Permission permission>
void channel_manager(const access::Caller& caller, store::TenantTxn& txn, const In& in) {
  check_manageable(caller, txn, in.channel, permission);
}
template <typename In>
void message_reader(const access::Caller& caller, store::TenantTxn& txn, const In& in) {
  require_message(caller, txn, in.message);
}

}  // namespace wardroom::chat
