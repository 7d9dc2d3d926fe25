// In place of src/audit/append.cpp in wardroomd-null-audit: nothing is recorded. It shows what recording costs
// (wardroom-bench recording), and is good for nothing else.
#include "audit/log.h"

namespace wardroom::audit {

void AuditLog::append(store::TenantTxn&, const Entry&) const {}

}  // namespace wardroom::audit
