#include "access/grant.h"
#include "identity/inputs.h"
#include "identity/operations.h"

namespace wardroom::identity {
namespace {

using access::Permission;
using operation::Audited;
using operation::Call;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct CreateApiKey {
  Name name;
  std::optional<base::Bounded<1, 365>> expires_in_days;  // default 90
  std::optional<bool> read_only;
  std::optional<std::vector<Permission>> scopes;  // none: all that the person may
};
BOOST_DESCRIBE_STRUCT(CreateApiKey, (), (name, expires_in_days, read_only, scopes))

struct OneApiKey {
  base::ApiKeyId api_key;
};
BOOST_DESCRIBE_STRUCT(OneApiKey, (), (api_key))

struct OneApiKeyOf {
  base::UserId user;
  base::ApiKeyId api_key;
};
BOOST_DESCRIBE_STRUCT(OneApiKeyOf, (), (user, api_key))

constexpr long long default_days = 90;

constexpr Operation<CreateApiKey, CreatedApiKey> create{
    .name = "api_key.create",
    .method = Method::post,
    .path = "/me/api-keys",
    .summary = "Make an API key for a program; its token is told here and never again",
    .policy = Policy<CreateApiKey>::self().fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("api_key.created"),
};

constexpr Operation<Empty, ApiKeyList> list{
    .name = "api_key.list",
    .method = Method::get,
    .path = "/me/api-keys",
    .summary = "One's own API keys that are good",
    .policy = Policy<Empty>::self(),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<OneApiKey, Empty> revoke{
    .name = "api_key.revoke",
    .method = Method::delete_,
    .path = "/me/api-keys/{api_key}",
    .summary = "Withdraw one of one's own API keys; its sockets are cut",
    .policy = Policy<OneApiKey>::self(),
    .rate = Rate::writing,
    .audited = Audited::as("api_key.revoked"),
};

constexpr Operation<OneUser, ApiKeyList> list_of{
    .name = "user.api_keys.list",
    .method = Method::get,
    .path = "/users/{user}/api-keys",
    .summary = "A person's API keys that are good",
    .policy = Policy<OneUser>::needs(Permission::manage_users),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<OneApiKeyOf, Empty> revoke_of{
    .name = "user.api_key.revoke",
    .method = Method::delete_,
    .path = "/users/{user}/api-keys/{api_key}",
    .summary = "Withdraw one of a person's API keys; its sockets are cut",
    .policy = Policy<OneApiKeyOf>::needs(Permission::manage_users),
    .rate = Rate::writing,
    .audited = Audited::as("api_key.revoked"),
};

Empty revoked(const Identity& identity, Call& call, base::UserId user, base::ApiKeyId key) {
  call.target = key.text();
  if (!identity.api_keys().revoke(call.txn, user, key)) {
    throw base::Problem(404, "api_key_not_found", "There is no API key of this id that is good.");
  }
  return {};
}

}  // namespace

void declare_api_keys(operation::Registry& registry, Identity& identity) {
  registry.writes(create, [&identity](Call& call, const CreateApiKey& in) {
    auto made =
        identity.api_keys().create(call.txn, call.caller,
                                   {in.name.value, in.scopes, in.read_only.value_or(false),
                                    std::chrono::days(in.expires_in_days ? in.expires_in_days->value : default_days)});
    call.target = made.api_key.id.text();
    return made;
  });
  registry.reads(
      list, [&identity](Call& call, const Empty&) { return identity.api_keys().list(call.txn, call.caller.user); });
  registry.writes(revoke, [&identity](Call& call, const OneApiKey& in) {
    return revoked(identity, call, call.caller.user, in.api_key);
  });
  registry.reads(list_of, [&identity](Call& call, const OneUser& in) {
    return identity.api_keys().list(call.txn, identity.directory().get(call.txn, in.user).id);
  });
  registry.writes(revoke_of, [&identity](Call& call, const OneApiKeyOf& in) {
    const auto user = identity.directory().get(call.txn, in.user);
    access::require_grant(call.caller, identity.directory().held_by(call.txn, user.id));
    return revoked(identity, call, in.user, in.api_key);
  });
}

}  // namespace wardroom::identity
