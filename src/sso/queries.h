// The SQL of single sign-on.
#pragma once
#include "crypto/sealed.h"
#include "store/statement.h"
#include "store/txn.h"

namespace wardroom::sso::queries {

struct ProviderRow {
  base::SsoProviderId id;
  bool enabled;
  crypto::Sealed<std::string> config;
  base::Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(ProviderRow, (), (id, enabled, config, created_at))

inline constexpr store::Statement<
    "SELECT id, enabled, config_sealed, created_at FROM sso_providers WHERE tenant_id = $1 ORDER BY id">
    providers;
inline constexpr store::Statement<
    "SELECT id, enabled, config_sealed, created_at FROM sso_providers WHERE tenant_id = $1 AND id = $2">
    provider;
inline constexpr store::Statement<
    "INSERT INTO sso_providers (tenant_id, id, enabled, config_sealed, created_at, updated_at)"
    " VALUES ($1, $2, $3, $4, $5, $5)">
    insert_provider;
inline constexpr store::Statement<
    "UPDATE sso_providers SET enabled = $3, config_sealed = $4, updated_at = $5 WHERE tenant_id = $1 AND id = $2">
    update_provider;
inline constexpr store::Statement<"DELETE FROM sso_providers WHERE tenant_id = $1 AND id = $2"> drop_provider;

struct IdentityRow {
  base::SsoProviderId provider;
  base::Timestamp created_at;
  std::optional<base::Timestamp> last_used_at;
};
BOOST_DESCRIBE_STRUCT(IdentityRow, (), (provider, created_at, last_used_at))

inline constexpr store::Statement<
    "SELECT user_id FROM sso_identities WHERE tenant_id = $1 AND provider_id = $2 AND subject_hash = $3">
    user_of;
inline constexpr store::Statement<
    "INSERT INTO sso_identities (tenant_id, provider_id, subject_hash, user_id, created_at)"
    " VALUES ($1, $2, $3, $4, $5)">
    insert_identity;
inline constexpr store::Statement<
    "UPDATE sso_identities SET last_used_at = $4 WHERE tenant_id = $1 AND provider_id = $2 AND subject_hash = $3">
    used_identity;
inline constexpr store::Statement<
    "SELECT provider_id, created_at, last_used_at FROM sso_identities WHERE tenant_id = $1 AND user_id = $2"
    " ORDER BY provider_id">
    identities_of;
inline constexpr store::Statement<
    "DELETE FROM sso_identities WHERE tenant_id = $1 AND user_id = $2 AND provider_id = $3">
    drop_identity;

inline constexpr store::Statement<
    "INSERT INTO sso_sessions (tenant_id, session_id, provider_id, sid_hash, user_id) VALUES ($1, $2, $3, $4, $5)">
    insert_session;
struct SessionRow {
  base::SessionId session;
  base::UserId user;
};
BOOST_DESCRIBE_STRUCT(SessionRow, (), (session, user))
inline constexpr store::Statement<
    "SELECT session_id, user_id FROM sso_sessions WHERE tenant_id = $1 AND provider_id = $2 AND sid_hash = $3">
    sessions_by_sid;
inline constexpr store::Statement<
    "SELECT session_id, user_id FROM sso_sessions WHERE tenant_id = $1 AND provider_id = $2 AND user_id = $3">
    sessions_of_user;
inline constexpr store::Statement<"SELECT provider_id FROM sso_sessions WHERE tenant_id = $1 AND session_id = $2">
    provider_of_session;
inline constexpr store::Statement<
    "SELECT session_id, user_id FROM sso_sessions WHERE tenant_id = $1 AND provider_id = $2">
    sessions_of_provider;

struct PendingRow {
  base::SsoProviderId provider;
  base::Bytes sid_hash;
  base::UserId user;
};
BOOST_DESCRIBE_STRUCT(PendingRow, (), (provider, sid_hash, user))
inline constexpr store::Statement<
    "INSERT INTO sso_pending (tenant_id, challenge_hash, provider_id, sid_hash, user_id) VALUES ($1, $2, $3, $4, $5)">
    insert_pending;
inline constexpr store::Statement<
    "SELECT provider_id, sid_hash, user_id FROM sso_pending WHERE tenant_id = $1 AND challenge_hash = $2">
    pending;

inline constexpr store::Statement<"DELETE FROM sso_used WHERE tenant_id = $1 AND expires_at < $2"> forget_used;
inline constexpr store::Statement<
    "INSERT INTO sso_used (tenant_id, hash, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING">
    use_once;

}  // namespace wardroom::sso::queries
