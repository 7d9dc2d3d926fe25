// Who is in a channel.
#pragma once
#include "access/caller.h"
#include "chat/model.h"
#include "chat/parts.h"
#include "chat/queries.h"

namespace wardroom::chat {

// False when the person is in already. What was posted before counts as read.
bool add_member(const Parts& parts, store::TenantTxn& txn, ChannelId channel, UserId user, UserId by);

// By the rules: oneself into a public channel; others, by somebody who is in.
// `added` tells whether that changed anything.
Member put_member(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, ChannelId channel,
                  UserId user, bool& added);
// Oneself, or others by who may manage the channel. Nobody leaves a direct conversation.
void remove_member(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, ChannelId channel,
                   UserId user);

MemberPage list_members(const Parts& parts, store::TenantTxn& txn, ChannelId channel, UserId after, std::int64_t limit);

}  // namespace wardroom::chat
