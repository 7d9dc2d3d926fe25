// Stored entries, read. Internal to the room.
#pragma once
#include "audit/chain.h"
#include "audit/details.h"
#include "audit/log.h"
#include "audit/queries.h"

namespace wardroom::audit {

// Of what a damaged one throws std::runtime_error.
ReadEntry read_stored(const queries::StoredEntry& row);  // as long as the row
base::Timestamp time_of(const ReadEntry& entry);
Recorded without_detail(const ReadEntry& entry);
Recorded recorded(const queries::StoredEntry& row, Details& details);  // with its detail opened

}  // namespace wardroom::audit
