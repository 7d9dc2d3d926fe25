#include "identity/identity.h"

#include "identity/api_key_queries.h"
#include "identity/factor_queries.h"
#include "identity/queries.h"

namespace wardroom::identity {
namespace {

constexpr unsigned signing_threads = 4;  // they wait for the disk, or for the token that signs
constexpr std::size_t signing_queue = 8192;

}  // namespace

Identity::Identity(Parts parts)
    : parts_((parts.workspaces.ensure_platform(), std::move(parts))),
      directory_(parts_.keys),
      signing_keys_(parts_),
      authenticator_(parts_, signing_keys_),
      tickets_(parts_.options.ticket_ttl),
      accounts_(parts_, directory_),
      sessions_(parts_),
      invitations_(parts_),
      roles_(parts_, directory_),
      api_keys_(parts_),
      factors_(parts_),
      resets_(parts_),
      letters_(parts_),
      addresses_(parts_),
      registration_(parts_),
      sign_in_(parts_, accounts_, sessions_, factors_, signing_keys_),
      setup_(parts_, accounts_, sign_in_),
      pool_(parts_.options.hash_threads, parts_.options.hash_queue, WorkPool::Priority::low),
      signing_pool_(signing_threads, signing_queue) {}

bool Identity::setup_needed() const {
  return parts_.store.read_now(base::platform_tenant,
                               [](store::TenantTxn& platform) { return !workspace::Workspaces::any(platform); });
}

void Identity::sweep(base::TenantId tenant) const {
  parts_.store.write_now(tenant, [this](store::TenantTxn& txn) {
    const auto now = parts_.now();
    sessions_.sweep(txn, parts_.options.session_ttl);
    txn.exec(queries::forget_challenges, now);
    txn.exec(queries::forget_resets, now);
    txn.exec(queries::forget_revoked_tokens, now);
    txn.exec(queries::forget_api_keys, now - std::chrono::hours(24));
    txn.exec(queries::forget_failures, now - std::chrono::hours(24), now);
  });
}

void Identity::end_what_is_lost(store::TenantTxn& txn, const User& changed) const {
  if (!changed.active || factors_.demanded_of(txn, changed)) sessions_.revoke_all(txn, changed.id);
  if (!changed.active) api_keys_.revoke_all(txn, changed.id);
}

}  // namespace wardroom::identity
