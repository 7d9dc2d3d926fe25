// The ways of signing in, each ending in Tokens. Those that take a password run on the work pool and wait for the
// store; refresh runs in a transaction.
#pragma once
#include <string>

#include "identity/accounts.h"
#include "identity/factors.h"
#include "identity/lockout.h"
#include "identity/sessions.h"
#include "identity/signing_keys.h"
#include "operation/registry.h"

namespace wardroom::identity {

// What somebody gets who was let in, but for the access token: that is signed outside of transactions.
struct SignedIn {
  User user;
  workspace::Workspace workspace;
  Opened session;
};

class SignIn {
 public:
  SignIn(const Parts& parts, const Accounts& accounts, const Sessions& sessions, const Factors& factors,
         const SigningKeys& keys)
      : parts_(parts), accounts_(accounts), sessions_(sessions), factors_(factors), lockout_(parts), keys_(keys) {}

  // Waits for the store. Problem 401 invalid_credentials, 403 account_inactive, 429 locked_out; 401 factor_required,
  // with the `challenge` that second_factor() wants, where the password was right and the account has a factor.
  operation::Answer login(const std::string& slug, const std::string& username, const std::string& password,
                          const access::Origin& origin) const;
  // A code of the app, a recovery code or a passkey, after login(). Waits for the store. Problem 401 wrong_code,
  // passkey_refused, 401 challenge_over after five of them or five minutes, 429 locked_out.
  operation::Answer second_factor(std::string_view challenge, FactorAnswer given, const access::Origin& origin) const;
  // What a browser is asked for, to answer that with a passkey. Problem 401 challenge_over, 409 no_passkey.
  PasskeyRequest passkey_for(std::string_view challenge) const;
  // A passkey alone, which asked for a PIN, a finger or a face. Waits for the store. Problem 401 passkey_refused,
  // challenge_over, 403 account_inactive, 429 locked_out.
  operation::Answer by_passkey(const GivenPasskey& given, const access::Origin& origin) const;
  // A fresh proof for the session: a factor where the account has one, the password elsewhere. Waits for the store.
  // Problem 403 wrong_password, wrong_code, passkey_refused, 409 sign_in_again for an account with neither, 422 for
  // what was not asked for, 429 locked_out.
  void step_up(const access::Caller& caller, const access::Origin& origin, const std::optional<std::string>& password,
               FactorAnswer given) const;
  static std::string purpose_of_step_up(const access::Caller& caller) { return "step-up " + caller.session.text(); }
  // Waits for the store. Problem 403 wrong_password, 429 locked_out. The other sessions end.
  void change_password(const access::Caller& caller, const access::Origin& origin, const std::string& current,
                       const std::string& next) const;

  // A session for somebody whose right to one was just established in this transaction; let it go on with finish().
  SignedIn open(store::TenantTxn& txn, const User& user, const workspace::Workspace& workspace,
                const access::Origin& origin, std::string_view by = {}) const;
  // The same for somebody who gave one factor: where the account has a second one, a challenge that awaits it. Let it
  // go on with let_in(), which throws 401 factor_required for that.
  struct AfterFirst {
    std::optional<SignedIn> signed_in;
    std::string challenge;
    std::vector<std::string> kinds;
  };
  AfterFirst after_first_factor(store::TenantTxn& txn, const User& user, const access::Origin& origin,
                                std::string_view by = {}) const;
  operation::Answer let_in(AfterFirst first, const access::Origin& origin) const;
  // Signs the access token, after the transaction of open(). Waits for the signing key, which may be in a token; where
  // that does not answer, the session ends again. Problem 503 signing_unavailable.
  operation::Answer finish(SignedIn signed_in, const access::Origin& origin) const;
  operation::Answer answer(SignedIn signed_in, std::string access_token, const access::Origin& origin) const;

 private:
  base::Timestamp password_set_at(store::TenantTxn& txn, base::UserId user) const;
  TenantToken known_challenge(std::string_view text) const;
  std::optional<base::UserId> awaited_at(store::TenantTxn& txn, const TenantToken& challenge) const;
  bool use_factor(store::TenantTxn& txn, const User& user, const FactorAnswer& given, const access::Origin& origin,
                  audit::Entry refused) const;
  // Somebody signed in gives their password again. Problem 403 wrong_password at `field`, 429 locked_out.
  Login own_password(base::TenantId tenant, const User& user, const std::string& password, const audit::Entry& refused,
                     const std::string& field) const;
  void step_up_by_factor(const access::Caller& caller, const access::Origin& origin, const User& user,
                         FactorAnswer given) const;
  void step_up_by_password(const access::Caller& caller, const access::Origin& origin, const User& user,
                           const std::string& password) const;
  void prove(store::TenantTxn& txn, const access::Caller& caller, const access::Origin& origin,
             std::string_view by) const;
  [[noreturn]] void refuse(base::TenantId tenant, const std::string& username, const std::optional<Login>& account,
                           const access::Origin& origin) const;

  const Parts& parts_;
  const Accounts& accounts_;
  const Sessions& sessions_;
  const Factors& factors_;
  Lockout lockout_;
  const SigningKeys& keys_;
};

base::Problem account_inactive();

// The refresh token's cookie: `__Host-`, so that no other host and no plain connection can set it.
std::string refresh_cookie(std::string_view token, std::chrono::seconds max_age);
std::string cleared_refresh_cookie();

}  // namespace wardroom::identity
