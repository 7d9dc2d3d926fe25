// On whose behalf a webhook acts: whoever made it, with what they may at this moment. It can do no more than they, and
// nothing when their account ends.
#pragma once
#include <optional>

#include "access/caller.h"
#include "webhooks/parts.h"

namespace wardroom::webhooks {

// Nothing of somebody who is not active any more.
std::optional<access::Caller> maker(const Parts& parts, store::TenantTxn& txn, base::UserId user);

}  // namespace wardroom::webhooks
