// A new password for somebody who showed by other means than the old one that they may set it: a link, a recovery key.
#pragma once
#include "identity/identity.h"
#include "identity/lockout.h"
#include "identity/records.h"

namespace wardroom::identity {

// allowed(txn) answers whose password it is, or throws; it is asked before the password is hashed, and again, with
// use_up(txn, user), in the transaction that sets it. All sessions end, and the account is no longer locked. Hashes:
// for the pool. Waits for the store.
template <class Allowed, class UseUp>
void set_new_password(const Identity& identity, base::TenantId tenant, const std::string& password,
                      const audit::Event& event, const access::Origin& origin, Allowed allowed, UseUp use_up) {
  const auto& parts = identity.parts();
  const User user = parts.store.read_now(tenant, allowed);
  identity.accounts().check_new_password(password, user.username, "body.password");
  const auto phc = crypto::hash_password(password, parts.options.password_cost);
  parts.store.write_now(tenant, [&](store::TenantTxn& txn) {
    allowed(txn);  // it may have been used while the password was hashed
    use_up(txn, user.id);
    identity.accounts().set_password(txn, user.id, phc, parts.now());
    identity.sessions().revoke_all(txn, user.id);
    Lockout(parts).clear(txn, Lockout::account(user.username));
    auto entry = record_of(event, origin, user.id, {});
    entry.session.clear();
    entry.target = user.id.text();
    parts.audit.append(txn, entry);
  });
}

}  // namespace wardroom::identity
