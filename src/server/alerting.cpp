#include "server/alerting.h"

#include <fmt/format.h>

namespace wardroom::server {
namespace {

using store::TenantTxn;

constexpr std::chrono::hours old_news{1};  // before the start: nobody wants to be woken for it

std::string text_of(const audit::Alert& alert) {
  const auto* const rule = audit::alert_rule(alert.rule);
  const auto times = alert.count > 1 ? fmt::format(" ({} entries)", alert.count) : std::string();
  return fmt::format("{}{}.\nAudit entry {}, {}\n\n", rule->meaning, times, alert.seq, base::to_rfc3339(alert.at));
}

}  // namespace

void Alerting::take(base::TenantId tenant, audit::LogKind /*security*/,
                    const std::vector<audit::FollowedEntry>& entries) {
  if (tenant == base::platform_tenant) return;  // its log is read by wardroomctl; nobody has set anything there
  audit::AlertSettings settings;
  std::string workspace;
  parts_.store.read_now(tenant, [&](TenantTxn& txn) {
    settings = audit::alert_settings(txn, parts_.keys);
    workspace = parts_.workspaces.current(txn).slug;
  });
  auto& watch = watches_[tenant];
  std::vector<audit::Alert> raised;
  for (const auto& entry : entries) {
    if (entry.at < started_ - old_news) continue;
    for (auto& alert : watch.look_at(entry, settings.off)) raised.push_back(std::move(alert));
  }
  if (raised.empty()) return;
  parts_.store.write_now(tenant, [&](TenantTxn& txn) {
    for (const auto& alert : raised) audit::add_alert(txn, alert);
  });
  tell(workspace, raised, settings.to);
}

void Alerting::tell(const std::string& workspace, const std::vector<audit::Alert>& raised,
                    const std::vector<std::string>& to) const {
  if (!parts_.mailer || to.empty()) return;
  const auto* const rule = audit::alert_rule(raised.front().rule);
  const auto subject =
      fmt::format("Alert in {}: {}{}", workspace, rule->meaning, raised.size() > 1 ? ", and more" : "");
  std::string text;
  for (const auto& alert : raised) text += text_of(alert);
  text += fmt::format("Who did it and what it was stands in the audit log:\n{}/admin/audit\n", parts_.url);
  for (const auto& address : to) parts_.mailer->post({address, subject, text});
}

}  // namespace wardroom::server
