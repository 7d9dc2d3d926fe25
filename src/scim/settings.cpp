#include "scim/settings.h"

#include <stdexcept>

#include "base/problem.h"
#include "scim/token_queries.h"

namespace wardroom::scim {

Settings settings(store::TenantTxn& txn) {
  const auto row = txn.one<queries::SettingsRow>(queries::settings);
  if (!row) return {};
  const auto tier = access::tier_from(row->tier);
  if (!tier) throw std::runtime_error("the settings of provisioning have an unknown tier");
  return {*tier, row->admins};
}

void put_settings(store::TenantTxn& txn, const Settings& settings) {
  if (settings.tier > access::Tier::member) {
    throw base::invalid_field("body.tier", "People without a role become viewer or member.");
  }
  txn.exec(queries::put_settings, std::string(access::name(settings.tier)), settings.admins);
}

}  // namespace wardroom::scim
