#include "identity/authenticator.h"

#include <stdexcept>

#include "base/problem.h"
#include "identity/queries.h"
#include "identity/rows.h"

namespace wardroom::identity {

access::Caller Authenticator::load(store::TenantTxn& txn, const access::Credentials& credentials) {
  const auto now = parts_.now();
  const auto row = txn.one<CallerRow>(queries::caller, credentials.session, credentials.user, now);
  if (!row) throw base::Problem(401, "session_ended", "Your session has ended; sign in again.");
  const auto tier = access::tier_from(row->tier);
  if (!tier) throw std::runtime_error("an account has an unknown tier");
  const auto demanded = row->required_from ? access::tier_from(*row->required_from) : std::nullopt;
  return {.tenant = credentials.tenant,
          .user = credentials.user,
          .session = credentials.session,
          .tier = *tier,
          .permissions = access::permissions_of(*tier),
          .fresh = now < std::max(row->created_at, row->proven_at.value_or(row->created_at)) + parts_.options.proof_ttl,
          .must_enrol = demanded && *tier >= *demanded && !row->factor_since};
}

}  // namespace wardroom::identity
