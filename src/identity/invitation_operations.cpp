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

struct CreateInvitation {
  access::Tier tier{};
  base::Bounded<1, 1000> max_uses;
  base::Bounded<1, 24 * 90> expires_in_hours;
};
BOOST_DESCRIBE_STRUCT(CreateInvitation, (), (tier, max_uses, expires_in_hours))

struct CreatedInvitation {
  Invitation invitation;
  std::string token;
  std::string link;
};
BOOST_DESCRIBE_STRUCT(CreatedInvitation, (), (invitation, token, link))

struct ListInvitations {
  std::optional<base::InvitationId> after;
  std::optional<Limit> limit;
};
BOOST_DESCRIBE_STRUCT(ListInvitations, (), (after, limit))

struct OneInvitation {
  base::InvitationId invitation;
};
BOOST_DESCRIBE_STRUCT(OneInvitation, (), (invitation))

struct PreviewInput {
  Token token;
};
BOOST_DESCRIBE_STRUCT(PreviewInput, (), (token))

struct InvitationPreview {
  std::string workspace_name;
  access::Tier tier{};
  base::Timestamp expires_at;
};
BOOST_DESCRIBE_STRUCT(InvitationPreview, (), (workspace_name, tier, expires_at))

struct AcceptInvitation {
  Token token;
  Username username;
  Name display_name;
  Password password;
};
BOOST_DESCRIBE_STRUCT(AcceptInvitation, (), (token, username, display_name, password))

constexpr Operation<CreateInvitation, CreatedInvitation> create{
    .name = "invitation.create",
    .method = Method::post,
    .path = "/invitations",
    .summary = "Make an invitation link; its token is shown this once",
    .policy = Policy<CreateInvitation>::needs(Permission::manage_users),
    .rate = Rate::writing,
    .audited = Audited::as("invitation.created"),
};

constexpr Operation<ListInvitations, InvitationPage> list{
    .name = "invitation.list",
    .method = Method::get,
    .path = "/invitations",
    .summary = "All invitations, with how often they were used",
    .policy = Policy<ListInvitations>::needs(Permission::manage_users),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<OneInvitation, Empty> revoke{
    .name = "invitation.revoke",
    .method = Method::delete_,
    .path = "/invitations/{invitation}",
    .summary = "Withdraw an invitation",
    .policy = Policy<OneInvitation>::needs(Permission::manage_users),
    .rate = Rate::writing,
    .audited = Audited::as("invitation.revoked"),
};

constexpr Operation<PreviewInput, InvitationPreview> preview{
    .name = "invitation.preview",
    .method = Method::post,
    .path = "/invitations/preview",
    .summary = "What an invitation is to",
    .policy = Policy<PreviewInput>::anyone("the invitation's token is the right"),
    .rate = Rate::authentication,
    .audited = Audited::no("reading"),
};

constexpr Operation<AcceptInvitation, Tokens> accept{
    .name = "invitation.accept",
    .method = Method::post,
    .path = "/invitations/accept",
    .summary = "Join a workspace by an invitation",
    .policy = Policy<AcceptInvitation>::anyone("the invitation's token is the right"),
    .rate = Rate::authentication,
    .audited = Audited::as("invitation.accepted"),
};

TenantToken parsed(const Identity& identity, const Token& token) {
  const auto found = parse_tenant_token(TokenKind::invitation, token.value);
  if (found && identity.parts().store.exists(found->tenant)) return *found;
  throw base::Problem(404, "invitation_invalid",
                      "This invitation is unknown, used up, withdrawn or has expired; ask for a new one.");
}

operation::Answer accepted(const Identity& identity, const AcceptInvitation& in, const access::Origin& origin) {
  const auto token = parsed(identity, in.token);
  const auto& parts = identity.parts();
  parts.store.read_now(token.tenant,
                       [&](store::TenantTxn& txn) { identity.invitations().require_open(txn, token.hash); });
  check_username(in.username.value);
  identity.accounts().check_new_password(in.password.value, in.username.value, "body.password");
  const auto phc = crypto::hash_password(in.password.value, parts.options.password_cost);
  auto signed_in = parts.store.write_now(token.tenant, [&](store::TenantTxn& txn) {
    const auto invitation = identity.invitations().require_open(txn, token.hash);
    identity.invitations().count_use(txn, invitation);
    const auto user =
        identity.accounts().create(txn, {in.username.value, in.display_name.value, invitation.tier, phc}, false);
    auto entry = record_of("invitation.accepted", origin, user.id, {});
    entry.session.clear();
    entry.target = invitation.id.text();
    parts.audit.append(txn, entry);
    return identity.sign_in().open(txn, user, parts.workspaces.current(txn), origin);
  });
  return identity.sign_in().finish(std::move(signed_in), origin);
}

void run_preview(const Identity& identity, AsyncCall<InvitationPreview> given, const PreviewInput& in) {
  const auto token = parsed(identity, in.token);
  auto call = std::make_shared<AsyncCall<InvitationPreview>>(std::move(given));
  auto out = std::make_shared<InvitationPreview>();
  identity.parts().store.read(
      token.tenant,
      [&identity, out, hash = token.hash](store::TenantTxn& txn) {
        const auto invitation = identity.invitations().require_open(txn, hash);
        *out = {identity.parts().workspaces.current(txn).name, invitation.tier, invitation.expires_at};
      },
      [call, out](std::exception_ptr error) {
        if (error) return call->fail(std::move(error));
        call->reply(*out);
      });
}

}  // namespace

void declare_invitations(operation::Registry& registry, Identity& identity) {
  registry.writes(create, [&identity](Call& call, const CreateInvitation& in) {
    if (in.tier >= access::Tier::admin) access::require_fresh(call.caller);
    auto made = identity.invitations().create(call.txn, call.caller, in.tier, in.max_uses.value,
                                              std::chrono::hours(in.expires_in_hours.value));
    call.target = made.invitation.id.text();
    auto link = identity.parts().options.public_url + "/invite#token=" + made.token;
    return CreatedInvitation{made.invitation, std::move(made.token), std::move(link)};
  });
  registry.reads(list, [&identity](Call& call, const ListInvitations& in) {
    return identity.invitations().list(call.txn, in.after, in.limit ? static_cast<int>(in.limit->value) : page_size);
  });
  registry.writes(revoke, [&identity](Call& call, const OneInvitation& in) {
    call.target = in.invitation.text();
    call.changed = !identity.invitations().get(call.txn, in.invitation).revoked;
    identity.invitations().revoke(call.txn, in.invitation);
    return Empty{};
  });
  registry.async(preview, [&identity](AsyncCall<InvitationPreview> call, const PreviewInput& in) {
    run_preview(identity, std::move(call), in);
  });
  registry.async(accept, [&identity](AsyncCall<Tokens> call, AcceptInvitation in) {
    identity.pool().answer(std::move(call), [&identity, in = std::move(in)](const AsyncCall<Tokens>& asked) {
      return accepted(identity, in, asked.origin);
    });
  });
}

}  // namespace wardroom::identity
