// Second factors of an account: an authenticator app (TOTP, RFC 6238) and recovery codes for the day it is lost, ten of
// 50 bits each, good once. Inside the caller's transaction. Secrets are sealed under the purpose `factor`; a recovery
// code is stored as its SHA-256, sealed.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/caller.h"
#include "identity/parts.h"
#include "identity/token_text.h"

namespace wardroom::identity {

struct FactorState {
  bool totp = false;
  std::int64_t recovery_codes = 0;  // that are left
};
BOOST_DESCRIBE_STRUCT(FactorState, (), (totp, recovery_codes))

struct TotpBegun {
  std::string secret;  // base32, for typing it in
  std::string uri;     // otpauth://, for a QR code
};
BOOST_DESCRIBE_STRUCT(TotpBegun, (), (secret, uri))

struct RecoveryCodes {
  std::vector<std::string> codes;  // "abcde-fghjk"; shown once
};
BOOST_DESCRIBE_STRUCT(RecoveryCodes, (), (codes))

// Whether a policy that begins at this tier's name concerns a tier.
inline bool is_demanded(const std::optional<std::string>& required_from, access::Tier tier) {
  const auto from = required_from ? access::tier_from(*required_from) : std::nullopt;
  return from && tier >= *from;
}

enum class UsedFactor { none, totp, recovery_code };

class Factors {
 public:
  explicit Factors(const Parts& parts) : parts_(parts) {}

  FactorState state(store::TenantTxn& txn, base::UserId user) const;
  bool has(store::TenantTxn& txn, base::UserId user) const;

  // Problem 409 factor_exists. A secret that was never confirmed is replaced.
  TotpBegun begin_totp(store::TenantTxn& txn, base::UserId user, std::string_view issuer,
                       std::string_view account) const;
  // Problem 409 nothing_begun, 422 wrong_code.
  RecoveryCodes confirm_totp(store::TenantTxn& txn, base::UserId user, std::string_view code) const;
  void remove(store::TenantTxn& txn, base::UserId user) const;                       // with the recovery codes
  RecoveryCodes new_recovery_codes(store::TenantTxn& txn, base::UserId user) const;  // Problem 409 no_factor

  // Uses up what is right: a step of the app, or a recovery code.
  UsedFactor use(store::TenantTxn& txn, base::UserId user, std::string_view code) const;

  // From which tier on one is demanded.
  std::optional<access::Tier> required_from(store::TenantTxn& txn) const;
  void require_from(store::TenantTxn& txn, std::optional<access::Tier> tier) const;
  bool demanded_of(store::TenantTxn& txn, const User& user) const;  // and there is none
  std::vector<base::UserId> people_without(store::TenantTxn& txn, access::Tier from) const;

 private:
  bool use_totp(store::TenantTxn& txn, base::UserId user, std::string_view code) const;
  bool use_recovery_code(store::TenantTxn& txn, base::UserId user, std::string_view code) const;
  base::Bytes code_hashes(store::TenantTxn& txn, base::UserId user) const;
  void put_code_hashes(store::TenantTxn& txn, base::UserId user, base::ByteView hashes) const;

  const Parts& parts_;
};

}  // namespace wardroom::identity
