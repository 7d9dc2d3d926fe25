// Who is in a channel.
#pragma once
#include "access/caller.h"
#include "chat/model.h"
#include "chat/parts.h"
#include "chat/queries.h"

namespace wardroom::chat {

// False when the person is in already, or is not. What was posted before counts as read.
bool let_in(const Parts& parts, store::TenantTxn& txn, ChannelId channel, UserId user, UserId by, bool by_hand);
bool let_out(const Parts& parts, store::TenantTxn& txn, ChannelId channel, UserId user, UserId by);
// By hand, whatever groups say; a decision to keep them out is lifted. False: they were in by hand already.
bool add_member(const Parts& parts, store::TenantTxn& txn, ChannelId channel, UserId user, UserId by);

// By the rules: oneself into a public channel; others, by somebody who is in.
// `added` tells whether that changed anything.
Member put_member(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, ChannelId channel,
                  UserId user, bool& added);
// Oneself, or others by who may manage the channel. Nobody leaves a direct conversation. Who is in a group that the
// channel mirrors stays out all the same, until they are added again.
void remove_member(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, ChannelId channel,
                   UserId user);

MemberPage list_members(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, ChannelId channel,
                        UserId after, std::int64_t limit);
// Whoever asks, for what may tell them all.
MemberPage all_members(const Parts& parts, store::TenantTxn& txn, ChannelId channel, UserId after, std::int64_t limit);

}  // namespace wardroom::chat
