#include "identity/password_resets.h"

#include "access/grant.h"
#include "base/problem.h"
#include "identity/accounts.h"
#include "identity/directory.h"
#include "identity/queries.h"
#include "identity/rows.h"
#include "identity/token_text.h"

namespace wardroom::identity {
namespace {

constexpr std::chrono::hours lifetime{24};
constexpr std::chrono::hours own_lifetime{1};

}  // namespace

base::Problem invalid_reset() {
  return {404, "reset_invalid",
          "This link is unknown, used, replaced by a newer one or has expired; ask for a new one."};
}

CreatedReset PasswordResets::create(store::TenantTxn& txn, const access::Caller& caller, const User& user) const {
  access::require_grant(caller, Directory(parts_.keys).held_by(txn, user.id));
  if (!user.active) {
    throw base::Problem(409, "account_inactive",
                        "This account is deactivated; reactivate it before a password is set.");
  }
  const auto token = new_tenant_token(TokenKind::reset, txn.tenant());
  const auto ends = parts_.now() + lifetime;
  txn.exec(queries::put_reset, user.id, token_hash(token), caller.user, ends);
  return {parts_.options.public_url + "/reset#token=" + token, ends};
}

std::string PasswordResets::create_own(store::TenantTxn& txn, base::UserId user) const {
  const auto token = new_tenant_token(TokenKind::reset, txn.tenant());
  txn.exec(queries::put_reset, user, token_hash(token), user, parts_.now() + own_lifetime);
  return parts_.options.public_url + "/reset#token=" + token;
}

User PasswordResets::require_open(store::TenantTxn& txn, const crypto::Digest& hash) const {
  const auto row = txn.one<ResetRow>(queries::reset, hash, parts_.now());
  if (!row) throw invalid_reset();
  auto user = Directory(parts_.keys).get(txn, row->user);
  const bool own = row->created_by == user.id;
  const auto held = Directory(parts_.keys).held_by(txn, user.id);
  if (!user.active || (!own && !may_still_grant(txn, row->created_by, held))) throw invalid_reset();
  return user;
}

void PasswordResets::use_up(store::TenantTxn& txn, base::UserId user) const { txn.exec(queries::drop_reset, user); }

}  // namespace wardroom::identity
