// A stored entry, read and with its detail opened. Internal to the room.
#pragma once
#include "audit/details.h"
#include "audit/log.h"
#include "audit/queries.h"

namespace wardroom::audit {

Recorded recorded(const queries::StoredEntry& row, Details& details, base::TenantId tenant);  // throws if it is damaged

}  // namespace wardroom::audit
