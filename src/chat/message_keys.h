// The keys messages hang from, as they are stored: what a backup keeps apart from the messages, so that destroying a
// key reaches them there too. Each in its own transaction.
#pragma once
#include <vector>

#include "chat/shred_keys.h"

namespace wardroom::chat {

struct MessageKey {
  base::ShredKeyId id;
  base::ChannelId channel;
  base::Timestamp from, until;
  crypto::Sealed<keys::ShredKey> key;
  base::Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(MessageKey, (), (id, channel, from, until, key, created_at))

std::vector<MessageKey> message_keys(store::TenantTxn& txn);
void leave_out_message_keys(store::TenantTxn& txn);  // of a copy: its messages do not open without them

// Into a restored copy, those of channels that it has. Answers how many.
std::int64_t put_back(store::TenantTxn& txn, const std::vector<MessageKey>& keys);
// Messages whose key was destroyed become deleted ones, as their channel's people see them; channels that hang from one
// get another. Answers how many messages.
std::int64_t bury_unreadable(ShredKeys& shred_keys, store::TenantTxn& txn);

}  // namespace wardroom::chat
