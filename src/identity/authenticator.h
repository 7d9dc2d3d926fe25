// Turns an access token into a Caller: the signature from memory, the session and account by one statement in the
// transaction that serves the request. Any thread.
#pragma once
#include "identity/signing_keys.h"
#include "operation/authenticator.h"

namespace wardroom::identity {

class Authenticator final : public operation::Authenticator {
 public:
  Authenticator(const Parts& parts, const SigningKeys& keys) : parts_(parts), keys_(keys) {}

  access::Credentials verify(std::string_view bearer) override { return keys_.verify(bearer); }
  access::Caller load(store::TenantTxn& txn,
                      const access::Credentials& credentials) override;  // Problem 401 session_ended

 private:
  const Parts& parts_;
  const SigningKeys& keys_;
};

}  // namespace wardroom::identity
