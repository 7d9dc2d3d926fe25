// Which of a workspace's two audit logs an operation is about.
#pragma once
#include <boost/describe.hpp>
#include <optional>

#include "audit/log_txn.h"

namespace wardroom::server {

// Of operations that want nothing else.
struct OfLog {
  std::optional<audit::LogKind> log;
};
BOOST_DESCRIBE_STRUCT(OfLog, (), (log))

constexpr audit::LogKind chosen(const std::optional<audit::LogKind>& log) {
  return log.value_or(audit::LogKind::security);
}

}  // namespace wardroom::server
