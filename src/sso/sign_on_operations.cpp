#include "sso/inputs.h"
#include "sso/operations.h"

namespace wardroom::sso {
namespace {

using operation::AsyncCall;
using operation::Audited;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

using Slug = base::Text<1, 64>;

struct OfWorkspace {
  Slug workspace;
};
BOOST_DESCRIBE_STRUCT(OfWorkspace, (), (workspace))

struct SsoChoice {
  base::SsoProviderId id;
  std::string label;
};
BOOST_DESCRIBE_STRUCT(SsoChoice, (), (id, label))

struct SsoChoices {
  std::vector<SsoChoice> items;
};
BOOST_DESCRIBE_STRUCT(SsoChoices, (), (items))

struct BeginSignOn {
  Slug workspace;
  base::SsoProviderId provider;
};
BOOST_DESCRIBE_STRUCT(BeginSignOn, (), (workspace, provider))

struct LogOut {
  base::TenantId workspace;
  base::SsoProviderId provider;
  base::SecretText<1, 8192> logout_token;
};
BOOST_DESCRIBE_STRUCT(LogOut, (), (workspace, provider, logout_token))

constexpr Operation<OfWorkspace, SsoChoices> choices{
    .name = "auth.sso.list",
    .method = Method::get,
    .path = "/auth/sso",
    .summary = "By which providers a workspace's people may sign in",
    .policy = Policy<OfWorkspace>::anyone("the buttons of the sign-in page"),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<BeginSignOn, SsoBegun> begin{
    .name = "auth.sso.begin",
    .method = Method::post,
    .path = "/auth/sso/begin",
    .summary = "Where to send the browser to sign in by a provider, and what to keep meanwhile",
    .policy = Policy<BeginSignOn>::anyone("tells nothing that is not public"),
    .rate = Rate::authentication,
    .audited = Audited::no("nothing is kept"),
};

constexpr Operation<Return, identity::Tokens> finish{
    .name = "auth.sso.finish",
    .method = Method::post,
    .path = "/auth/sso/finish",
    .summary = "Finish signing in with what the provider answered",
    .policy = Policy<Return>::anyone("the provider's code is the right"),
    .rate = Rate::authentication,
    .audited = Audited::as("auth.login"),
};

constexpr Operation<LogOut, Empty> log_out{
    .name = "auth.sso.logout",
    .method = Method::post,
    .path = "/auth/sso/{workspace}/{provider}/logout",
    .summary = "For providers: end the sessions that a logout token names (OpenID Connect Back-Channel Logout 1.0)",
    .policy = Policy<LogOut>::anyone("the provider's signature is the right"),
    .rate = Rate::authentication,
    .audited = Audited::as("session.ended_by_provider"),
    .form_body = true,
};

SsoChoices choices_of(Sso& sso, const std::string& slug) {
  const auto& parts = sso.identity().parts();
  const auto tenant = parts.workspaces.find_by_slug(slug);
  if (!tenant) return {};
  return parts.store.read_now(*tenant, [&](store::TenantTxn& txn) {
    SsoChoices out;
    for (const auto& each : sso.providers().list(txn)) {
      if (each.enabled) out.items.push_back({each.id, each.config.label.value});
    }
    return out;
  });
}

SsoBegun begun(Sso& sso, const BeginSignOn& in, const access::Origin& origin) {
  const auto tenant = sso.identity().parts().workspaces.find_by_slug(in.workspace.value);
  if (!tenant) throw provider_not_found();
  return sso.sign_ons().begin(*tenant, in.provider, std::nullopt, origin);
}

}  // namespace

void declare_signing_on(operation::Registry& registry, Sso& sso) {
  // On the pool of those who wait for the store only: the others may all wait for a provider.
  registry.async(choices, [&sso](AsyncCall<SsoChoices> call, OfWorkspace in) {
    auto& pool = sso.identity().signing_pool();
    const auto workspace = in.workspace.value;
    pool.answer_for(workspace, std::move(call), [&sso, workspace](const AsyncCall<SsoChoices>&) {
      return operation::Answer{base::to_json_text(choices_of(sso, workspace)), {}};
    });
  });
  registry.async(begin, [&sso](AsyncCall<SsoBegun> call, BeginSignOn in) {
    const auto workspace = in.workspace.value;
    sso.pool().answer_for(workspace, std::move(call), [&sso, in = std::move(in)](const AsyncCall<SsoBegun>& asked) {
      return operation::Answer{base::to_json_text(begun(sso, in, asked.origin)), {}};
    });
  });
  registry.async(finish, [&sso](AsyncCall<identity::Tokens> call, Return in) {
    sso.pool().answer(std::move(call), [&sso, in = std::move(in)](const AsyncCall<identity::Tokens>& asked) {
      return sso.sign_ons().sign_in(in.returned(), asked.origin);
    });
  });
  registry.async(log_out, [&sso](AsyncCall<Empty> call, LogOut in) {
    const auto workspace = in.workspace.text();
    sso.pool().answer_for(workspace, std::move(call), [&sso, in = std::move(in)](const AsyncCall<Empty>& asked) {
      sso.sign_ons().log_out(in.workspace, in.provider, in.logout_token.value, asked.origin);
      return operation::Answer{"{}", {}};
    });
  });
}

}  // namespace wardroom::sso
