// The identity room, composed: accounts, sign-in, sessions, tokens, invitations, set-up. Made once by server/ (and by
// wardroomctl, to issue set-up links). Makes the platform's keys and database if they are missing.
//
// End it in this order: stop serving, identity.stop(), store.stop().
#pragma once
#include "identity/accounts.h"
#include "identity/addresses.h"
#include "identity/api_keys.h"
#include "identity/authenticator.h"
#include "identity/directory.h"
#include "identity/factors.h"
#include "identity/invitations.h"
#include "identity/letters.h"
#include "identity/parts.h"
#include "identity/password_resets.h"
#include "identity/registration.h"
#include "identity/roles.h"
#include "identity/sessions.h"
#include "identity/setup.h"
#include "identity/sign_in.h"
#include "identity/signing_keys.h"
#include "identity/tickets.h"
#include "identity/work_pool.h"

namespace wardroom::identity {

class Identity {
 public:
  explicit Identity(Parts parts);
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;

  void listen(Listener listener) { parts_.listener = std::move(listener); }  // before serving
  void stop() {                                                              // finishes what waits
    pool_.stop();
    signing_pool_.stop();
  }

  Authenticator& authenticator() { return authenticator_; }
  Directory& directory() { return directory_; }
  const Directory& directory() const { return directory_; }
  Tickets& tickets() { return tickets_; }
  SigningKeys& signing_keys() { return signing_keys_; }
  std::string jwks() const { return signing_keys_.jwks(); }               // for /.well-known/jwks.json
  std::string issue_setup_token() const { return setup_.issue_token(); }  // waits for the store
  std::string setup_link(std::string_view token) const { return setup_.link(token); }
  bool setup_needed() const;  // waits for the store
  // Forgets what ended long ago: for a timer, once a day and workspace. Waits for the store.
  void sweep(base::TenantId tenant) const;
  // Somebody else changed this account: ends its sessions and API keys as far as it must not have them any more.
  void end_what_is_lost(store::TenantTxn& txn, const User& changed) const;

  // For this room's operations.
  const Parts& parts() const { return parts_; }
  const Accounts& accounts() const { return accounts_; }
  const Sessions& sessions() const { return sessions_; }
  const Invitations& invitations() const { return invitations_; }
  const Roles& roles() const { return roles_; }
  const ApiKeys& api_keys() const { return api_keys_; }
  const Factors& factors() const { return factors_; }
  const PasswordResets& resets() const { return resets_; }
  const Letters& letters() const { return letters_; }
  const Addresses& addresses() const { return addresses_; }
  const Registration& registration() const { return registration_; }
  const SignIn& sign_in() const { return sign_in_; }
  Setup& setup() { return setup_; }
  WorkPool& pool() { return pool_; }
  // For what signs a token and hashes nothing: apart, so that a flood of logins keeps nobody from going on.
  WorkPool& signing_pool() { return signing_pool_; }

 private:
  Parts parts_;
  Directory directory_;
  SigningKeys signing_keys_;
  Authenticator authenticator_;
  Tickets tickets_;
  Accounts accounts_;
  Sessions sessions_;
  Invitations invitations_;
  Roles roles_;
  ApiKeys api_keys_;
  Factors factors_;
  PasswordResets resets_;
  Letters letters_;
  Addresses addresses_;
  Registration registration_;
  SignIn sign_in_;
  Setup setup_;
  WorkPool pool_;  // last: their threads use the others
  WorkPool signing_pool_;
};

}  // namespace wardroom::identity
