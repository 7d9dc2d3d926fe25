#include "identity/invitations.h"

#include <stdexcept>

#include "access/grant.h"
#include "identity/accounts.h"
#include "identity/queries.h"
#include "identity/rows.h"
#include "identity/token_text.h"

namespace wardroom::identity {
namespace {

Invitation opened(const InvitationRow& row) {
  const auto tier = access::tier_from(row.tier);
  if (!tier) throw std::runtime_error("an invitation's row is damaged");
  return {row.id,         *tier,          row.max_uses,   row.uses,
          row.expires_at, row.created_at, row.created_by, row.revoked_at.has_value()};
}

base::Problem invalid_invitation() {
  return {404, "invitation_invalid",
          "This invitation is unknown, used up, withdrawn or has expired; ask for a new one."};
}

}  // namespace

NewInvitation Invitations::create(store::TenantTxn& txn, const access::Caller& caller, access::Tier tier,
                                  std::int64_t max_uses, std::chrono::hours lifetime) const {
  access::require_grant(caller, tier, tier);
  const auto now = parts_.now();
  auto token = new_tenant_token(TokenKind::invitation, txn.tenant());
  const Invitation made{base::InvitationId::make(), tier, max_uses, 0, now + lifetime, now, caller.user, false};
  txn.exec(queries::insert_invitation, made.id, token_hash(token), std::string(access::name(tier)), max_uses,
           made.expires_at, caller.user, now);
  return {made, std::move(token)};
}

InvitationPage Invitations::list(store::TenantTxn& txn, std::optional<base::InvitationId> after, int limit) const {
  auto rows = txn.all<InvitationRow>(queries::invitations_after, after.value_or(base::InvitationId{}), limit + 1);
  InvitationPage page;
  if (std::cmp_greater(rows.size(), limit)) {
    rows.pop_back();
    page.next = rows.back().id.text();
  }
  for (const auto& row : rows) page.items.push_back(opened(row));
  return page;
}

Invitation Invitations::get(store::TenantTxn& txn, base::InvitationId id) const {
  const auto row = txn.one<InvitationRow>(queries::invitation_by_id, id);
  if (!row) throw base::Problem(404, "invitation_not_found", "There is no invitation of this id.");
  return opened(*row);
}

void Invitations::revoke(store::TenantTxn& txn, base::InvitationId id) const {
  txn.exec(queries::revoke_invitation, id, parts_.now());
}

Invitation Invitations::require_open(store::TenantTxn& txn, const crypto::Digest& hash) const {
  const auto row = txn.one<InvitationRow>(queries::invitation_by_hash, hash);
  if (!row) throw invalid_invitation();
  auto invitation = opened(*row);
  const bool over =
      invitation.revoked || invitation.uses >= invitation.max_uses || invitation.expires_at <= parts_.now();
  if (over || !may_still_grant(txn, invitation.created_by, invitation.tier)) throw invalid_invitation();
  return invitation;
}

void Invitations::count_use(store::TenantTxn& txn, const Invitation& invitation) const {
  if (txn.exec(queries::use_invitation, invitation.id, parts_.now()) == 0) throw invalid_invitation();
}

}  // namespace wardroom::identity
