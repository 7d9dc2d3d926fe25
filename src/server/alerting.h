// Raises alerts: entries of the audit logs that a rule concerns are kept as alerts, and told to those addresses that
// the workspace names, if this server sends mail.
#pragma once
#include <map>

#include "audit/alerts.h"
#include "outbound/mailer.h"
#include "server/audit_followers.h"
#include "workspace/workspaces.h"

namespace wardroom::server {

class Alerting final : public AuditFollower {
 public:
  struct Parts {
    store::Store& store;
    keys::KeyStore& keys;
    workspace::Workspaces& workspaces;
    outbound::Mailer* mailer;  // may be null
    std::string url;           // of the server, for the letter
  };
  explicit Alerting(Parts parts) : parts_(std::move(parts)) {}

  std::string_view name() const override { return "alerts"; }
  std::int64_t looks_back() const override { return 1000; }  // a workspace that was just made is seen whole
  bool follows(audit::LogKind kind) const override { return kind == audit::LogKind::security; }
  void take(base::TenantId tenant, audit::LogKind kind, const std::vector<audit::FollowedEntry>& entries) override;

 private:
  void tell(const std::string& workspace, const std::vector<audit::Alert>& raised,
            const std::vector<std::string>& to) const;

  Parts parts_;
  base::Timestamp started_ = base::now();
  std::map<base::TenantId, audit::AlertWatch> watches_;
};

}  // namespace wardroom::server
