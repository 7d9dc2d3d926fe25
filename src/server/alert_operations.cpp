#include <fmt/ranges.h>

#include "audit/alerts.h"
#include "server/audit_operations.h"

namespace wardroom::server {
namespace {

using access::Permission;
using operation::Audited;
using operation::Call;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct AlertRule {
  std::string name, meaning;
  bool on = true;
};
BOOST_DESCRIBE_STRUCT(AlertRule, (), (name, meaning, on))

struct AlertSettings {
  std::vector<AlertRule> rules;
  std::vector<std::string> to;
  bool mail = false;  // whether this server can send some
};
BOOST_DESCRIBE_STRUCT(AlertSettings, (), (rules, to, mail))

using RuleName = base::Text<1, 64>;
using Address = base::Text<1, 254>;

struct SetAlerts {
  std::vector<RuleName> off;
  std::vector<Address> to;
};
BOOST_DESCRIBE_STRUCT(SetAlerts, (), (off, to))

struct ListAlerts {
  std::optional<base::Bounded<1, (1LL << 53) - 1>> before;
  std::optional<base::Bounded<1, 200>> limit;
};
BOOST_DESCRIBE_STRUCT(ListAlerts, (), (before, limit))

struct Alert {
  std::int64_t seq = 0;
  std::string rule, meaning;
  base::Timestamp at;
  std::int64_t count = 1;
};
BOOST_DESCRIBE_STRUCT(Alert, (), (seq, rule, meaning, at, count))

struct AlertPage {
  std::vector<Alert> items;
  std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(AlertPage, (), (items, next))

constexpr Operation<Empty, AlertSettings> get{
    .name = "alert.settings.get",
    .method = Method::get,
    .path = "/alerts/settings",
    .summary = "The rules that raise alerts, which of them are on, and who is told by mail",
    .policy = Policy<Empty>::needs(Permission::view_audit),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<SetAlerts, AlertSettings> set{
    .name = "alert.settings.set",
    .method = Method::put,
    .path = "/alerts/settings",
    .summary = "Switch rules off, and name up to ten addresses that are told of alerts",
    .policy = Policy<SetAlerts>::needs(Permission::manage_privacy).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("alert.settings_changed"),
};

constexpr Operation<ListAlerts, AlertPage> list{
    .name = "alert.list",
    .method = Method::get,
    .path = "/alerts",
    .summary = "Alerts that were raised, newest first; seq is the audit entry that raised one",
    .policy = Policy<ListAlerts>::needs(Permission::view_audit),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

AlertSettings shown(const audit::AlertSettings& settings, bool mail) {
  AlertSettings out{.rules = {}, .to = settings.to, .mail = mail};
  for (const auto& rule : audit::alert_rules) {
    const bool off = std::ranges::find(settings.off, rule.name) != settings.off.end();
    out.rules.push_back({std::string(rule.name), std::string(rule.meaning), !off});
  }
  return out;
}

AlertSettings changed(keys::KeyStore& keys, bool mail, Call& call, const SetAlerts& in) {
  if (!in.to.empty() && !mail) {
    throw base::invalid_field("body.to", "This server sends no mail. Whoever runs it sets `mail.url` and `mail.from`.");
  }
  audit::AlertSettings settings;
  for (const auto& each : in.off) settings.off.push_back(each.value);
  for (const auto& each : in.to) settings.to.push_back(each.value);
  audit::set_alert_settings(call.txn, keys, settings);
  call.target = call.txn.tenant().text();
  call.detail = fmt::format("off: {}; told: {}", fmt::join(settings.off, ", "), fmt::join(settings.to, ", "));
  return shown(settings, mail);
}

AlertPage page_of(Call& call, const ListAlerts& in) {
  const auto limit = in.limit ? static_cast<int>(in.limit->value) : 50;
  const auto before = in.before ? std::optional<std::int64_t>(in.before->value) : std::nullopt;
  AlertPage page;
  for (auto& each : audit::alerts(call.txn, before, limit)) {
    const auto* const rule = audit::alert_rule(each.rule);
    page.items.push_back({each.seq, each.rule, rule ? std::string(rule->meaning) : std::string(), each.at, each.count});
  }
  if (std::cmp_equal(page.items.size(), limit)) page.next = std::to_string(page.items.back().seq);
  return page;
}

}  // namespace

void declare_alerts(operation::Registry& registry, keys::KeyStore& keys, bool mail) {
  registry.reads(
      get, [&keys, mail](Call& call, const Empty&) { return shown(audit::alert_settings(call.txn, keys), mail); });
  registry.writes(set, [&keys, mail](Call& call, const SetAlerts& in) { return changed(keys, mail, call, in); });
  registry.reads(list, [](Call& call, const ListAlerts& in) { return page_of(call, in); });
}

}  // namespace wardroom::server
