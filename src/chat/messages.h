// Posting, editing, deleting and reading messages. A message's body is sealed under its channel's shred key.
#pragma once
#include "access/caller.h"
#include "chat/model.h"
#include "chat/parts.h"

namespace wardroom::chat {

// For a member of the channel (the operation's gate sees to that). The same author and nonce again answer with the
// message made the first time.
Message post_message(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, ChannelId channel,
                     std::string text, std::optional<std::string> nonce);
// What a program says, under the name that `bot` has (bots.h); `caller` answers for it. That they may post is checked
// before.
Message post_as_bot(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, ChannelId channel,
                    BotId bot, std::string text);
// Problem 403 posted_by_a_program: nobody puts words into its mouth.
Message edit_message(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, MessageId id,
                     std::string text);
// By its author, or by a member with delete_messages. The body is destroyed; the place in the log stays.
Message delete_message(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, MessageId id);

std::optional<Message> find_message(const Parts& parts, store::TenantTxn& txn, MessageId id);

enum class Direction { before, after };
// Nothing of a channel that the caller cannot read.
MessagePage list_messages(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, ChannelId channel,
                          Direction direction, std::int64_t from, std::int64_t limit);

}  // namespace wardroom::chat
