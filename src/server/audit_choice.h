// Which of a workspace's two audit logs an operation is about.
#pragma once
#include <optional>

#include "audit/log_txn.h"

namespace wardroom::server {

constexpr audit::LogKind chosen(const std::optional<audit::LogKind>& log) {
  return log.value_or(audit::LogKind::security);
}

}  // namespace wardroom::server
