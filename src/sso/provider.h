// An identity provider as a workspace configures it. It is kept sealed, for it holds the client's secret, and is shown
// without that.
#pragma once
#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "access/permission.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"

namespace wardroom::sso {

using ShortText = base::Text<1, 512>;
using Claim = base::Text<1, 200>;

enum class ProviderKind { oidc, github };
BOOST_DESCRIBE_ENUM(ProviderKind, oidc, github)

// What an administrator says. Told and replaced, except for the secret: that is never told.
struct SsoConfig {
  base::Text<1, 80> label;  // on the button
  ShortText issuer;         // as the discovery document says it, to the letter; of GitHub: https://github.com
  ShortText client_id;
  std::optional<base::SecretText<1, 2048>> client_secret;  // none: a public client
  std::optional<std::vector<Claim>> scopes;                // besides openid; default profile and email
  std::optional<base::Text<1, 65536>> ca;                  // PEM; default: the system's authorities
  std::optional<std::vector<Claim>> domains;               // verified e-mail addresses of these only
  bool create_accounts = false;                            // for people who have none here
  access::Tier tier = access::Tier::member;                // of accounts that are made
  std::optional<Claim> tier_claim;                         // "groups": a value in `tiers` overrules `tier`
  std::optional<std::map<std::string, access::Tier>> tiers;
  std::optional<ProviderKind> kind;        // default oidc
  std::optional<Claim> provisioned_claim;  // is externalId or userName of whom SCIM provisioned: that account is theirs
  std::optional<Claim> group_claim;        // "groups": its values put people into groups that are fed by them
  std::optional<bool> sign_out_there;      // signing out here leads to the provider's own sign-out; default no
};
BOOST_DESCRIBE_STRUCT(SsoConfig, (),
                      (label, issuer, client_id, client_secret, scopes, ca, domains, create_accounts, tier, tier_claim,
                       tiers, kind, provisioned_claim, group_claim, sign_out_there))

struct Provider {
  base::SsoProviderId id;
  bool enabled = true;
  SsoConfig config;
  base::Timestamp created_at;
};

// As it is shown to administrators.
struct SsoProvider {
  base::SsoProviderId id;
  bool enabled = true;
  std::string label, issuer, client_id;
  bool secret_set = false;
  std::vector<std::string> scopes;
  std::optional<std::string> ca;
  std::vector<std::string> domains;
  bool create_accounts = false;
  access::Tier tier = access::Tier::member;
  std::optional<std::string> tier_claim;
  std::map<std::string, access::Tier> tiers;
  ProviderKind kind = ProviderKind::oidc;
  std::optional<std::string> provisioned_claim;
  std::optional<std::string> group_claim;
  bool sign_out_there = false;
  std::string redirect_uri, logout_uri;  // to register there
  base::Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(SsoProvider, (),
                      (id, enabled, label, issuer, client_id, secret_set, scopes, ca, domains, create_accounts, tier,
                       tier_claim, tiers, kind, provisioned_claim, group_claim, sign_out_there, redirect_uri,
                       logout_uri, created_at))

SsoProvider shown(const Provider& provider, std::string redirect_uri, std::string logout_uri);
inline ProviderKind kind_of(const SsoConfig& config) { return config.kind.value_or(ProviderKind::oidc); }
std::vector<std::string> scopes_of(const SsoConfig& config);

// Problem 422: a tier above `admin`, an issuer that is no https address, bad names of domains.
void check(const SsoConfig& config);

}  // namespace wardroom::sso
