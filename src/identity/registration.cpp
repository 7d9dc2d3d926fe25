#include "identity/registration.h"

#include <algorithm>
#include <stdexcept>

#include "base/json.h"
#include "base/mail_address.h"
#include "identity/address_queries.h"
#include "identity/letters.h"

namespace wardroom::identity {
namespace {

constexpr std::size_t max_domains = 50;

keys::Place place(const base::TenantId& tenant) { return {tenant, "registration", "config_sealed", tenant.bytes()}; }

}  // namespace

base::Problem registration_closed() {
  return {403, "registration_closed", "Nobody can join this workspace by themselves. Ask an administrator of it."};
}

bool lets_in(const RegistrationConfig& config, std::string_view address) {
  if (config.domains.empty()) return true;
  const auto domain = base::domain_of(address);
  return std::ranges::any_of(config.domains, [&](const auto& each) { return each.value == domain; });
}

RegistrationConfig Registration::config(store::TenantTxn& txn) const {
  const auto sealed = txn.one<crypto::Sealed<std::string>>(queries::registration);
  RegistrationConfig out;
  if (!sealed) return out;
  const auto json = parts_.keys.open(txn.tenant())->open(*sealed, place(txn.tenant()));
  if (!json) throw std::runtime_error("the row of who may join is damaged");
  base::read_json(out, base::parse_json(*json), "config");
  return out;
}

void Registration::set(store::TenantTxn& txn, const RegistrationConfig& config, bool mail) const {
  if (config.tier > access::Tier::member) {
    throw base::invalid_field("body.tier", "Who comes by themselves becomes a viewer or member.");
  }
  if (config.domains.size() > max_domains) throw base::invalid_field("body.domains", "Name at most 50 domains.");
  for (const auto& domain : config.domains) check_domain(domain.value, "body.domains");
  if (!config.domains.empty() && !mail) {
    throw base::invalid_field("body.domains",
                              "Without mail nobody can show that an address is theirs: set `mail.url` on the server.");
  }
  txn.exec(
      queries::put_registration,
      parts_.keys.open(txn.tenant())->seal(keys::Purpose::content, place(txn.tenant()), base::to_json_text(config)),
      parts_.now());
}

void Registration::require_invitations(store::TenantTxn& txn) const {
  if (config(txn).mode == RegistrationMode::closed) throw registration_closed();
}

}  // namespace wardroom::identity
