// Rows as this room's statements answer them.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/id.h"
#include "crypto/sealed.h"

namespace wardroom::identity {

using SealedText = crypto::Sealed<std::string>;

struct UserRow {
  base::UserId id;
  std::string username;
  SealedText display_name;
  std::string tier;
  bool active;
  base::Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(UserRow, (), (id, username, display_name, tier, active, created_at))

struct LoginRow {
  base::UserId id;
  bool active;
  SealedText phc;
  base::Timestamp updated_at;
};
BOOST_DESCRIBE_STRUCT(LoginRow, (), (id, active, phc, updated_at))

struct SessionRow {
  base::SessionId id;
  base::Timestamp created_at, last_seen_at, expires_at;
  std::string address, client;
};
BOOST_DESCRIBE_STRUCT(SessionRow, (), (id, created_at, last_seen_at, expires_at, address, client))

struct RefreshRow {
  base::SessionId session;
  std::optional<base::Timestamp> used_at;
  base::UserId user;
  base::Timestamp created_at, expires_at;  // of the session
  std::optional<base::Timestamp> revoked_at;
  bool active;
};
BOOST_DESCRIBE_STRUCT(RefreshRow, (), (session, used_at, user, created_at, expires_at, revoked_at, active))

struct InvitationRow {
  base::InvitationId id;
  std::string tier;
  std::int64_t max_uses, uses;
  base::Timestamp expires_at, created_at;
  base::UserId created_by;
  std::optional<base::Timestamp> revoked_at;
  std::optional<SealedText> bound;
};
BOOST_DESCRIBE_STRUCT(InvitationRow, (),
                      (id, tier, max_uses, uses, expires_at, created_at, created_by, revoked_at, bound))

struct ResetRow {
  base::UserId user, created_by;
};
BOOST_DESCRIBE_STRUCT(ResetRow, (), (user, created_by))

struct FailuresRow {
  std::int64_t failures;
  base::Timestamp last_at, locked_until;
};
BOOST_DESCRIBE_STRUCT(FailuresRow, (), (failures, last_at, locked_until))

struct HoldingRow {
  std::string tier;
  std::optional<std::string> granted;
};
BOOST_DESCRIBE_STRUCT(HoldingRow, (), (tier, granted))

struct CallerRow {
  std::string tier;
  std::optional<std::string> granted;
  base::Timestamp created_at;
  std::optional<base::Timestamp> proven_at;
  std::optional<std::string> required_from;
  std::optional<base::Timestamp> factor_since;
  bool has_revoked_tokens;
};
BOOST_DESCRIBE_STRUCT(CallerRow, (),
                      (tier, granted, created_at, proven_at, required_from, factor_since, has_revoked_tokens))

struct SigningKeyRow {
  std::string kid, state;
  SealedText seed;
  base::Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(SigningKeyRow, (), (kid, state, seed, created_at))

}  // namespace wardroom::identity
