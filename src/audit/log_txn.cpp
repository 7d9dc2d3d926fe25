#include "audit/log_txn.h"

namespace wardroom::audit {

std::string log_name(base::TenantId tenant, LogKind kind) {
  return (kind == LogKind::security ? "wardroom/audit/" : "wardroom/compliance/") + tenant.text();
}

}  // namespace wardroom::audit
