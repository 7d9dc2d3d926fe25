// Signing in by GitHub, which speaks OAuth 2.0 (RFC 6749, RFC 7636) and no OpenID Connect: who somebody is, is asked of
// its API with the access token, once. Of GitHub Enterprise Server the issuer is its own address.
//
//   sub                  the account's number, which stays when its name changes
//   preferred_username   its name                     name   as the person says it
//   email                the primary address, if GitHub has verified it
//   orgs                 names of the organisations, with the scope read:org: for tier_claim, group_claim
#pragma once
#include "sso/protocol.h"

namespace wardroom::sso {

class Github final : public Protocol {
 public:
  explicit Github(Reach reach) : reach_(reach) {}

  std::string authorization_url(const SsoConfig& config, const Attempt& attempt) override;
  boost::json::object exchange(const SsoConfig& config, const Attempt& attempt, const Authorized& given,
                               base::Timestamp now) override;

 private:
  Reach reach_;
};

}  // namespace wardroom::sso
