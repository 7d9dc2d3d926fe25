// What is decided of each of a tenant's two logs. Inside the caller's transaction.
#pragma once
#include <cstdint>
#include <optional>

#include "audit/log_txn.h"

namespace wardroom::audit {

// How long entries are kept; none: for ever.
std::optional<std::int64_t> keep_days(const LogTxn& txn);
void set_keep_days(const LogTxn& txn, std::optional<std::int64_t> days);

// Whether entries are added. The security log is always written; whether a workspace may have a compliance log the
// server's administrator decides, and without a decision it has one. Of one that is withheld the entries stay.
bool is_written(const LogTxn& txn);
void withhold_compliance_log(store::TenantTxn& txn, bool withhold);

}  // namespace wardroom::audit
