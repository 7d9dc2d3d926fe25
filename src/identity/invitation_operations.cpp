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
  std::optional<MailAddress> address;        // for this person: it is sent to them, and good for nobody else
  std::optional<base::Text<1, 253>> domain;  // for people who show an address of it
};
BOOST_DESCRIBE_STRUCT(CreateInvitation, (), (tier, max_uses, expires_in_hours, address, domain))

// Of one that was sent to its person neither token nor link is told: having it shows that the address is theirs.
struct CreatedInvitation {
  Invitation invitation;
  std::optional<std::string> token;
  std::optional<std::string> link;
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
  std::optional<std::string> address, domain;  // whom it is for
};
BOOST_DESCRIBE_STRUCT(InvitationPreview, (), (workspace_name, tier, expires_at, address, domain))

struct ProveAddress {
  Token token;
  MailAddress address;
};
BOOST_DESCRIBE_STRUCT(ProveAddress, (), (token, address))

struct AcceptInvitation {
  Token token;
  Username username;
  Name display_name;
  Password password;
  std::optional<LetterText> proof;  // of a letter, where the invitation is for addresses of a domain
};
BOOST_DESCRIBE_STRUCT(AcceptInvitation, (), (token, username, display_name, password, proof))

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

constexpr Operation<ProveAddress, Empty> prove{
    .name = "invitation.prove",
    .method = Method::post,
    .path = "/invitations/prove",
    .summary = "Send a letter that shows an address to be one's own, for an invitation that asks for one of a domain",
    .policy = Policy<ProveAddress>::anyone("the invitation's token is the right"),
    .rate = Rate::authentication,
    .audited = Audited::no("nothing is kept"),
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

// The address that is shown to be theirs: by the link itself, which went nowhere else, or by a second letter.
std::optional<std::string> proven_address(const Identity& identity, base::TenantId tenant, const Invitation& invitation,
                                          const AcceptInvitation& in) {
  if (invitation.address) return invitation.address;
  if (!in.proof) return std::nullopt;
  auto read = identity.letters().read(in.proof->value, LetterPurpose::invitation);
  if (read.tenant != tenant || read.token.about != invitation.id.text()) return std::nullopt;
  return read.token.address;
}

Invitation require_usable(const Identity& identity, store::TenantTxn& txn, const crypto::Digest& hash) {
  identity.registration().require_invitations(txn);
  return identity.invitations().require_open(txn, hash);
}

operation::Answer accepted(const Identity& identity, const AcceptInvitation& in, const access::Origin& origin) {
  const auto token = parsed(identity, in.token);
  const auto& parts = identity.parts();
  const auto shown = parts.store.read_now(
      token.tenant, [&](store::TenantTxn& txn) { return require_usable(identity, txn, token.hash); });
  const auto address = proven_address(identity, token.tenant, shown, in);
  Invitations::require_bound(shown, address);
  check_username(in.username.value);
  identity.accounts().check_new_password(in.password.value, in.username.value, "body.password");
  const auto phc = crypto::hash_password(in.password.value, parts.options.password_cost);
  auto signed_in = parts.store.write_now(token.tenant, [&](store::TenantTxn& txn) {
    const auto invitation = require_usable(identity, txn, token.hash);
    identity.invitations().count_use(txn, invitation);
    const auto user =
        identity.accounts().create(txn, {in.username.value, in.display_name.value, invitation.tier, phc}, false);
    if (address) identity.addresses().put(txn, user.id, *address);
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
        const auto invitation = require_usable(identity, txn, hash);
        *out = {identity.parts().workspaces.current(txn).name, invitation.tier, invitation.expires_at,
                invitation.address, invitation.domain};
      },
      [call, out](std::exception_ptr error) {
        if (error) return call->fail(std::move(error));
        call->reply(*out);
      });
}

// Sent after the commit: a letter whose invitation was rolled back leads nowhere.
void send_invitation(const Identity& identity, Call& call, const NewInvitation& made, const std::string& link) {
  const auto workspace = identity.parts().workspaces.current(call.txn).name;
  const auto inviter = identity.directory().get(call.txn, call.caller.user).display_name;
  auto text = inviter + " invites you to \"" + workspace + "\". To join, open before " +
              base::to_rfc3339(made.invitation.expires_at).substr(0, 10) + ":\n\n" + link +
              "\n\nThe link is yours: whoever has it can join in your place.\n";
  call.txn.on_commit([&identity, tenant = call.txn.tenant(), to = *made.invitation.address,
                      subject = "Invitation to " + workspace,
                      text = std::move(text)] { identity.letters().send(tenant, to, subject, text); });
}

InvitationBound bound_of(const Identity& identity, const CreateInvitation& in) {
  InvitationBound out;
  if (in.address && in.domain) throw base::invalid_field("body.domain", "Name an address or a domain, not both.");
  if (in.address || in.domain) identity.letters().require_possible();
  if (in.address) {
    out.address = mail_address(in.address->value, "body.address");
    if (in.max_uses.value != 1) throw base::invalid_field("body.max_uses", "One person's invitation is used once.");
  }
  if (in.domain) check_domain(in.domain->value, "body.domain");
  if (in.domain) out.domain = in.domain->value;
  return out;
}

CreatedInvitation created(const Identity& identity, Call& call, const CreateInvitation& in) {
  identity.registration().require_invitations(call.txn);
  if (in.tier >= access::Tier::admin) access::require_fresh(call.caller);
  auto made = identity.invitations().create(
      call.txn, call.caller,
      {in.tier, in.max_uses.value, std::chrono::hours(in.expires_in_hours.value), bound_of(identity, in)});
  call.target = made.invitation.id.text();
  auto link = identity.parts().options.public_url + "/invite#token=" + made.token;
  if (!made.invitation.address) return {made.invitation, std::move(made.token), std::move(link)};
  send_invitation(identity, call, made, link);
  return {made.invitation, std::nullopt, std::nullopt};
}

void send_proof(const Identity& identity, const ProveAddress& in) {
  identity.letters().require_possible();
  const auto address = mail_address(in.address.value, "body.address");
  const auto token = parsed(identity, in.token);
  std::string workspace;
  const auto invitation = identity.parts().store.read_now(token.tenant, [&](store::TenantTxn& txn) {
    workspace = identity.parts().workspaces.current(txn).name;
    return require_usable(identity, txn, token.hash);
  });
  if (invitation.address) throw base::Problem(409, "nothing_to_prove", "This invitation's link is proof enough.");
  Invitations::require_bound(invitation, address);
  const auto proof =
      identity.letters().token(token.tenant, {LetterPurpose::invitation, address, invitation.id.text(), 0});
  const auto link = identity.parts().options.public_url + "/invite#token=" + in.token.value + "&proof=" + proof;
  identity.letters().send(token.tenant, address, "Join " + workspace,
                          "To join \"" + workspace + "\" with this address, open within 24 hours:\n\n" + link +
                              "\n\nIf you did not ask for it, do nothing.\n");
}

}  // namespace

void declare_invitations(operation::Registry& registry, Identity& identity) {
  registry.writes(create, [&identity](Call& call, const CreateInvitation& in) { return created(identity, call, in); });
  registry.async(prove, [&identity](AsyncCall<Empty> call, ProveAddress in) {
    identity.signing_pool().answer(std::move(call), [&identity, in = std::move(in)](const AsyncCall<Empty>&) {
      send_proof(identity, in);
      return operation::Answer{"{}", {}};
    });
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
