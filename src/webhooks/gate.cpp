#include "webhooks/gate.h"

#include "chat/gate.h"
#include "webhooks/incoming.h"

namespace wardroom::webhooks {

void check_may_add(const access::Caller& caller, store::TenantTxn& txn, ChannelId channel) {
  if (chat::require_member(caller, txn, channel).kind != "direct") return;
  throw base::Problem(409, "direct_conversation", "A direct conversation is between two people, without programs.");
}

void check_may_change(const access::Caller& caller, store::TenantTxn& txn, std::optional<ChannelId> channel) {
  if (!channel || !chat::may_read(caller, txn, *channel)) throw webhook_not_found();
  chat::check_member(caller, txn, *channel);
}

}  // namespace wardroom::webhooks
