#include "sso/feeds.h"
#include "sso/inputs.h"
#include "sso/operations.h"

namespace wardroom::sso {
namespace {

using operation::AsyncCall;
using operation::Audited;
using operation::Call;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

// With its label, for people who may not see how it is set up.
struct LinkedIdentity {
  base::SsoProviderId provider;
  std::string label;
  std::optional<base::Timestamp> linked_at;  // none: could be
  std::optional<base::Timestamp> last_used_at;
};
BOOST_DESCRIBE_STRUCT(LinkedIdentity, (), (provider, label, linked_at, last_used_at))

struct LinkedIdentities {
  std::vector<LinkedIdentity> items;
};
BOOST_DESCRIBE_STRUCT(LinkedIdentities, (), (items))

constexpr Operation<Empty, LinkedIdentities> list{
    .name = "identity.list",
    .method = Method::get,
    .path = "/me/identities",
    .summary = "The workspace's identity providers, and which of them one's account is linked to",
    .policy = Policy<Empty>::self(),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

// Where the browser goes after signing out here; nothing: nowhere.
struct SsoSignOut {
  std::optional<std::string> url;
};
BOOST_DESCRIBE_STRUCT(SsoSignOut, (), (url))

constexpr Operation<Empty, SsoSignOut> sign_out{
    .name = "identity.sign_out",
    .method = Method::get,
    .path = "/me/sso-sign-out",
    .summary = "Where the provider that opened this session is signed out of, to be asked before signing out here",
    .policy = Policy<Empty>::self(),
    .rate = Rate::writing,
    .audited = Audited::no("reading"),
};

constexpr Operation<OneProvider, SsoBegun> begin{
    .name = "identity.link.begin",
    .method = Method::post,
    .path = "/me/identities/{provider}/begin",
    .summary = "Where to send the browser to link one's account to a provider",
    .policy = Policy<OneProvider>::self().fresh(),
    .rate = Rate::authentication,
    .audited = Audited::no("nothing is kept"),
};

constexpr Operation<Return, Empty> finish{
    .name = "identity.link",
    .method = Method::post,
    .path = "/me/identities",
    .summary = "Link one's account with what the provider answered",
    .policy = Policy<Return>::self().fresh(),
    .rate = Rate::authentication,
    .audited = Audited::as("identity.linked"),
};

constexpr Operation<OneProvider, Empty> unlink{
    .name = "identity.unlink",
    .method = Method::delete_,
    .path = "/me/identities/{provider}",
    .summary = "Let a provider open one's account no more",
    .policy = Policy<OneProvider>::self().fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("identity.unlinked"),
};

LinkedIdentities identities_of(Sso& sso, Call& call) {
  const auto linked = sso.sign_ons().identities(call.txn, call.caller.user);
  LinkedIdentities out;
  for (const auto& provider : sso.providers().list(call.txn)) {
    const auto at = std::ranges::find(linked, provider.id, &Identity::provider);
    const bool is = at != linked.end();
    if (!is && !provider.enabled) continue;
    out.items.push_back({provider.id, provider.config.label.value, is ? std::optional(at->created_at) : std::nullopt,
                         is ? at->last_used_at : std::nullopt});
  }
  return out;
}

}  // namespace

void declare_identities(operation::Registry& registry, Sso& sso) {
  registry.reads(list, [&sso](Call& call, const Empty&) { return identities_of(sso, call); });
  registry.async(sign_out, [&sso](AsyncCall<SsoSignOut> call, Empty) {
    sso.pool().answer(std::move(call), [&sso](const AsyncCall<SsoSignOut>& asked) {
      const auto url = sso.sign_ons().sign_out_url(*asked.caller);
      return operation::Answer{base::to_json_text(SsoSignOut{url.empty() ? std::nullopt : std::optional(url)}), {}};
    });
  });
  registry.async(begin, [&sso](AsyncCall<SsoBegun> call, OneProvider in) {
    sso.pool().answer(std::move(call), [&sso, in](const AsyncCall<SsoBegun>& asked) {
      const auto& caller = *asked.caller;
      return operation::Answer{
          base::to_json_text(sso.sign_ons().begin(caller.tenant, in.provider, caller.user, asked.origin)), {}};
    });
  });
  registry.async(finish, [&sso](AsyncCall<Empty> call, Return in) {
    sso.pool().answer(std::move(call), [&sso, in = std::move(in)](const AsyncCall<Empty>& asked) {
      sso.sign_ons().link(*asked.caller, in.returned(), asked.origin);
      return operation::Answer{"{}", {}};
    });
  });
  registry.writes(unlink, [&sso](Call& call, const OneProvider& in) {
    call.target = call.caller.user.text();
    sso.sign_ons().unlink(call.txn, call.caller.user, in.provider);
    feed_nothing(sso.fed(), call.txn, in.provider, call.caller.user,
                 told(sso.identity().parts().audit, call.txn, call.origin, "unlinking an identity provider"));
    return Empty{};
  });
}

}  // namespace wardroom::sso
