// The keys messages hang from: one for each channel and period (30 days of UTC, a setting), begun by the first message
// of the period, destroyed with it. A stored message names its key, so old ones open with theirs. Unwrapped keys are
// kept in a bounded memory, because every message needs one. Any thread.
#pragma once
#include <chrono>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>

#include "keys/key_store.h"
#include "store/txn.h"

namespace wardroom::chat {

inline constexpr std::chrono::days default_shred_period{30};

class ShredKeys {
 public:
  explicit ShredKeys(keys::KeyStore& keys, std::chrono::days period = default_shred_period)
      : keys_(keys), period_(period) {}

  // For the channel's messages of this time, under the newest epoch; made if there is none.
  base::ShredKeyId of_time(store::TenantTxn& txn, base::ChannelId channel, base::Timestamp at);
  // The same for a new message, given the key that the last one hung from. A new key is stored with the channel.
  base::ShredKeyId current(store::TenantTxn& txn, base::ChannelId channel, base::ShredKeyId last, base::Timestamp at);
  // For a message's new text: the key it hangs from, or one of its time under the newest epoch.
  base::ShredKeyId of_message(store::TenantTxn& txn, base::ChannelId channel, base::Timestamp created_at,
                              const crypto::Sealed<std::string>& body);

  void destroy(store::TenantTxn& txn, base::ShredKeyId id);  // what hangs from it opens nowhere from now on
  void forget_tenant(base::TenantId tenant);                 // after its keys were taken away
  void destroy_all(store::TenantTxn& txn, base::ChannelId channel);

  crypto::Sealed<std::string> seal(store::TenantTxn& txn, base::ShredKeyId id, base::MessageId message,
                                   std::string_view text);
  // Throws a fault when it does not open: the row was tampered with, or its key is gone.
  std::string open(store::TenantTxn& txn, const crypto::Sealed<std::string>& sealed, base::MessageId message);
  bool is_newest(store::TenantTxn& txn, base::ShredKeyId id);  // of the newest epoch; a key that is gone is a fault

 private:
  struct Held {
    base::TenantId tenant;
    base::ChannelId channel;
    base::Timestamp from, until;
    std::uint32_t epoch;
    keys::ShredKey key;
  };
  using Shared = std::shared_ptr<const Held>;
  Shared get(store::TenantTxn& txn, base::ShredKeyId id);
  void forget(base::TenantId tenant, base::ShredKeyId id);
  base::ShredKeyId create(store::TenantTxn& txn, base::ChannelId channel, base::Timestamp at);

  keys::KeyStore& keys_;
  std::chrono::days period_;
  std::mutex mutex_;
  std::unordered_map<base::ShredKeyId, Shared> kept_;
};

}  // namespace wardroom::chat
