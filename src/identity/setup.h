// Set-up tokens, and the new workspace with its first owner that each of them makes, once. All functions wait for the
// store: for start-up, tools and the work pool. Any thread.
#pragma once
#include <mutex>
#include <string>

#include "identity/accounts.h"
#include "identity/sign_in.h"

namespace wardroom::identity {

struct NewWorkspace {
  std::string token;
  std::string name;
  std::string slug;
  std::string username;
  std::string display_name;
  std::string password;
};

class Setup {
 public:
  Setup(const Parts& parts, const Accounts& accounts, const SignIn& sign_in)
      : parts_(parts), accounts_(accounts), sign_in_(sign_in) {}

  std::string issue_token() const;  // 43 characters, good once within 24 hours; only its hash is stored
  std::string link(std::string_view token) const {
    return parts_.options.public_url + "/setup#token=" + std::string(token);
  }

  // Problem 403 setup_token_invalid, 409 slug_taken, 422. A crash at any point leaves nothing that can be used, and the
  // token still works.
  operation::Answer complete(const NewWorkspace& wanted, const access::Origin& origin);

 private:
  void require_token(store::TenantTxn& platform, const crypto::Digest& hash) const;
  SignedIn fill(base::TenantId tenant, const NewWorkspace& wanted, std::string phc, const access::Origin& origin) const;

  const Parts& parts_;
  const Accounts& accounts_;
  const SignIn& sign_in_;
  std::mutex one_at_a_time_;
};

}  // namespace wardroom::identity
