#include "identity/inputs.h"
#include "identity/operations.h"
#include "identity/records.h"
#include "identity/token_text.h"

namespace wardroom::identity {
namespace {

using access::Permission;
using operation::AsyncCall;
using operation::Audited;
using operation::Call;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct UseReset {
  Token token;
  Password password;
};
BOOST_DESCRIBE_STRUCT(UseReset, (), (token, password))

constexpr Operation<OneUser, CreatedReset> create{
    .name = "user.password.reset",
    .method = Method::post,
    .path = "/users/{user}/password-reset",
    .summary = "A link by which a person sets a new password, once, within 24 hours",
    .policy = Policy<OneUser>::needs(Permission::manage_users).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("user.reset_created"),
};

constexpr Operation<UseReset, Empty> use{
    .name = "auth.reset",
    .method = Method::post,
    .path = "/auth/reset",
    .summary = "Set a new password by a link of an administrator; all sessions end, the second factor stays",
    .policy = Policy<UseReset>::anyone("the link's token is the right"),
    .rate = Rate::authentication,
    .audited = Audited::as("user.password_reset"),
};

void reset_password(const Identity& identity, const UseReset& in, const access::Origin& origin) {
  const auto token = parse_tenant_token(TokenKind::reset, in.token.value);
  const auto& parts = identity.parts();
  if (!token || !parts.store.exists(token->tenant)) throw invalid_reset();
  const auto user = parts.store.read_now(
      token->tenant, [&](store::TenantTxn& txn) { return identity.resets().require_open(txn, token->hash); });
  identity.accounts().check_new_password(in.password.value, user.username, "body.password");
  const auto phc = crypto::hash_password(in.password.value, parts.options.password_cost);
  parts.store.write_now(token->tenant, [&](store::TenantTxn& txn) {
    identity.resets().require_open(txn, token->hash);  // it may have been used while the password was hashed
    identity.resets().use_up(txn, user.id);
    identity.accounts().set_password(txn, user.id, phc, parts.now());
    identity.sessions().revoke_all(txn, user.id);
    Lockout(parts).clear(txn, Lockout::account(user.username));
    auto entry = record_of("user.password_reset", origin, user.id, {});
    entry.session.clear();
    entry.target = user.id.text();
    parts.audit.append(txn, entry);
  });
}

}  // namespace

void declare_resets(operation::Registry& registry, Identity& identity) {
  registry.writes(create, [&identity](Call& call, const OneUser& in) {
    call.target = in.user.text();
    return identity.resets().create(call.txn, call.caller, identity.directory().get(call.txn, in.user));
  });
  registry.async(use, [&identity](AsyncCall<Empty> call, UseReset in) {
    identity.pool().answer(std::move(call), [&identity, in = std::move(in)](const AsyncCall<Empty>& asked) {
      reset_password(identity, in, asked.origin);
      return operation::Answer{"{}", {}};
    });
  });
}

}  // namespace wardroom::identity
