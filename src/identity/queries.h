// The SQL of this room. `setup_tokens` and `signing_keys` are asked in the platform's database, the rest in a
// workspace's own.
#pragma once
#include "store/statement.h"

namespace wardroom::identity::queries {

// ---- who asks

inline constexpr store::Statement<
    "SELECT u.tier, u.granted, s.created_at, p.proven_at, f.required_from, t.since, s.has_revoked_tokens"
    " FROM sessions s JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id"
    " LEFT JOIN session_proofs p ON p.tenant_id = s.tenant_id AND p.session_id = s.id"
    " LEFT JOIN factor_policy f ON f.tenant_id = s.tenant_id"
    " LEFT JOIN factor_holders t ON t.tenant_id = s.tenant_id AND t.user_id = s.user_id"
    " WHERE s.tenant_id = $1 AND s.id = $2 AND s.user_id = $3 AND s.revoked_at IS NULL AND s.expires_at > $4"
    " AND u.active = 1">
    caller;

// Access tokens that were revoked one by one. A session says whether it has any, so that nobody else pays for asking.
inline constexpr store::Statement<"SELECT 1 FROM revoked_tokens WHERE tenant_id = $1 AND jti_hash = $2"> is_revoked;
inline constexpr store::Statement<
    "INSERT INTO revoked_tokens (tenant_id, jti_hash, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING">
    revoke_token;
inline constexpr store::Statement<"UPDATE sessions SET has_revoked_tokens = 1 WHERE tenant_id = $1 AND id = $2">
    mark_session;
inline constexpr store::Statement<"DELETE FROM revoked_tokens WHERE tenant_id = $1 AND expires_at < $2">
    forget_revoked_tokens;

// ---- users

inline constexpr store::Statement<
    "SELECT id, username, display_name_sealed, tier, active, created_at FROM users WHERE tenant_id = $1 AND id = $2">
    user_by_id;
inline constexpr store::Statement<
    "SELECT id, username, display_name_sealed, tier, active, created_at FROM users"
    " WHERE tenant_id = $1 AND username = $2">
    user_by_name;
inline constexpr store::Statement<
    "SELECT id, username, display_name_sealed, tier, active, created_at FROM users"
    " WHERE tenant_id = $1 AND id > $2 ORDER BY id LIMIT $3">
    users_after;
inline constexpr store::Statement<
    "INSERT INTO users (tenant_id, id, username, display_name_sealed, tier, active, created_at, updated_at)"
    " VALUES ($1, $2, $3, $4, $5, 1, $6, $6)">
    insert_user;
inline constexpr store::Statement<
    "UPDATE users SET display_name_sealed = $3, tier = $4, active = $5, updated_at = $6"
    " WHERE tenant_id = $1 AND id = $2">
    update_user;
inline constexpr store::Statement<
    "SELECT COUNT(*) FROM users WHERE tenant_id = $1 AND tier = 'owner' AND active = 1 AND id <> $2">
    other_active_owners;

// ---- passwords

inline constexpr store::Statement<
    "SELECT u.id, u.active, p.phc_sealed, p.updated_at FROM users u"
    " JOIN passwords p ON p.tenant_id = u.tenant_id AND p.user_id = u.id WHERE u.tenant_id = $1 AND u.username = $2">
    login_by_name;
inline constexpr store::Statement<
    "SELECT u.id, u.active, p.phc_sealed, p.updated_at FROM users u"
    " JOIN passwords p ON p.tenant_id = u.tenant_id AND p.user_id = u.id WHERE u.tenant_id = $1 AND u.id = $2">
    login_by_id;
inline constexpr store::Statement<
    "INSERT INTO passwords (tenant_id, user_id, phc_sealed, updated_at) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (tenant_id, user_id) DO UPDATE SET phc_sealed = excluded.phc_sealed,"
    " updated_at = excluded.updated_at">
    put_password;

// ---- sessions

inline constexpr store::Statement<
    "INSERT INTO sessions (tenant_id, id, user_id, created_at, last_seen_at, expires_at, address, client)"
    " VALUES ($1, $2, $3, $4, $4, $5, $6, $7)">
    insert_session;
inline constexpr store::Statement<
    "SELECT id, created_at, last_seen_at, expires_at, address, client FROM sessions"
    " WHERE tenant_id = $1 AND user_id = $2 AND id > $3 AND revoked_at IS NULL AND expires_at > $4"
    " ORDER BY id LIMIT $5">
    open_sessions;
inline constexpr store::Statement<
    "UPDATE sessions SET last_seen_at = $3, expires_at = $4, address = $5, client = $6"
    " WHERE tenant_id = $1 AND id = $2">
    extend_session;
inline constexpr store::Statement<
    "UPDATE sessions SET revoked_at = $4 WHERE tenant_id = $1 AND id = $2 AND user_id = $3 AND revoked_at IS NULL"
    " AND expires_at > $4">
    revoke_session;
inline constexpr store::Statement<
    "UPDATE sessions SET revoked_at = $4 WHERE tenant_id = $1 AND user_id = $2 AND id <> $3 AND revoked_at IS NULL"
    " AND expires_at > $4 RETURNING id">
    revoke_sessions_but;
inline constexpr store::Statement<
    "UPDATE sessions SET revoked_at = expires_at WHERE tenant_id = $1 AND revoked_at IS NULL AND expires_at <= $2"
    " RETURNING id">
    end_expired_sessions;
inline constexpr store::Statement<"DELETE FROM sessions WHERE tenant_id = $1 AND (expires_at < $2 OR revoked_at < $2)">
    forget_sessions;

// ---- refresh tokens

inline constexpr store::Statement<
    "INSERT INTO refresh_tokens (tenant_id, hash, session_id, created_at) VALUES ($1, $2, $3, $4)">
    insert_refresh_token;
inline constexpr store::Statement<
    "SELECT r.session_id, r.used_at, s.user_id, s.created_at, s.expires_at, s.revoked_at, u.active FROM refresh_tokens "
    "r"
    " JOIN sessions s ON s.tenant_id = r.tenant_id AND s.id = r.session_id"
    " JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id WHERE r.tenant_id = $1 AND r.hash = $2">
    refresh_token;
inline constexpr store::Statement<
    "SELECT COUNT(*) FROM refresh_tokens WHERE tenant_id = $1 AND session_id = $2 AND used_at > $3">
    used_since;
inline constexpr store::Statement<
    "UPDATE refresh_tokens SET used_at = $3 WHERE tenant_id = $1 AND session_id = $2 AND used_at IS NULL">
    use_up_family;
inline constexpr store::Statement<
    "DELETE FROM refresh_tokens WHERE tenant_id = $1 AND session_id = $2 AND used_at < $3">
    forget_used_tokens;

// ---- invitations

inline constexpr store::Statement<
    "INSERT INTO invitations (tenant_id, id, hash, tier, max_uses, uses, expires_at, created_by, created_at,"
    " bound_sealed)"
    " VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8, $9)">
    insert_invitation;
inline constexpr store::Statement<
    "SELECT id, tier, max_uses, uses, expires_at, created_at, created_by, revoked_at, bound_sealed"
    " FROM invitations"
    " WHERE tenant_id = $1 AND id > $2 ORDER BY id LIMIT $3">
    invitations_after;
inline constexpr store::Statement<
    "SELECT id, tier, max_uses, uses, expires_at, created_at, created_by, revoked_at, bound_sealed"
    " FROM invitations"
    " WHERE tenant_id = $1 AND id = $2">
    invitation_by_id;
inline constexpr store::Statement<
    "SELECT id, tier, max_uses, uses, expires_at, created_at, created_by, revoked_at, bound_sealed"
    " FROM invitations"
    " WHERE tenant_id = $1 AND hash = $2">
    invitation_by_hash;
inline constexpr store::Statement<
    "UPDATE invitations SET uses = uses + 1 WHERE tenant_id = $1 AND id = $2 AND uses < max_uses"
    " AND revoked_at IS NULL AND expires_at > $3">
    use_invitation;
inline constexpr store::Statement<
    "UPDATE invitations SET revoked_at = $3 WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL">
    revoke_invitation;
inline constexpr store::Statement<"SELECT COUNT(*) FROM users WHERE tenant_id = $1 AND active = 1"> active_count;
inline constexpr store::Statement<"SELECT tier, granted FROM users WHERE tenant_id = $1 AND id = $2 AND active = 1">
    active_holding;
inline constexpr store::Statement<"SELECT tier, granted FROM users WHERE tenant_id = $1 AND id = $2"> holding;

// ---- password resets

inline constexpr store::Statement<
    "INSERT INTO password_resets (tenant_id, user_id, hash, created_by, expires_at) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (tenant_id, user_id) DO UPDATE SET hash = excluded.hash, created_by = excluded.created_by,"
    " expires_at = excluded.expires_at">
    put_reset;
inline constexpr store::Statement<
    "SELECT user_id, created_by FROM password_resets WHERE tenant_id = $1 AND hash = $2 AND expires_at > $3">
    reset;
inline constexpr store::Statement<"DELETE FROM password_resets WHERE tenant_id = $1 AND user_id = $2"> drop_reset;
inline constexpr store::Statement<"DELETE FROM password_resets WHERE tenant_id = $1 AND expires_at < $2"> forget_resets;

// ---- login failures

inline constexpr store::Statement<
    "SELECT failures, last_at, locked_until FROM login_failures WHERE tenant_id = $1 AND subject = $2">
    failures_of;
inline constexpr store::Statement<
    "INSERT INTO login_failures (tenant_id, subject, failures, last_at, locked_until) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (tenant_id, subject) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at,"
    " locked_until = excluded.locked_until">
    put_failures;
inline constexpr store::Statement<"DELETE FROM login_failures WHERE tenant_id = $1 AND subject = $2"> clear_failures;
inline constexpr store::Statement<
    "DELETE FROM login_failures WHERE tenant_id = $1 AND last_at < $2 AND locked_until < $3">
    forget_failures;

// ---- the platform's

inline constexpr store::Statement<
    "INSERT INTO setup_tokens (tenant_id, hash, created_at, expires_at) VALUES ($1, $2, $3, $4)">
    insert_setup_token;
inline constexpr store::Statement<
    "SELECT expires_at FROM setup_tokens WHERE tenant_id = $1 AND hash = $2 AND used_at IS NULL AND expires_at > $3">
    setup_token;
inline constexpr store::Statement<
    "UPDATE setup_tokens SET used_at = $3 WHERE tenant_id = $1 AND hash = $2 AND used_at IS NULL AND expires_at > $3">
    use_setup_token;
inline constexpr store::Statement<"DELETE FROM setup_tokens WHERE tenant_id = $1 AND expires_at < $2">
    forget_setup_tokens;

inline constexpr store::Statement<
    "SELECT kid, state, seed_sealed, created_at FROM signing_keys WHERE tenant_id = $1 ORDER BY created_at, kid">
    signing_keys;
inline constexpr store::Statement<
    "INSERT INTO signing_keys (tenant_id, kid, state, seed_sealed, created_at) VALUES ($1, $2, $3, $4, $5)">
    insert_signing_key;
inline constexpr store::Statement<"UPDATE signing_keys SET state = $3 WHERE tenant_id = $1 AND state = $2">
    move_signing_key;
inline constexpr store::Statement<"DELETE FROM signing_keys WHERE tenant_id = $1 AND state = $2"> drop_signing_key;

}  // namespace wardroom::identity::queries
