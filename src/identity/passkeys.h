// Passkeys of an account (WebAuthn Level 2): as second factor, and, where one asks for a PIN, a finger or a face, as
// the only one. Inside the caller's transaction. The user handle is the workspace's id and the person's, so that a
// browser finds an account without being told which.
#pragma once
#include <boost/describe/class.hpp>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "crypto/webauthn.h"
#include "identity/parts.h"
#include "identity/passkey_challenges.h"
#include "identity/passkey_queries.h"

namespace wardroom::identity {

struct Passkey {
  base::PasskeyId id;
  std::string name;
  bool backed_up = false;  // synchronised to the person's other devices
  base::Timestamp created_at;
  std::optional<base::Timestamp> last_used_at;
};
BOOST_DESCRIBE_STRUCT(Passkey, (), (id, name, backed_up, created_at, last_used_at))

// What a browser is asked for; names as in WebAuthn, ids and challenge in base64url.
struct PasskeyOffer {
  std::string challenge;
  std::string rp_id;
  std::string rp_name;
  std::string user_handle;
  std::string username;
  std::string display_name;
  std::vector<int> algorithms;
  std::vector<std::string> exclude;  // those there are
  std::int64_t timeout_ms = 0;
};
BOOST_DESCRIBE_STRUCT(PasskeyOffer, (),
                      (challenge, rp_id, rp_name, user_handle, username, display_name, algorithms, exclude, timeout_ms))

struct PasskeyRequest {
  std::string challenge;
  std::string rp_id;
  std::vector<std::string> allow;  // none: whichever the browser has for us
  bool verify = false;             // a PIN, a finger or a face is a must
  std::int64_t timeout_ms = 0;
};
BOOST_DESCRIBE_STRUCT(PasskeyRequest, (), (challenge, rp_id, allow, verify, timeout_ms))

// An answer of a browser, decoded.
struct GivenPasskey {
  base::Bytes credential;
  base::Bytes client_data;
  base::Bytes authenticator_data;
  base::Bytes signature;
  base::Bytes user_handle;
};

struct PasskeyHolder {
  base::TenantId tenant;
  base::UserId user;
};
std::optional<PasskeyHolder> holder_of(base::ByteView user_handle);

class Passkeys {
 public:
  explicit Passkeys(const Parts& parts);

  bool possible() const { return !party_.id.empty(); }  // the server is reached by a name, not by an address

  // Problem 409 passkeys_need_a_name, too_many_passkeys.
  PasskeyOffer offer(store::TenantTxn& txn, const User& user, std::string_view workspace) const;
  // Problem 422 passkey_refused, 409 challenge_over, passkey_exists.
  Passkey add(store::TenantTxn& txn, base::UserId user, std::string_view name, base::ByteView client_data,
              base::ByteView attestation_object) const;
  std::vector<Passkey> list(store::TenantTxn& txn, base::UserId user) const;
  void rename(store::TenantTxn& txn, base::UserId user, base::PasskeyId id, std::string_view name) const;  // 404
  void remove(store::TenantTxn& txn, base::UserId user, base::PasskeyId id) const;                         // 404
  bool any(store::TenantTxn& txn, base::UserId user) const;

  PasskeyRequest request_anybody() const;
  PasskeyRequest request(store::TenantTxn& txn, base::UserId user, std::string challenge) const;
  // A challenge that only this one use answers, e.g. of a step-up.
  std::string challenge_for(std::string_view purpose) const { return challenges_.issue(purpose, parts_.now()); }
  // The challenge that was signed, if it is ours, for this, and was not used before.
  std::optional<std::string> use_challenge(const GivenPasskey& given, std::string_view purpose) const;

  // Whether this is a passkey of that person and signed the challenge; why not, for the audit log, elsewise.
  std::expected<void, std::string> use(store::TenantTxn& txn, base::UserId user, std::string_view challenge,
                                       const GivenPasskey& given, bool must_verify) const;

  static constexpr std::string_view to_sign_in = "sign-in";

 private:
  Passkey shown(store::TenantTxn& txn, const queries::PasskeyRow& row) const;

  const Parts& parts_;
  crypto::RelyingParty party_;
  mutable PasskeyChallenges challenges_;  // guards itself
};

}  // namespace wardroom::identity
