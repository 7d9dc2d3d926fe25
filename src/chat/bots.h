// Names under which programs post, so that nobody takes what one says for somebody's own words. A name stays when its
// program goes. Inside the caller's transaction.
#pragma once
#include "chat/model.h"
#include "chat/parts.h"

namespace wardroom::chat {

BotId make_bot(const Parts& parts, store::TenantTxn& txn, const std::string& name);
Bot find_bot(const Parts& parts, store::TenantTxn& txn, BotId id);  // of one that was made

}  // namespace wardroom::chat
