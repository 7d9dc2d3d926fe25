// The keys messages hang from, one a channel: made with the channel, destroyed with it. Unwrapped keys are kept in a
// bounded memory, because every message needs one. Any thread.
#pragma once
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>

#include "keys/key_store.h"
#include "store/txn.h"

namespace wardroom::chat {

class ShredKeys {
 public:
  explicit ShredKeys(keys::KeyStore& keys) : keys_(keys) {}

  base::ShredKeyId create(store::TenantTxn& txn);
  void destroy(store::TenantTxn& txn, base::ShredKeyId id);  // what hangs from it opens nowhere from now on
  void forget_tenant(base::TenantId tenant);                 // after its keys were taken away

  crypto::Sealed<std::string> seal(store::TenantTxn& txn, base::ShredKeyId id, base::MessageId message,
                                   std::string_view text);
  // Throws a fault when it does not open: the row was tampered with, or its key is gone.
  std::string open(store::TenantTxn& txn, const crypto::Sealed<std::string>& sealed, base::MessageId message);

 private:
  using Shared = std::shared_ptr<const keys::ShredKey>;
  Shared get(store::TenantTxn& txn, base::ShredKeyId id);
  void forget(base::TenantId tenant, base::ShredKeyId id);

  struct Slot {
    base::TenantId tenant;
    Shared key;
  };
  keys::KeyStore& keys_;
  std::mutex mutex_;
  std::unordered_map<base::ShredKeyId, Slot> kept_;
};

}  // namespace wardroom::chat
