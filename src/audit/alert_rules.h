// What an administrator wants to be told of at once: each rule says which events of the audit log raise an alert, how
// many within which time. One line each; the console takes names and meanings from here.
#pragma once
#include <array>
#include <chrono>
#include <span>
#include <string_view>

#include "audit/catalogue.h"

namespace wardroom::audit {

struct AlertRule {
  std::string_view name;
  std::string_view meaning;
  std::span<const Event> events;
  int threshold = 1;                // so many
  std::chrono::minutes within{10};  // in this time; and no second alert for as long
  std::string_view outcome = {};    // only of this outcome; empty: whatever it is
  bool by_others = false;           // only what somebody did to another person
};

namespace rules {

inline constexpr Event rights[] = {"scim.settings_changed",  "factor.policy_changed", "sso.provider_created",
                                   "sso.provider_changed",   "sso.provider_deleted",  "registration.changed",
                                   "scim.token_created",     "role.updated",          "group.feed_connected",
                                   "workspace.operators_set"};
inline constexpr Event accounts[] = {"user.updated", "factor.reset", "user.reset_created", "role.granted",
                                     "group.manager_appointed"};
inline constexpr Event exported[] = {"audit.exported", "workspace.exported"};
inline constexpr Event lock_outs[] = {"auth.locked_out"};
inline constexpr Event guessing[] = {"auth.login_failed", "auth.factor_refused", "auth.step_up_refused",
                                     "auth.recovery_refused"};
inline constexpr Event stolen[] = {"token.reuse_detected"};
inline constexpr Event keys[] = {"keys.rotated", "keys.retired",  "keys.provider_changed", "keys.provider_refused",
                                 "keys.dark",    "keys.restored", "keys.recovery_created", "keys.recovery_restored"};
inline constexpr Event denied[] = {"access.denied", "scim.refused"};
inline constexpr Event log_itself[] = {"audit.retention_changed", "audit.pruned", "audit.witness_refused",
                                       "alert.settings_changed"};
inline constexpr Event not_backed_up[] = {"backup.failed", "backup.deleted"};
inline constexpr Event restored[] = {"backup.restored"};
inline constexpr Event verified[] = {"audit.verified"};

}  // namespace rules

inline constexpr auto alert_rules = std::to_array<AlertRule>({
    {"rights_changed", "How people get in, or what they become, was changed", rules::rights},
    {"account_changed",
     "Somebody's tier, roles, powers in a group, state, password or second factor were changed by somebody else",
     rules::accounts,
     1,
     std::chrono::minutes(10),
     {},
     true},
    {"log_exported", "The audit log, or the whole workspace, was exported", rules::exported},
    {"locked_out", "An account or an address was locked for too many failures", rules::lock_outs},
    {"guessing", "Twenty passwords or factors were wrong within ten minutes", rules::guessing, 20},
    {"token_stolen", "A refresh token was used twice: one of two users of it is a thief", rules::stolen},
    {"keys_changed", "Keys were rotated, destroyed, moved, withdrawn or restored", rules::keys},
    {"many_denied", "Fifty requests were refused for want of a permission within ten minutes", rules::denied, 50},
    {"log_shortened",
     "How long the log is kept or which alerts are raised was changed, entries were removed, or a witness refused",
     rules::log_itself},
    {"backup_failed", "A backup of the server was not made, or one was removed (told to its operators)",
     rules::not_backed_up},
    {"restored", "Everything was put back to what a backup held", rules::restored},
    {"log_broken", "The audit log was verified, and does not hold together", rules::verified, 1,
     std::chrono::minutes(10), "failed"},
});

static_assert(std::ranges::all_of(alert_rules,
                                  [](const AlertRule& rule) {
                                    return std::ranges::all_of(rule.events, [](const Event& event) {
                                      return event.goes_into(LogKind::security);
                                    });
                                  }),
              "alerts are raised by the security log, which is always written");

}  // namespace wardroom::audit
