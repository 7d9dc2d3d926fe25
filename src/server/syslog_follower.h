// Brings the audit entries of all logs to a syslog collector. It acknowledges nothing (RFC 5425): entries that it had
// in hand when it failed are lost to it, which the gap in their numbers shows.
#pragma once
#include <limits>

#include "outbound/tls_stream.h"
#include "server/audit_followers.h"

namespace wardroom::server {

class SyslogFollower final : public AuditFollower {
 public:
  explicit SyslogFollower(outbound::TlsStream::Options options);

  std::string_view name() const override { return "syslog"; }
  std::int64_t looks_back() const override { return std::numeric_limits<std::int64_t>::max(); }
  bool follows(audit::LogKind) const override { return true; }
  void take(base::TenantId tenant, audit::LogKind kind, const std::vector<audit::FollowedEntry>& entries) override;

 private:
  outbound::TlsStream stream_;
  std::string host_;
};

}  // namespace wardroom::server
