#include "identity/authenticator.h"

#include "access/holding.h"
#include "base/problem.h"
#include "identity/factors.h"
#include "identity/queries.h"
#include "identity/rows.h"
#include "identity/token_text.h"

namespace wardroom::identity {

access::Credentials Authenticator::verify(std::string_view bearer) {
  if (!is_api_key(bearer)) return keys_.verify(bearer);
  const auto key = parse_tenant_token(TokenKind::api_key, bearer);
  if (!key || !parts_.store.exists(key->tenant)) throw invalid_api_key();
  return {.tenant = key->tenant, .user = {}, .session = {}, .api_key = key->hash};
}

access::Caller Authenticator::load(store::TenantTxn& txn, const access::Credentials& credentials) {
  if (credentials.api_key) return api_keys_.load(txn, credentials);
  const auto now = parts_.now();
  const auto row = txn.one<CallerRow>(queries::caller, credentials.session, credentials.user, now);
  if (!row) throw base::Problem(401, "session_ended", "Your session has ended; sign in again.");
  if (row->has_revoked_tokens && credentials.jti && txn.one<std::int64_t>(queries::is_revoked, *credentials.jti)) {
    throw base::Problem(401, "token_revoked", "This access token was revoked; take a new one with the refresh token.");
  }
  const auto holding = access::holding_of(row->tier, row->granted);
  return {.tenant = credentials.tenant,
          .user = credentials.user,
          .session = credentials.session,
          .tier = holding.tier,
          .permissions = holding.permissions,
          .fresh = now < std::max(row->created_at, row->proven_at.value_or(row->created_at)) + parts_.options.proof_ttl,
          .must_enrol = is_demanded(row->required_from, holding.standing()) && !row->factor_since,
          .jti = credentials.jti};
}

}  // namespace wardroom::identity
