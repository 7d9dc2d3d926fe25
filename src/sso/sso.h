// Single sign-on of workspaces by OpenID Connect or GitHub, composed: providers, sign-ins, links of accounts, and
// sessions that a provider ends. Made once by server/. Work that waits for a provider runs on threads of its own, so
// that one that is slow or away holds up nobody else. Stop it before identity.
#pragma once
#include "groups/parts.h"
#include "identity/identity.h"
#include "sso/providers.h"
#include "sso/sign_ons.h"

namespace wardroom::sso {

class Sso {
 public:
  Sso(identity::Identity& identity, const groups::Parts& fed, Reach reach, SignOns::Provisioned provisioned);

  const Providers& providers() const { return providers_; }
  const SignOns& sign_ons() const { return sign_ons_; }
  const groups::Parts& fed() const { return fed_; }
  identity::Identity& identity() { return identity_; }
  identity::WorkPool& pool() { return pool_; }
  void stop() { pool_.stop(); }

 private:
  identity::Identity& identity_;
  const groups::Parts& fed_;
  Providers providers_;
  SignOns sign_ons_;
  identity::WorkPool pool_;  // last: its threads use the others
};

}  // namespace wardroom::sso
