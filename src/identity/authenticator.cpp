#include "identity/authenticator.h"

#include <stdexcept>

#include "base/problem.h"
#include "identity/queries.h"

namespace wardroom::identity {

access::Caller Authenticator::load(store::TenantTxn& txn, const access::Credentials& credentials) {
  const auto name = txn.one<std::string>(queries::caller, credentials.session, credentials.user, parts_.now());
  if (!name) throw base::Problem(401, "session_ended", "Your session has ended; sign in again.");
  const auto tier = access::tier_from(*name);
  if (!tier) throw std::runtime_error("an account has an unknown tier");
  return {credentials.tenant, credentials.user, credentials.session, *tier, access::permissions_of(*tier)};
}

}  // namespace wardroom::identity
