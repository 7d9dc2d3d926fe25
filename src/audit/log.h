// The audit logs of a tenant (audit/log_txn.h): append-only, numbered from 1 without gaps, each entry chained to the
// one before. append() is called inside the transaction that does the deed, and writes to the logs that the catalogue
// names for the event.
//
//   entry   = RFC 8785 JSON {actor, address, at, detail_sealed, event, log, outcome, request, seq, session, target}
//   leaf    = SHA-256(0x00 | entry)              (RFC 6962)
//   chain_n = SHA-256(chain_{n-1} | leaf_n)      (chain_0 is 32 zero bytes)
//
// A chain alone does not show that its newest entries were cut off. Checkpoints do: checkpoint() is called every
// minute.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "audit/catalogue.h"
#include "audit/chain.h"
#include "audit/log_txn.h"
#include "base/clock.h"
#include "base/id.h"
#include "crypto/hash.h"
#include "keys/key_chain.h"
#include "keys/key_store.h"
#include "store/store.h"

namespace wardroom::audit {

struct Entry {
  Event event;
  std::string actor = {};    // user id, or "" for the server itself
  std::string target = {};   // id of what it was done to
  std::string address = {};  // network address of the caller
  std::string request = {};  // request id
  std::string session = {};  // session id
  std::string outcome = "ok";
  std::string detail = {};  // may hold personal data: sealed before it is chained
};

struct Recorded {
  std::int64_t seq = 0;
  base::Timestamp at;
  std::string event, actor, target, address, request, session, outcome, detail;
};

struct Verification {
  bool ok = false;
  std::int64_t first = 1;       // entry; those before it were pruned
  std::int64_t entries = 0;     // that hold, from it on
  std::int64_t checkpoint = 0;  // the newest one that was compared; 0: there is none yet
  std::string chain;            // of the last good entry, hex
  std::string problem;          // what is wrong with which entry; empty if ok
};

class AuditLog {
 public:
  explicit AuditLog(keys::KeyStore& keys) : keys_(keys) {}

  void append(store::TenantTxn& txn, const Entry& entry) const;
  std::vector<Recorded> list(const LogTxn& txn, std::int64_t after_seq, int limit) const;

  // From the first entry that is kept to the last, against the newest checkpoint and what was signed when it was
  // pruned.
  Verification verify(const LogTxn& txn) const;

  // Signs how far the log has got; false if nothing came since the last time. Throws std::runtime_error, and signs
  // nothing, if the entries since then do not hold together. Waits for the store, and for the key's KMS.
  bool checkpoint(store::Store& store, base::TenantId tenant, LogKind kind) const;

  // What checkpoints and exports are signed with: made at the first use. Waits for the store.
  keys::StoredSigner signing_key(store::Store& store, base::TenantId tenant, LogKind kind) const;
  // Waits for the store, and for the KMS; see KeyChain::rotate.
  keys::ChainLink rotate_signing_key(store::Store& store, base::TenantId tenant, LogKind kind,
                                     const keys::KeyChain::Adopted& adopted) const;

  // Told of the tenant of each entry when it is on disk, on the store's thread: no work there. Listens as long as the
  // answer lives.
  using Listener = std::function<void(base::TenantId)>;
  [[nodiscard]] std::shared_ptr<const Listener> listen(Listener listener) const;

 private:
  void tell_growth(base::TenantId tenant) const;

  keys::KeyStore& keys_;
  mutable std::mutex mutex_;
  mutable std::vector<std::weak_ptr<const Listener>> listeners_;
};

}  // namespace wardroom::audit
