// Who may look after webhooks: members of the channel, with manage_webhooks (the operations' policies ask for that).
// Somebody who may not read the channel gets the same answer as for a webhook that does not exist.
#pragma once
#include "access/caller.h"
#include "store/txn.h"
#include "webhooks/types.h"

namespace wardroom::webhooks {

// Problem 404 channel_not_found, 403 not_a_member, 409 direct_conversation.
void check_may_add(const access::Caller& caller, store::TenantTxn& txn, ChannelId channel);
// channel: of the webhook that was asked for, if there is such. Problem 404 webhook_not_found, 403 not_a_member.
void check_may_change(const access::Caller& caller, store::TenantTxn& txn, std::optional<ChannelId> channel);

}  // namespace wardroom::webhooks
