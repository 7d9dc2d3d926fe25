// The providers of a workspace, inside the caller's transaction.
#pragma once
#include <vector>

#include "identity/parts.h"
#include "sso/provider.h"

namespace wardroom::sso {

base::Problem provider_not_found();  // 404

class Providers {
 public:
  explicit Providers(const identity::Parts& parts) : parts_(parts) {}

  std::string redirect_uri() const { return parts_.options.public_url + "/sso/callback"; }
  SsoProvider shown(const Provider& provider, base::TenantId tenant) const {
    return sso::shown(
        provider, redirect_uri(),
        parts_.options.public_url + "/api/v1/auth/sso/" + tenant.text() + "/" + provider.id.text() + "/logout");
  }

  std::vector<Provider> list(store::TenantTxn& txn) const;
  Provider get(store::TenantTxn& txn, base::SsoProviderId id) const;  // Problem 404 provider_not_found
  Provider create(store::TenantTxn& txn, SsoConfig config) const;     // Problem 422, 409 too_many_providers
  // Without a secret in `config` the one there was stays, as long as the issuer does.
  Provider update(store::TenantTxn& txn, base::SsoProviderId id, bool enabled, SsoConfig config) const;
  void remove(store::TenantTxn& txn, base::SsoProviderId id) const;  // Problem 404

 private:
  crypto::Sealed<std::string> sealed(store::TenantTxn& txn, const Provider& provider) const;

  const identity::Parts& parts_;
};

}  // namespace wardroom::sso
