// Signing in by a provider, linking an account to it, and ending what it opened. begin() and finish() wait for the
// provider and for the store: run them on the pool.
#pragma once
#include <functional>

#include "groups/parts.h"
#include "identity/identity.h"
#include "sso/failure.h"
#include "sso/github.h"
#include "sso/oidc.h"
#include "sso/providers.h"

namespace wardroom::sso {

struct SsoBegun {
  std::string url;    // to send the browser to
  std::string login;  // to keep in this tab, and to bring along with what the provider answers
};
BOOST_DESCRIBE_STRUCT(SsoBegun, (), (url, login))

// What comes back to the redirect URI, with the login that was kept.
struct Returned {
  std::string login, code, state, issuer;
};

struct Identity {
  base::SsoProviderId provider;
  base::Timestamp created_at;
  std::optional<base::Timestamp> last_used_at;
};
BOOST_DESCRIBE_STRUCT(Identity, (), (provider, created_at, last_used_at))

class SignOns {
 public:
  // Whom a provisioning system knows by this name or id.
  using Provisioned = std::function<std::optional<base::UserId>(store::TenantTxn&, const std::string&)>;

  SignOns(identity::Identity& identity, const groups::Parts& fed, const Providers& providers, Reach reach,
          Provisioned provisioned)
      : identity_(identity),
        fed_(fed),
        parts_(identity.parts()),
        providers_(providers),
        oidc_(reach),
        github_(reach),
        provisioned_(std::move(provisioned)) {}

  // user: who links their account; none: a sign-in. Problem 404, 409 provider_disabled, 503 provider_unreachable.
  SsoBegun begin(base::TenantId tenant, base::SsoProviderId provider, std::optional<base::UserId> user,
                 const access::Origin& origin) const;
  // Problem 401 sso_failed, 403 no_account, account_inactive, 503 provider_unreachable; 401 factor_required.
  operation::Answer sign_in(const Returned& returned, const access::Origin& origin) const;
  // Problem 401 sso_failed, 409 identity_exists, identity_taken.
  void link(const access::Caller& caller, const Returned& returned, const access::Origin& origin) const;

  std::vector<Identity> identities(store::TenantTxn& txn, base::UserId user) const;
  // Problem 404 identity_not_found, 409 last_way_in where nothing else would let the person in.
  void unlink(store::TenantTxn& txn, base::UserId user, base::SsoProviderId provider) const;
  // Where this session's provider is signed out of, if it wants that and can; empty otherwise. Waits.
  std::string sign_out_url(const access::Caller& caller) const;
  void end_sessions(store::TenantTxn& txn, base::SsoProviderId provider) const;  // all that it opened
  // Back-channel logout: ends what the token names. Problem 400.
  void log_out(base::TenantId tenant, base::SsoProviderId provider, const std::string& token,
               const access::Origin& origin) const;
  // A second factor was given to a challenge: if a provider led to it, the session is the provider's to end.
  static void adopt(store::TenantTxn& txn, const crypto::Digest& challenge, base::SessionId session);

 private:
  struct Verified {
    base::TenantId tenant;
    Provider provider;
    Attempt attempt;
    boost::json::object claims;
  };
  Verified verified(const Returned& returned, const access::Origin& origin) const;
  Provider usable(store::TenantTxn& txn, base::SsoProviderId id) const;
  Provider usable_now(base::TenantId tenant, base::SsoProviderId id) const;
  void use(store::TenantTxn& txn, const Verified& given) const;
  Attempt opened(base::TenantId tenant, const Returned& returned) const;
  Protocol& protocol_of(const SsoConfig& config) const;
  std::optional<identity::User> provisioned(store::TenantTxn& txn, const Verified& given,
                                            const access::Origin& origin) const;
  identity::User person(store::TenantTxn& txn, const Verified& given, const access::Origin& origin) const;
  identity::User made(store::TenantTxn& txn, const Verified& given, const access::Origin& origin) const;
  void note(base::TenantId tenant, const std::exception& why, const access::Origin& origin) const;  // in the audit log
  [[noreturn]] void fail(base::TenantId tenant, const Failure& why, const access::Origin& origin) const;

  identity::Identity& identity_;
  const groups::Parts& fed_;
  const identity::Parts& parts_;
  const Providers& providers_;
  mutable Oidc oidc_;  // both remember what providers publish
  mutable Github github_;
  Provisioned provisioned_;
};

}  // namespace wardroom::sso
