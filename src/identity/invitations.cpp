#include "identity/invitations.h"

#include <stdexcept>

#include "access/grant.h"
#include "base/json.h"
#include "base/mail_address.h"
#include "identity/accounts.h"
#include "identity/letters.h"
#include "identity/queries.h"
#include "identity/rows.h"
#include "identity/token_text.h"

namespace wardroom::identity {
namespace {

keys::Place bound_place(const base::TenantId& tenant, const base::InvitationId& id) {
  return {tenant, "invitations", "bound_sealed", id.bytes()};
}

base::Problem invalid_invitation() {
  return {404, "invitation_invalid",
          "This invitation is unknown, used up, withdrawn or has expired; ask for a new one."};
}

}  // namespace

Invitation Invitations::opened(store::TenantTxn& txn, const InvitationRow& row) const {
  const auto tier = access::tier_from(row.tier);
  if (!tier) throw std::runtime_error("an invitation's row is damaged");
  Invitation out{row.id,         *tier,          row.max_uses,   row.uses,
                 row.expires_at, row.created_at, row.created_by, row.revoked_at.has_value()};
  if (!row.bound) return out;
  const auto json = parts_.keys.open(txn.tenant())->open(*row.bound, bound_place(txn.tenant(), row.id));
  if (!json) throw std::runtime_error("an invitation's row is damaged");
  InvitationBound bound;
  base::read_json(bound, base::parse_json(*json), "bound");
  out.address = std::move(bound.address);
  out.domain = std::move(bound.domain);
  return out;
}

NewInvitation Invitations::create(store::TenantTxn& txn, const access::Caller& caller,
                                  const InvitationTerms& terms) const {
  access::require_grant(caller, terms.tier);
  const auto now = parts_.now();
  auto token = new_tenant_token(TokenKind::invitation, txn.tenant());
  const Invitation made{
      base::InvitationId::make(), terms.tier,        terms.max_uses, 0, now + terms.lifetime, now, caller.user, false,
      terms.bound.address,        terms.bound.domain};
  std::optional<SealedText> bound;
  if (made.address || made.domain) {
    bound = parts_.keys.open(txn.tenant())
                ->seal(keys::Purpose::content, bound_place(txn.tenant(), made.id), base::to_json_text(terms.bound));
  }
  txn.exec(queries::insert_invitation, made.id, token_hash(token), std::string(access::name(made.tier)), made.max_uses,
           made.expires_at, caller.user, now, bound);
  return {made, std::move(token)};
}

InvitationPage Invitations::list(store::TenantTxn& txn, std::optional<base::InvitationId> after, int limit) const {
  auto rows = txn.all<InvitationRow>(queries::invitations_after, after.value_or(base::InvitationId{}), limit + 1);
  InvitationPage page;
  if (std::cmp_greater(rows.size(), limit)) {
    rows.pop_back();
    page.next = rows.back().id.text();
  }
  for (const auto& row : rows) page.items.push_back(opened(txn, row));
  return page;
}

Invitation Invitations::get(store::TenantTxn& txn, base::InvitationId id) const {
  const auto row = txn.one<InvitationRow>(queries::invitation_by_id, id);
  if (!row) throw base::Problem(404, "invitation_not_found", "There is no invitation of this id.");
  return opened(txn, *row);
}

void Invitations::revoke(store::TenantTxn& txn, base::InvitationId id) const {
  txn.exec(queries::revoke_invitation, id, parts_.now());
}

Invitation Invitations::require_open(store::TenantTxn& txn, const crypto::Digest& hash) const {
  const auto row = txn.one<InvitationRow>(queries::invitation_by_hash, hash);
  if (!row) throw invalid_invitation();
  auto invitation = opened(txn, *row);
  const bool over =
      invitation.revoked || invitation.uses >= invitation.max_uses || invitation.expires_at <= parts_.now();
  if (over || !may_still_grant(txn, invitation.created_by, access::permissions_of(invitation.tier)))
    throw invalid_invitation();
  return invitation;
}

void Invitations::require_bound(const Invitation& invitation, const std::optional<std::string>& given) {
  if (!invitation.address && !invitation.domain) return;
  if (!given) {
    throw base::Problem(403, "address_needed",
                        "This invitation asks for your e-mail address: a letter shows it yours.");
  }
  const bool fits = (!invitation.address || *invitation.address == *given) &&
                    (!invitation.domain || *invitation.domain == base::domain_of(*given));
  if (!fits) throw base::Problem(403, "address_not_invited", "This invitation is for another e-mail address.");
}

void Invitations::count_use(store::TenantTxn& txn, const Invitation& invitation) const {
  if (txn.exec(queries::use_invitation, invitation.id, parts_.now()) == 0) throw invalid_invitation();
}

}  // namespace wardroom::identity
