// The ways of signing in, each ending in Tokens. Those that take a password run on the work pool and wait for the
// store; refresh runs in a transaction.
#pragma once
#include <string>

#include "identity/accounts.h"
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
  SignIn(const Parts& parts, const Accounts& accounts, const Sessions& sessions, const SigningKeys& keys)
      : parts_(parts), accounts_(accounts), sessions_(sessions), lockout_(parts), keys_(keys) {}

  // Waits for the store. Problem 401 invalid_credentials, 403 account_inactive, 429 locked_out.
  operation::Answer login(const std::string& slug, const std::string& username, const std::string& password,
                          const access::Origin& origin) const;
  // Waits for the store. Problem 403 wrong_password, 429 locked_out. The other sessions end.
  void change_password(const access::Caller& caller, const access::Origin& origin, const std::string& current,
                       const std::string& next) const;

  // A session for somebody whose right to one was just established in this transaction; let it go on with finish().
  SignedIn open(store::TenantTxn& txn, const User& user, const workspace::Workspace& workspace,
                const access::Origin& origin) const;
  // Signs the access token, after the transaction of open(). Waits for the signing key, which may be in a token; where
  // that does not answer, the session ends again. Problem 503 signing_unavailable.
  operation::Answer finish(SignedIn signed_in, const access::Origin& origin) const;
  operation::Answer answer(SignedIn signed_in, std::string access_token, const access::Origin& origin) const;

 private:
  [[noreturn]] void refuse(base::TenantId tenant, const std::string& username, const std::optional<Login>& account,
                           const access::Origin& origin) const;

  const Parts& parts_;
  const Accounts& accounts_;
  const Sessions& sessions_;
  Lockout lockout_;
  const SigningKeys& keys_;
};

// The refresh token's cookie: `__Host-`, so that no other host and no plain connection can set it.
std::string refresh_cookie(std::string_view token, std::chrono::seconds max_age);
std::string cleared_refresh_cookie();

}  // namespace wardroom::identity
