#include "chat/message_keys.h"

#include "chat/queries.h"

namespace wardroom::chat {

std::vector<MessageKey> message_keys(store::TenantTxn& txn) { return txn.all<MessageKey>(sql::message_keys); }

void leave_out_message_keys(store::TenantTxn& txn) { txn.exec(sql::delete_shred_keys); }

std::int64_t put_back(store::TenantTxn& txn, const std::vector<MessageKey>& keys) {
  std::int64_t count = 0;
  for (const auto& key : keys) {
    count += txn.exec(sql::put_back_shred_key, key.id, key.channel, key.from, key.until, key.key, key.created_at);
  }
  return count;
}

std::int64_t bury_unreadable(ShredKeys& shred_keys, store::TenantTxn& txn) {
  const auto buried = txn.exec(sql::erase_messages_without_key);
  for (const auto& channel : txn.all<sql::KeylessChannel>(sql::channels_without_key)) {
    txn.exec(sql::hang_from, shred_keys.of_time(txn, channel.id, base::now()), channel.id, channel.shred_key);
  }
  return buried;
}

}  // namespace wardroom::chat
