// The sealed details of audit entries. They open as long as the entry is kept: when an epoch is retired its detail key
// is handed on, sealed under the newest epoch.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "audit/log_txn.h"
#include "keys/tenant_keys.h"

namespace wardroom::audit {

std::string seal_detail(const keys::TenantKeys& keys, LogKind kind, std::int64_t seq, std::string_view detail);

class Details {
 public:
  Details(const LogTxn& txn, const keys::TenantKeys& keys) : txn_(txn), keys_(keys) {}
  std::string open(std::int64_t seq, std::string_view sealed);  // empty when its key was destroyed

 private:
  const keys::Key* handed_on(std::uint32_t epoch);

  const LogTxn& txn_;
  const keys::TenantKeys& keys_;
  std::map<std::uint32_t, std::optional<keys::Key>> handed_on_;
};

// Before the epoch is retired, in the same transaction as the record of it.
void hand_on_detail_key(store::TenantTxn& txn, const keys::TenantKeys& keys, std::uint32_t epoch);

}  // namespace wardroom::audit
