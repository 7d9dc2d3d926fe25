// Turns an access token, or an API key, into a Caller: the signature from memory, the session (or key) and account by
// one statement in the transaction that serves the request. Any thread.
#pragma once
#include "identity/api_keys.h"
#include "identity/signing_keys.h"
#include "operation/authenticator.h"

namespace wardroom::identity {

class Authenticator final : public operation::Authenticator {
 public:
  Authenticator(const Parts& parts, const SigningKeys& keys) : parts_(parts), keys_(keys), api_keys_(parts) {}

  access::Credentials verify(std::string_view bearer) override;
  access::Caller load(store::TenantTxn& txn,
                      const access::Credentials& credentials) override;  // Problem 401 session_ended

 private:
  const Parts& parts_;
  const SigningKeys& keys_;
  ApiKeys api_keys_;
};

}  // namespace wardroom::identity
