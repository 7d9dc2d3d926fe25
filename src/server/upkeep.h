// What a server does by the clock, on a thread of its own: a checkpoint of each audit log that grew, every minute;
// forgetting sessions and failures that ended long ago, and pruning audit logs, every hour; at the start and each day
// whether the recovery key should be tried; the next signing key, every
// month. Looks every few
// seconds whether another process rotated the keys that are kept in memory.
#pragma once
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "audit/log.h"
#include "identity/identity.h"
#include "keys/recovery.h"
#include "server/custody.h"
#include "server/public_identity.h"
#include "server/suspension.h"
#include "server/witnesses.h"
#include "store/store.h"

namespace wardroom::server {

class Upkeep {
 public:
  struct Parts {
    store::Store& store;
    const audit::AuditLog& audit;
    identity::Identity& identity;
    workspace::Workspaces& workspaces;
    const Custody& custody;
    PublicIdentity& public_identity;
    keys::Recovery& recovery;
    Witnesses& witnesses;
    Suspension& suspension;
  };
  explicit Upkeep(Parts parts);
  Upkeep(const Upkeep&) = delete;
  Upkeep& operator=(const Upkeep&) = delete;
  ~Upkeep() { stop(); }

  void stop();  // signs what is still without a checkpoint; before the store stops

 private:
  void run();
  void follow_others();
  void settle_signing_keys(base::TenantId tenant);
  std::set<base::TenantId> take_grown();
  void sign_checkpoints();
  void sweep();
  void prune(base::TenantId tenant, audit::LogKind kind);
  void remind_of_drill() const;

  Parts parts_;
  std::mutex mutex_;
  std::set<base::TenantId> grown_;  // whose logs did since their last checkpoint
  std::condition_variable wake_;
  bool stopping_ = false;
  std::shared_ptr<const audit::AuditLog::Listener> growth_;
  std::thread thread_;  // last: it uses the others
};

}  // namespace wardroom::server
