// Audit entries of this room's own making: those that no declared operation writes for it.
#pragma once
#include "access/caller.h"
#include "audit/log.h"

namespace wardroom::identity {

audit::Entry record_of(audit::Event event, const access::Origin& origin, base::UserId actor, base::SessionId session);

}  // namespace wardroom::identity
