// A tenant has two logs, each a chain of its own with its own numbers, checkpoints and signing key: what was done is
// looked for in either without the other.
//
//   security     always written          "wardroom/audit/ws_..."
//   compliance   if the tenant may have it    "wardroom/compliance/ws_..."
//
// Which events go where: audit/catalogue.h.
#pragma once
#include <array>
#include <boost/describe.hpp>
#include <cstdint>
#include <string>

#include "base/id.h"
#include "store/txn.h"

namespace wardroom::audit {

enum class LogKind : std::uint8_t { security = 1, compliance = 2 };  // as stored
BOOST_DESCRIBE_ENUM(LogKind, security, compliance)

inline constexpr std::array log_kinds{LogKind::security, LogKind::compliance};

std::string log_name(base::TenantId tenant, LogKind kind);

// One of the two logs inside a transaction: the $2 of its statements is which.
class LogTxn {
 public:
  LogTxn(store::TenantTxn& txn, LogKind kind) : txn_(txn), kind_(kind) {}

  store::TenantTxn& txn() const { return txn_; }
  LogKind kind() const { return kind_; }
  const base::TenantId& tenant() const { return txn_.tenant(); }
  std::string name() const { return log_name(tenant(), kind_); }

  template <store::FixedString Text, class... Args>
  std::int64_t exec(const store::Statement<Text>& statement, const Args&... args) const {
    return txn_.exec(statement, code(), args...);
  }
  template <class Row, store::FixedString Text, class... Args>
  std::vector<Row> all(const store::Statement<Text>& statement, const Args&... args) const {
    return txn_.all<Row>(statement, code(), args...);
  }
  template <class Row, store::FixedString Text, class... Args>
  std::optional<Row> one(const store::Statement<Text>& statement, const Args&... args) const {
    return txn_.one<Row>(statement, code(), args...);
  }

 private:
  std::int64_t code() const { return static_cast<std::int64_t>(kind_); }

  store::TenantTxn& txn_;
  LogKind kind_;
};

}  // namespace wardroom::audit
