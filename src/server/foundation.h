// What stands below the operations: keys, databases, audit log, workspaces. The server builds on it, and so do the
// administrator's tools, which may open it while the server runs. Makes what is missing at the first start.
#pragma once
#include <memory>

#include "audit/log.h"
#include "chat/shred_keys.h"
#include "keys/key_store.h"
#include "keys/recovery.h"
#include "keys/reencrypt.h"
#include "keys/supervision.h"
#include "kms/kms.h"
#include "server/custody.h"
#include "server/settings.h"
#include "store/store.h"
#include "workspace/workspaces.h"

namespace wardroom::server {

class Foundation {
 public:
  explicit Foundation(const Settings& settings);  // ConfigError says what is wrong and the command that mends it
  Foundation(const Foundation&) = delete;
  Foundation& operator=(const Foundation&) = delete;
  ~Foundation() { supervision.stop(); }  // before the store that waits for it

 private:
  void record(store::TenantTxn& txn, const keys::Reencrypted& done) const;

  std::unique_ptr<kms::Kms> kms_;

 public:
  workspace::Decisions decisions;
  keys::KeyStore keys;
  store::Store store;
  keys::Supervision supervision;  // fetches keys from the start; checks them once it is started
  audit::AuditLog audit;
  workspace::Workspaces workspaces;
  chat::ShredKeys shred_keys;
  keys::Reencryption reencryption;
  Custody custody;
  keys::Recovery recovery;
};

// Kept while a server runs on a data directory, so that a second one refuses to start. (The tools do not take it.)
class DataLock {
 public:
  explicit DataLock(const std::filesystem::path& data);  // ConfigError when it is taken
  DataLock(const DataLock&) = delete;
  DataLock& operator=(const DataLock&) = delete;
  ~DataLock();

 private:
  int file_;
};

}  // namespace wardroom::server
