// Audit entries of this room's own making: those that no declared operation writes for it.
#pragma once
#include "access/caller.h"
#include "audit/log.h"

namespace wardroom::identity {

audit::Entry record_of(audit::Event event, const access::Origin& origin, base::UserId actor, base::SessionId session);
// Of somebody who is not, or not yet, known to be who they say: named as the target, if there is such an account.
audit::Entry record_about(audit::Event event, const access::Origin& origin, const std::optional<base::UserId>& target,
                          std::string_view outcome);

}  // namespace wardroom::identity
