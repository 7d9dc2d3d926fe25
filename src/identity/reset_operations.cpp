#include "base/log.h"
#include "identity/inputs.h"
#include "identity/new_password.h"
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

struct AskReset {
  Slug workspace;
  MailAddress address;
};
BOOST_DESCRIBE_STRUCT(AskReset, (), (workspace, address))

constexpr Operation<AskReset, Empty> ask{
    .name = "auth.reset.begin",
    .method = Method::post,
    .path = "/auth/reset/begin",
    .summary = "Send whoever forgot their password a link to set a new one; the answer is the same for every address",
    .policy = Policy<AskReset>::anyone("tells nothing; the letter goes to the address"),
    .rate = Rate::authentication,
    .audited = Audited::as("user.reset_requested"),
};

constexpr Operation<UseReset, Empty> use{
    .name = "auth.reset",
    .method = Method::post,
    .path = "/auth/reset",
    .summary =
        "Set a new password by a link of an administrator or a letter; all sessions end, the second factor stays",
    .policy = Policy<UseReset>::anyone("the link's token is the right"),
    .rate = Rate::authentication,
    .audited = Audited::as("user.password_reset"),
};

void reset_password(const Identity& identity, const UseReset& in, const access::Origin& origin) {
  const auto token = parse_tenant_token(TokenKind::reset, in.token.value);
  if (!token || !identity.parts().store.exists(token->tenant)) throw invalid_reset();
  set_new_password(
      identity, token->tenant, in.password.value, "user.password_reset", origin,
      [&](store::TenantTxn& txn) { return identity.resets().require_open(txn, token->hash); },
      [&](store::TenantTxn& txn, base::UserId user) { identity.resets().use_up(txn, user); });
}

// Nothing of what is found may be seen by who asks, in the answer or in the time it takes.
void send_reset(const Identity& identity, const AskReset& in, const access::Origin& origin) {
  const auto address = mail_address(in.address.value, "body.address");
  const auto& parts = identity.parts();
  const auto tenant = parts.workspaces.find_by_slug(in.workspace.value);
  if (!tenant) return;
  std::string workspace;
  std::string link;
  parts.store.write_now(*tenant, [&](store::TenantTxn& txn) {
    const auto id = Addresses::user_of(txn, address);
    const auto user = id ? identity.directory().find(txn, *id) : std::nullopt;
    if (!user || !user->active) return;
    workspace = parts.workspaces.current(txn).name;
    link = identity.resets().create_own(txn, user->id);
    parts.audit.append(txn, record_about("user.reset_requested", origin, user->id, "ok"));
  });
  if (link.empty()) return;
  identity.letters().send(*tenant, address, "A new password for " + workspace,
                          "Somebody, probably you, asked for a new password in \"" + workspace +
                              "\". To set one, open within an hour:\n\n" + link +
                              "\n\nIf it was not you, do nothing: your password stays as it is.\n");
}

}  // namespace

void declare_resets(operation::Registry& registry, Identity& identity) {
  registry.writes(create, [&identity](Call& call, const OneUser& in) {
    call.target = in.user.text();
    return identity.resets().create(call.txn, call.caller, identity.directory().get(call.txn, in.user));
  });
  registry.async(ask, [&identity](AsyncCall<Empty> call, AskReset in) {
    mail_address(in.address.value, "body.address");
    identity.letters().require_possible();
    const auto workspace = in.workspace.value;
    identity.signing_pool().submit(workspace, [&identity, in = std::move(in), origin = call.origin] {
      try {
        send_reset(identity, in, origin);
      } catch (const std::exception& fault) {
        base::log_warning("a letter was not written: {}", fault.what());
      }
    });
    call.reply({});
  });
  registry.async(use, [&identity](AsyncCall<Empty> call, UseReset in) {
    identity.pool().answer(std::move(call), [&identity, in = std::move(in)](const AsyncCall<Empty>& asked) {
      reset_password(identity, in, asked.origin);
      return operation::Answer{"{}", {}};
    });
  });
}

}  // namespace wardroom::identity
