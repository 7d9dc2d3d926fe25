// Alerts on rules (audit/alert_rules.h): which a workspace wants, to which addresses they go, and those that were
// raised. Inside the caller's transaction.
#pragma once
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "audit/alert_rules.h"
#include "audit/followers.h"
#include "keys/key_store.h"

namespace wardroom::audit {

struct AlertSettings {
  std::vector<std::string> off;  // names of rules; all others are on
  std::vector<std::string> to;   // e-mail addresses
};
AlertSettings alert_settings(store::TenantTxn& txn, keys::KeyStore& keys);
// Problem 422 for a rule that there is not, an address that is none, or more than ten.
void set_alert_settings(store::TenantTxn& txn, keys::KeyStore& keys, const AlertSettings& settings);

struct Alert {
  std::int64_t seq = 0;  // of the entry that raised it
  std::string rule;
  base::Timestamp at;
  std::int64_t count = 1;  // entries, that one included
};
void add_alert(store::TenantTxn& txn, const Alert& alert);
// Newest first, those before `before`.
std::vector<Alert> alerts(store::TenantTxn& txn, std::optional<std::int64_t> before, int limit);

// Looks at entries in their order and says which alerts they raise. One for each log; one thread.
class AlertWatch {
 public:
  std::vector<Alert> look_at(const FollowedEntry& entry, const std::vector<std::string>& off);

 private:
  struct Seen {
    std::deque<base::Timestamp> times;        // within the rule's time
    std::optional<base::Timestamp> quiet_to;  // an alert was raised a short while ago
  };
  std::map<std::string_view, Seen> seen_;
};

const AlertRule* alert_rule(std::string_view name);

}  // namespace wardroom::audit
