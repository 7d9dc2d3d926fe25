#include "sso/providers.h"

#include <stdexcept>

#include "base/json.h"
#include "base/secret.h"
#include "sso/queries.h"

namespace wardroom::sso {
namespace {

constexpr std::size_t max_providers = 20;

keys::Place config_place(const base::TenantId& tenant, const base::SsoProviderId& id) {
  return {tenant, "sso_providers", "config_sealed", id.bytes()};
}

Provider opened(const keys::TenantKeys& keys, const queries::ProviderRow& row) {
  auto text = keys.open(row.config, config_place(keys.tenant(), row.id));
  if (!text) throw std::runtime_error("an identity provider's row is damaged");
  Provider out{row.id, row.enabled, {}, row.created_at};
  base::read_json(out.config, base::parse_json(*text), "config");
  base::wipe(*text);
  return out;
}

}  // namespace

base::Problem provider_not_found() { return {404, "provider_not_found", "There is no such identity provider."}; }

crypto::Sealed<std::string> Providers::sealed(store::TenantTxn& txn, const Provider& provider) const {
  auto text = base::to_json_text(provider.config);
  auto out =
      parts_.keys.open(txn.tenant())->seal(keys::Purpose::credential, config_place(txn.tenant(), provider.id), text);
  base::wipe(text);
  return out;
}

std::vector<Provider> Providers::list(store::TenantTxn& txn) const {
  const auto keys = parts_.keys.open(txn.tenant());
  std::vector<Provider> out;
  for (const auto& row : txn.all<queries::ProviderRow>(queries::providers)) out.push_back(opened(*keys, row));
  return out;
}

Provider Providers::get(store::TenantTxn& txn, base::SsoProviderId id) const {
  const auto row = txn.one<queries::ProviderRow>(queries::provider, id);
  if (!row) throw provider_not_found();
  return opened(*parts_.keys.open(txn.tenant()), *row);
}

Provider Providers::create(store::TenantTxn& txn, SsoConfig config) const {
  check(config);
  if (list(txn).size() >= max_providers) {
    throw base::Problem(409, "too_many_providers", "A workspace has at most 20 identity providers.");
  }
  Provider made{base::SsoProviderId::make(), true, std::move(config), parts_.now()};
  txn.exec(queries::insert_provider, made.id, made.enabled, sealed(txn, made), made.created_at);
  return made;
}

Provider Providers::update(store::TenantTxn& txn, base::SsoProviderId id, bool enabled, SsoConfig config) const {
  check(config);
  auto before = get(txn, id);
  // A secret that somebody else entered must not be sent to wherever the next one says.
  const bool same_issuer = config.issuer == before.config.issuer;
  if (!config.client_secret && same_issuer) config.client_secret = std::move(before.config.client_secret);
  Provider changed{id, enabled, std::move(config), before.created_at};
  txn.exec(queries::update_provider, id, enabled, sealed(txn, changed), parts_.now());
  return changed;
}

void Providers::remove(store::TenantTxn& txn, base::SsoProviderId id) const {
  if (txn.exec(queries::drop_provider, id) == 0) throw provider_not_found();
}

}  // namespace wardroom::sso
