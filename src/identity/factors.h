// Second factors of an account: an authenticator app (TOTP, RFC 6238), passkeys, and recovery codes for the day those
// are lost, ten of 50 bits each, good once. Inside the caller's transaction. Secrets are sealed under the purpose
// `factor`; a recovery code is stored as its SHA-256, sealed.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/caller.h"
#include "identity/parts.h"
#include "identity/passkeys.h"
#include "identity/token_text.h"

namespace wardroom::identity {

struct FactorState {
  bool totp = false;
  std::int64_t recovery_codes = 0;  // that are left
  std::vector<Passkey> passkeys;
  bool passkeys_possible = false;  // here, on this server
};
BOOST_DESCRIBE_STRUCT(FactorState, (), (totp, recovery_codes, passkeys, passkeys_possible))

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

struct AddedPasskey {
  Passkey passkey;
  std::optional<std::vector<std::string>> codes;  // recovery codes, with the first factor; shown once
};
BOOST_DESCRIBE_STRUCT(AddedPasskey, (), (passkey, codes))

// What somebody gives as their second factor: one of them.
struct FactorAnswer {
  std::optional<std::string> code;
  std::optional<GivenPasskey> passkey;
  std::string challenge;  // the passkey's; known to be ours
};

enum class UsedFactor { none, totp, recovery_code, passkey };

struct FactorUse {
  UsedFactor used = UsedFactor::none;
  std::string why_not;  // for the audit log; nothing where a code was wrong
};

class Factors {
 public:
  explicit Factors(const Parts& parts) : parts_(parts), passkeys_(parts) {}

  FactorState state(store::TenantTxn& txn, base::UserId user) const;
  bool has(store::TenantTxn& txn, base::UserId user) const;
  std::vector<std::string> kinds(store::TenantTxn& txn, base::UserId user) const;  // "passkey", "totp", "recovery_code"
  const Passkeys& passkeys() const { return passkeys_; }

  // Problem 409 factor_exists. A secret that was never confirmed is replaced.
  TotpBegun begin_totp(store::TenantTxn& txn, base::UserId user, std::string_view issuer,
                       std::string_view account) const;
  // Problem 409 nothing_begun, 422 wrong_code.
  RecoveryCodes confirm_totp(store::TenantTxn& txn, base::UserId user, std::string_view code) const;
  AddedPasskey add_passkey(store::TenantTxn& txn, base::UserId user, std::string_view name, base::ByteView client_data,
                           base::ByteView attestation_object) const;
  // With the last factor go the recovery codes. remove_totp: false when there was none; remove_passkey: Problem 404.
  bool remove_totp(store::TenantTxn& txn, base::UserId user) const;
  void remove_passkey(store::TenantTxn& txn, base::UserId user, base::PasskeyId id) const;
  void remove_all(store::TenantTxn& txn, base::UserId user) const;
  RecoveryCodes new_recovery_codes(store::TenantTxn& txn, base::UserId user) const;  // Problem 409 no_factor

  // Uses up what is right: a step of the app, a recovery code, a passkey's challenge.
  FactorUse use(store::TenantTxn& txn, base::UserId user, const FactorAnswer& given) const;

  // From which tier on one is demanded.
  std::optional<access::Tier> required_from(store::TenantTxn& txn) const;
  void require_from(store::TenantTxn& txn, std::optional<access::Tier> tier) const;
  bool demanded_of(store::TenantTxn& txn, const User& user) const;  // and there is none
  std::vector<base::UserId> people_without(store::TenantTxn& txn, access::Tier from) const;

 private:
  bool has_totp(store::TenantTxn& txn, base::UserId user) const;
  void settle(store::TenantTxn& txn, base::UserId user) const;  // after one came or went
  UsedFactor use_code(store::TenantTxn& txn, base::UserId user, std::string_view code) const;
  bool use_totp(store::TenantTxn& txn, base::UserId user, std::string_view code) const;
  bool use_recovery_code(store::TenantTxn& txn, base::UserId user, std::string_view code) const;
  base::Bytes code_hashes(store::TenantTxn& txn, base::UserId user) const;
  void put_code_hashes(store::TenantTxn& txn, base::UserId user, base::ByteView hashes) const;

  const Parts& parts_;
  Passkeys passkeys_;
};

}  // namespace wardroom::identity
