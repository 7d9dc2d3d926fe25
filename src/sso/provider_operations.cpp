#include "access/grant.h"
#include "sso/feeds.h"
#include "sso/inputs.h"
#include "sso/operations.h"

namespace wardroom::sso {
namespace {

using access::Permission;
using operation::Audited;
using operation::Call;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct SsoProviders {
  std::vector<SsoProvider> items;
};
BOOST_DESCRIBE_STRUCT(SsoProviders, (), (items))

struct CreateProvider {
  SsoConfig config;
};
BOOST_DESCRIBE_STRUCT(CreateProvider, (), (config))

struct UpdateProvider {
  base::SsoProviderId provider;
  bool enabled = true;
  SsoConfig config;
};
BOOST_DESCRIBE_STRUCT(UpdateProvider, (), (provider, enabled, config))

constexpr std::size_t with_certificates = std::size_t{128} * 1024;

constexpr Operation<Empty, SsoProviders> list{
    .name = "sso.provider.list",
    .method = Method::get,
    .path = "/sso/providers",
    .summary = "The workspace's identity providers, without their secrets",
    .policy = Policy<Empty>::needs(Permission::manage_authentication),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<CreateProvider, SsoProvider> create{
    .name = "sso.provider.create",
    .method = Method::post,
    .path = "/sso/providers",
    .summary = "Let people sign in by an OpenID Connect provider",
    .policy = Policy<CreateProvider>::needs(Permission::manage_authentication).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("sso.provider_created"),
    .body_limit = with_certificates,
};

constexpr Operation<UpdateProvider, SsoProvider> update{
    .name = "sso.provider.update",
    .method = Method::put,
    .path = "/sso/providers/{provider}",
    .summary = "Change an identity provider; without a secret the one there was stays, unless the issuer changes",
    .policy = Policy<UpdateProvider>::needs(Permission::manage_authentication).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("sso.provider_changed"),
    .body_limit = with_certificates,
};

constexpr Operation<OneProvider, Empty> remove{
    .name = "sso.provider.delete",
    .method = Method::delete_,
    .path = "/sso/providers/{provider}",
    .summary = "Remove an identity provider, its links to accounts, and the sessions it opened",
    .policy = Policy<OneProvider>::needs(Permission::manage_authentication).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("sso.provider_deleted"),
};

// Nobody lets a provider make accounts of more than they hold themselves.
void check_grant(const access::Caller& caller, const SsoConfig& config) {
  access::require_grant(caller, config.tier);
  if (!config.tiers) return;
  for (const auto& [value, tier] : *config.tiers) access::require_grant(caller, tier);
}

}  // namespace

void declare_providers(operation::Registry& registry, Sso& sso) {
  registry.reads(list, [&sso](Call& call, const Empty&) {
    SsoProviders out;
    for (const auto& each : sso.providers().list(call.txn)) {
      out.items.push_back(sso.providers().shown(each, call.txn.tenant()));
    }
    return out;
  });
  registry.writes(create, [&sso](Call& call, const CreateProvider& in) {
    check_grant(call.caller, in.config);
    const auto made = sso.providers().create(call.txn, in.config);
    call.target = made.id.text();
    call.detail = made.config.issuer.value;
    return sso.providers().shown(made, call.txn.tenant());
  });
  registry.writes(update, [&sso](Call& call, const UpdateProvider& in) {
    check_grant(call.caller, in.config);
    const auto changed = sso.providers().update(call.txn, in.provider, in.enabled, in.config);
    call.target = changed.id.text();
    call.detail = changed.config.issuer.value + (changed.enabled ? "" : ", switched off");
    return sso.providers().shown(changed, call.txn.tenant());
  });
  registry.writes(remove, [&sso](Call& call, const OneProvider& in) {
    call.target = in.provider.text();
    sso.sign_ons().end_sessions(call.txn, in.provider);
    sso.providers().remove(call.txn, in.provider);
    groups::drop_origin(sso.fed(), call.txn, in.provider.bytes(),
                        told(sso.identity().parts().audit, call.txn, call.origin, "an identity provider's removal"));
    return Empty{};
  });
}

void declare(operation::Registry& registry, Sso& sso) {
  declare_signing_on(registry, sso);
  declare_identities(registry, sso);
  declare_providers(registry, sso);
  declare_feeds(registry, sso);
}

}  // namespace wardroom::sso
