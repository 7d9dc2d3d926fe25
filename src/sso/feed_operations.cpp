#include "groups/gate.h"
#include "groups/types.h"
#include "sso/feeds.h"
#include "sso/operations.h"

namespace wardroom::sso {
namespace {

using operation::Audited;
using operation::Call;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct FeedBySso {
  base::GroupId group;
  base::SsoProviderId provider;
  Claim value;  // of the provider's group_claim
};
BOOST_DESCRIBE_STRUCT(FeedBySso, (), (group, provider, value))

constexpr Operation<FeedBySso, groups::Feed> connect{
    .name = "group.feed_sso",
    .method = Method::post,
    .path = "/groups/{group}/sso-feeds",
    .summary = "Put whom an identity provider says to be in a group into one here, when they sign in",
    .policy = Policy<FeedBySso>::group(groups::group_power<FeedBySso, groups::Power::manage_members>,
                                       "with the power manage_members in the group",
                                       access::Permission::manage_authentication),
    .rate = Rate::writing,
    .audited = Audited::as("group.feed_connected"),
};

}  // namespace

void declare_feeds(operation::Registry& registry, Sso& sso) {
  registry.writes(connect, [&sso](Call& call, const FeedBySso& in) {
    const auto provider = sso.providers().get(call.txn, in.provider);
    if (!provider.config.group_claim) {
      throw base::Problem(409, "no_group_claim", "Say first which claim of this provider holds groups (group_claim).");
    }
    auto made = groups::connect(sso.fed(), call.txn, call.caller.user, in.group, feed_about(provider, in.value.value));
    call.target = in.group.text() + " " + made.id.text();
    call.detail = "oidc " + provider.id.text();
    return made;
  });
}

}  // namespace wardroom::sso
