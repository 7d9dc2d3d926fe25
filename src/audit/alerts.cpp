#include "audit/alerts.h"

#include <algorithm>
#include <stdexcept>

#include "audit/queries.h"
#include "base/json.h"
#include "base/mail_address.h"
#include "base/problem.h"

namespace wardroom::audit {
namespace {

using store::TenantTxn;

constexpr std::size_t max_addresses = 10;

keys::Place place(const base::TenantId& tenant) {
  return {tenant, "audit_alert_settings", "to_sealed", tenant.bytes()};
}

std::string lines(const std::vector<std::string>& all) {
  std::string out;
  for (const auto& each : all) out += each + "\n";
  return out;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> out;
  for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return out;
}

// A target may name several things with blanks between them, the person last.
bool is_about_actor(const FollowedEntry& entry) {
  return entry.target == entry.actor || entry.target.ends_with(" " + entry.actor);
}

bool concerns(const AlertRule& rule, const FollowedEntry& entry) {
  const auto named = [&](const Event& event) { return event.name() == entry.event; };
  return std::ranges::any_of(rule.events, named) && (rule.outcome.empty() || rule.outcome == entry.outcome) &&
         (!rule.by_others || !is_about_actor(entry));
}

}  // namespace

const AlertRule* alert_rule(std::string_view name) {
  const auto at = std::ranges::find(alert_rules, name, &AlertRule::name);
  return at == alert_rules.end() ? nullptr : &*at;
}

AlertSettings alert_settings(TenantTxn& txn, keys::KeyStore& keys) {
  const auto row = txn.one<queries::AlertSettingsRow>(queries::alert_settings);
  if (!row) return {};
  const auto to = keys.open(txn.tenant())->open(row->to, place(txn.tenant()));
  if (!to) throw std::runtime_error("the row of alert settings is damaged");
  return {split(row->off), split(*to)};
}

void set_alert_settings(TenantTxn& txn, keys::KeyStore& keys, const AlertSettings& settings) {
  for (const auto& name : settings.off) {
    if (!alert_rule(name)) throw base::invalid_field("body.off", "There is no rule \"" + name + "\".");
  }
  if (settings.to.size() > max_addresses) throw base::invalid_field("body.to", "Name at most ten addresses.");
  for (const auto& address : settings.to) {
    if (!base::is_mail_address(address)) throw base::invalid_field("body.to", "Not an e-mail address: " + address);
  }
  txn.exec(queries::put_alert_settings, lines(settings.off),
           keys.open(txn.tenant())->seal(keys::Purpose::content, place(txn.tenant()), lines(settings.to)));
}

void add_alert(TenantTxn& txn, const Alert& alert) {
  txn.exec(queries::add_alert, alert.seq, alert.rule, alert.at, alert.count);
}

std::vector<Alert> alerts(TenantTxn& txn, std::optional<std::int64_t> before, int limit) {
  std::vector<Alert> out;
  const auto below = before.value_or(std::numeric_limits<std::int64_t>::max());
  for (auto& row : txn.all<queries::AlertRow>(queries::alerts, below, limit)) {
    out.push_back({row.seq, std::move(row.rule), row.at, row.count});
  }
  return out;
}

std::vector<Alert> AlertWatch::look_at(const FollowedEntry& entry, const std::vector<std::string>& off) {
  std::vector<Alert> out;
  for (const auto& rule : alert_rules) {
    if (!concerns(rule, entry) || std::ranges::find(off, rule.name) != off.end()) continue;
    auto& seen = seen_[rule.name];
    seen.times.push_back(entry.at);
    while (seen.times.front() + rule.within < entry.at) seen.times.pop_front();
    if (std::cmp_greater(seen.times.size(), 1000)) seen.times.pop_front();
    const bool quiet = seen.quiet_to && entry.at < *seen.quiet_to;
    if (quiet || std::cmp_less(seen.times.size(), rule.threshold)) continue;
    out.push_back({entry.seq, std::string(rule.name), entry.at, std::ssize(seen.times)});
    seen.quiet_to = entry.at + rule.within;
    seen.times.clear();
  }
  return out;
}

}  // namespace wardroom::audit
