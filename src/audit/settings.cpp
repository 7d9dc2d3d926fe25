#include "audit/settings.h"

#include "audit/queries.h"

namespace wardroom::audit {

std::optional<std::int64_t> keep_days(const LogTxn& txn) {
  return txn.one<std::optional<std::int64_t>>(queries::keep_days).value_or(std::nullopt);
}

void set_keep_days(const LogTxn& txn, std::optional<std::int64_t> days) { txn.exec(queries::set_keep_days, days); }

bool is_written(const LogTxn& txn) {
  return txn.kind() == LogKind::security || !txn.one<bool>(queries::withheld).value_or(false);
}

void withhold_compliance_log(store::TenantTxn& txn, bool withhold) {
  LogTxn(txn, LogKind::compliance).exec(queries::set_withheld, withhold);
}

}  // namespace wardroom::audit
