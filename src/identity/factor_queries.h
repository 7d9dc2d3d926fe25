// The SQL of second factors.
#pragma once
#include "crypto/sealed.h"
#include "store/statement.h"
#include "store/txn.h"

namespace wardroom::identity::queries {

struct TotpRow {
  crypto::Sealed<std::string> secret;
  std::optional<base::Timestamp> confirmed_at;
  std::int64_t last_step;
};
BOOST_DESCRIBE_STRUCT(TotpRow, (), (secret, confirmed_at, last_step))

inline constexpr store::Statement<
    "SELECT secret_sealed, confirmed_at, last_step FROM totp WHERE tenant_id = $1 AND user_id = $2">
    totp;
inline constexpr store::Statement<
    "INSERT INTO totp (tenant_id, user_id, secret_sealed, created_at, last_step) VALUES ($1, $2, $3, $4, 0)"
    " ON CONFLICT (tenant_id, user_id) DO UPDATE SET secret_sealed = excluded.secret_sealed,"
    " created_at = excluded.created_at, confirmed_at = NULL, last_step = 0">
    put_totp;
inline constexpr store::Statement<"UPDATE totp SET confirmed_at = $3 WHERE tenant_id = $1 AND user_id = $2">
    confirm_totp;
inline constexpr store::Statement<
    "UPDATE totp SET last_step = $3 WHERE tenant_id = $1 AND user_id = $2 AND last_step < $3">
    use_totp_step;
inline constexpr store::Statement<"DELETE FROM totp WHERE tenant_id = $1 AND user_id = $2"> drop_totp;

inline constexpr store::Statement<"SELECT codes_sealed FROM recovery_codes WHERE tenant_id = $1 AND user_id = $2">
    recovery_codes;
inline constexpr store::Statement<
    "INSERT INTO recovery_codes (tenant_id, user_id, codes_sealed, created_at) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (tenant_id, user_id) DO UPDATE SET codes_sealed = excluded.codes_sealed,"
    " created_at = excluded.created_at">
    put_recovery_codes;
inline constexpr store::Statement<"DELETE FROM recovery_codes WHERE tenant_id = $1 AND user_id = $2">
    drop_recovery_codes;

inline constexpr store::Statement<"SELECT since FROM factor_holders WHERE tenant_id = $1 AND user_id = $2">
    factor_since;
inline constexpr store::Statement<
    "INSERT INTO factor_holders (tenant_id, user_id, since) VALUES ($1, $2, $3)"
    " ON CONFLICT DO NOTHING">
    hold_factor;
inline constexpr store::Statement<"DELETE FROM factor_holders WHERE tenant_id = $1 AND user_id = $2"> drop_holder;

struct ChallengeRow {
  base::UserId user;
  base::Timestamp password_set_at;
};
BOOST_DESCRIBE_STRUCT(ChallengeRow, (), (user, password_set_at))

inline constexpr store::Statement<
    "INSERT INTO factor_challenges (tenant_id, hash, user_id, password_set_at, expires_at, tries_left)"
    " VALUES ($1, $2, $3, $4, $5, $6)">
    insert_challenge;
inline constexpr store::Statement<
    "SELECT user_id, password_set_at FROM factor_challenges"
    " WHERE tenant_id = $1 AND hash = $2 AND expires_at > $3 AND tries_left > 0">
    challenge;
inline constexpr store::Statement<
    "UPDATE factor_challenges SET tries_left = tries_left - 1 WHERE tenant_id = $1 AND hash = $2">
    count_challenge_try;
inline constexpr store::Statement<"DELETE FROM factor_challenges WHERE tenant_id = $1 AND hash = $2"> drop_challenge;
inline constexpr store::Statement<"DELETE FROM factor_challenges WHERE tenant_id = $1 AND expires_at < $2">
    forget_challenges;

inline constexpr store::Statement<"SELECT required_from FROM factor_policy WHERE tenant_id = $1"> factor_policy;
inline constexpr store::Statement<
    "INSERT INTO factor_policy (tenant_id, required_from) VALUES ($1, $2)"
    " ON CONFLICT (tenant_id) DO UPDATE SET required_from = excluded.required_from">
    put_factor_policy;
inline constexpr store::Statement<"DELETE FROM factor_policy WHERE tenant_id = $1"> drop_factor_policy;

struct UnprotectedRow {
  base::UserId id;
  std::string tier;
  std::optional<std::string> granted;
};
BOOST_DESCRIBE_STRUCT(UnprotectedRow, (), (id, tier, granted))
inline constexpr store::Statement<
    "SELECT u.id, u.tier, u.granted FROM users u LEFT JOIN factor_holders t ON t.tenant_id = u.tenant_id AND t.user_id "
    "= u.id"
    " WHERE u.tenant_id = $1 AND u.active = 1 AND t.user_id IS NULL">
    people_without_factor;

inline constexpr store::Statement<
    "INSERT INTO session_proofs (tenant_id, session_id, proven_at) VALUES ($1, $2, $3)"
    " ON CONFLICT (tenant_id, session_id) DO UPDATE SET proven_at = excluded.proven_at">
    put_proof;

}  // namespace wardroom::identity::queries
