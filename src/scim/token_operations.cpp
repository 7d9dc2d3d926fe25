#include "access/grant.h"
#include "identity/inputs.h"
#include "scim/operations.h"
#include "scim/settings.h"

namespace wardroom::scim {
namespace {

using access::Permission;
using operation::Audited;
using operation::Call;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct ScimTokens {
  std::vector<ScimToken> items;
};
BOOST_DESCRIBE_STRUCT(ScimTokens, (), (items))

struct CreateScimToken {
  identity::Name name;
  std::optional<base::Bounded<1, 1095>> expires_in_days;  // none: good until it is withdrawn
};
BOOST_DESCRIBE_STRUCT(CreateScimToken, (), (name, expires_in_days))

struct OneScimToken {
  base::ScimTokenId scim_token;
};
BOOST_DESCRIBE_STRUCT(OneScimToken, (), (scim_token))

struct ScimSettings {
  access::Tier tier = access::Tier::member;
  bool admins = false;
  std::string base_url;  // what a provisioning system is pointed at
};
BOOST_DESCRIBE_STRUCT(ScimSettings, (), (tier, admins, base_url))

constexpr Operation<Empty, ScimTokens> list{
    .name = "scim.token.list",
    .method = Method::get,
    .path = "/scim/tokens",
    .summary = "The tokens of provisioning systems that are good",
    .policy = Policy<Empty>::needs(Permission::manage_authentication),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<CreateScimToken, CreatedScimToken> create{
    .name = "scim.token.create",
    .method = Method::post,
    .path = "/scim/tokens",
    .summary = "Let a provisioning system look after people; its token is told here and never again",
    .policy = Policy<CreateScimToken>::needs(Permission::manage_authentication).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("scim.token_created"),
};

constexpr Operation<OneScimToken, Empty> revoke{
    .name = "scim.token.revoke",
    .method = Method::delete_,
    .path = "/scim/tokens/{scim_token}",
    .summary = "Withdraw a provisioning system's token; the people it made stay",
    .policy = Policy<OneScimToken>::needs(Permission::manage_authentication).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("scim.token_revoked"),
};

constexpr Operation<Empty, ScimSettings> get{
    .name = "scim.settings.get",
    .method = Method::get,
    .path = "/scim/settings",
    .summary = "Where provisioning systems are served, and what people become by them",
    .policy = Policy<Empty>::needs(Permission::manage_authentication),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<Settings, ScimSettings> set{
    .name = "scim.settings.set",
    .method = Method::put,
    .path = "/scim/settings",
    .summary = "Say what people become by provisioning systems",
    .policy = Policy<Settings>::needs(Permission::manage_authentication).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("scim.settings_changed"),
};

std::optional<std::chrono::days> days_of(const CreateScimToken& in) {
  if (!in.expires_in_days) return std::nullopt;
  return std::chrono::days(in.expires_in_days->value);
}

ScimSettings shown(const Scim& scim, const Settings& settings) {
  return {settings.tier, settings.admins, scim.base_url()};
}

}  // namespace

void declare(operation::Registry& registry, Scim& scim) {
  declare_feeds(registry, scim);
  registry.reads(list, [&scim](Call& call, const Empty&) { return ScimTokens{scim.tokens().list(call.txn)}; });
  registry.writes(create, [&scim](Call& call, const CreateScimToken& in) {
    // Whoever holds the token may make and end accounts: as much as its maker must be allowed to.
    access::require_grant(call.caller, access::Tier::member);
    auto made = scim.tokens().create(call.txn, call.caller.user, in.name.value, days_of(in));
    call.target = made.scim_token.id.text();
    return made;
  });
  registry.writes(revoke, [&scim](Call& call, const OneScimToken& in) {
    call.target = in.scim_token.text();
    scim.tokens().revoke(call.txn, in.scim_token);
    return Empty{};
  });
  registry.reads(get, [&scim](Call& call, const Empty&) { return shown(scim, settings(call.txn)); });
  registry.writes(set, [&scim](Call& call, const Settings& in) {
    // Nobody lets a provider make accounts of more than they hold themselves.
    if (in.admins) access::require_grant(call.caller, access::Tier::admin);
    put_settings(call.txn, in);
    call.target = call.txn.tenant().text();
    call.detail = "tier " + std::string(access::name(in.tier)) + (in.admins ? ", role admin allowed" : "");
    return shown(scim, in);
  });
}

}  // namespace wardroom::scim
