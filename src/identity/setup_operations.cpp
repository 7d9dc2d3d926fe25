#include "identity/inputs.h"
#include "identity/operations.h"

namespace wardroom::identity {
namespace {

using operation::AsyncCall;
using operation::Audited;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct SetupStatus {
  bool needed = false;
};
BOOST_DESCRIBE_STRUCT(SetupStatus, (), (needed))

struct CompleteSetup {
  Token token;
  Name workspace_name;
  base::Text<1, 64> workspace_slug;
  Username username;
  Name display_name;
  Password password;
};
BOOST_DESCRIBE_STRUCT(CompleteSetup, (), (token, workspace_name, workspace_slug, username, display_name, password))

constexpr Operation<Empty, SetupStatus> status{
    .name = "setup.status",
    .method = Method::get,
    .path = "/setup",
    .summary = "Whether this server still waits for its first workspace",
    .policy = Policy<Empty>::anyone("told before there is anybody"),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<CompleteSetup, Tokens> complete{
    .name = "setup.complete",
    .method = Method::post,
    .path = "/setup",
    .summary = "Make a workspace and its first owner with a set-up link's token",
    .policy = Policy<CompleteSetup>::anyone("the one-time token of the set-up link is the right"),
    .rate = Rate::authentication,
    .audited = Audited::as("setup.completed"),
};

}  // namespace

void declare_setup(operation::Registry& registry, Identity& identity) {
  registry.async(status, [&identity](AsyncCall<SetupStatus> call, const Empty&) {
    auto shared = std::make_shared<AsyncCall<SetupStatus>>(std::move(call));
    auto needed = std::make_shared<bool>(true);
    identity.parts().store.read(
        base::platform_tenant,
        [needed](store::TenantTxn& platform) { *needed = !workspace::Workspaces::any(platform); },
        [shared, needed](std::exception_ptr error) {
          if (error) return shared->fail(std::move(error));
          shared->reply({*needed});
        });
  });
  registry.async(complete, [&identity](AsyncCall<Tokens> call, CompleteSetup in) {
    identity.pool().answer(std::move(call), [&identity, in = std::move(in)](const AsyncCall<Tokens>& asked) {
      return identity.setup().complete({in.token.value, in.workspace_name.value, in.workspace_slug.value,
                                        in.username.value, in.display_name.value, in.password.value},
                                       asked.origin);
    });
  });
}

}  // namespace wardroom::identity
