// Letting go of old entries. What is removed is always the log's beginning, in whole blocks of 256, and only what a
// checkpoint was signed over; its end is kept as a boundary, signed for the purpose, from which the rest still
// verifies. The pruning is an entry itself.
#pragma once
#include <optional>

#include "audit/log.h"

namespace wardroom::audit {

// Removes what is older than `before`, as far as that goes; answers the last entry that went. Throws
// std::runtime_error, and removes nothing, if what should go does not hold together: it is evidence. Waits for the
// store, and for the KMS of the signing key. Goes on with what an earlier call that was killed left.
std::optional<std::int64_t> prune(const AuditLog& log, store::Store& store, base::TenantId tenant, LogKind kind,
                                  base::Timestamp before);

}  // namespace wardroom::audit
