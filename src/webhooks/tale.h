// What an outgoing webhook is told of one event, as Standard Webhooks shapes it:
//
//   {"type": "message.posted", "timestamp": "2026-…Z", "data": {workspace, channel, seq, actor, message?, user?}}
//
// message: as it is now; one that was deleted since has no text.
#pragma once
#include <string>

#include "chat/model.h"
#include "webhooks/parts.h"

namespace wardroom::webhooks {

std::string tale_of(const Parts& parts, store::TenantTxn& txn, const chat::Event& event);

}  // namespace wardroom::webhooks
