// What the identity room is built from: handed in once by server/, shared by its classes.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "audit/log.h"
#include "base/clock.h"
#include "crypto/password.h"
#include "identity/breached_list.h"
#include "identity/types.h"
#include "keys/key_store.h"
#include "store/store.h"
#include "workspace/workspaces.h"

namespace wardroom::identity {

// What somebody is written, in words of the product's own.
struct Letter {
  std::string to, subject, text;
};

struct Options {
  std::string public_url = "https://localhost:8443";  // scheme, host and port of the links in invitations and set-up
  crypto::PasswordCost password_cost = {};
  std::shared_ptr<const BreachedList> breached = nullptr;
  unsigned hash_threads = 2;     // each takes password_cost.memory_kib while it works
  std::size_t hash_queue = 128;  // logins that may wait, half of them of one workspace; more are answered 503
  std::chrono::seconds access_ttl = std::chrono::minutes(15);
  std::chrono::seconds session_ttl = std::chrono::hours(24 * 7);     // from the last refresh
  std::chrono::seconds session_limit = std::chrono::hours(24 * 30);  // from signing in, whatever was done since
  std::chrono::seconds refresh_grace{10};
  std::chrono::seconds proof_ttl = std::chrono::minutes(10);     // how long signing in, or a step-up, is a fresh proof
  std::chrono::seconds challenge_ttl = std::chrono::minutes(5);  // to give the second factor, after the password
  std::chrono::seconds setup_ttl = std::chrono::hours(24);
  std::chrono::seconds ticket_ttl{30};
  int lockout_failures = 10;
  std::chrono::seconds lockout_time = std::chrono::minutes(15);
  std::function<void(Letter)> post = nullptr;  // none: this server sends no mail
  std::function<base::Timestamp()> clock = base::now;
};

// Told after the commit, on the writer's thread (keep it short); user_created and challenge_answered inside the
// transaction.
struct Listener {
  std::function<void(base::TenantId, base::SessionId)> session_ended;
  std::function<void(base::TenantId, const User&)> user_updated;
  std::function<void(base::TenantId, const User&)> rights_changed;  // nothing that others see of them
  std::function<void(store::TenantTxn&, const User&, bool first_owner)> user_created;
  std::function<void(store::TenantTxn&, const crypto::Digest& challenge, base::SessionId)> challenge_answered;
};

struct Parts {
  store::Store& store;
  keys::KeyStore& keys;
  audit::AuditLog& audit;
  workspace::Workspaces& workspaces;
  Options options = {};
  Listener listener = {};

  base::Timestamp now() const { return options.clock(); }
};

}  // namespace wardroom::identity
