#include "chat/shred_keys.h"

#include <stdexcept>

#include "chat/queries.h"

namespace wardroom::chat {
namespace {

constexpr std::size_t kept_at_most = 4096;  // about three pages each

crypto::Place body_of(base::TenantId tenant, const base::MessageId& message) {
  return {tenant, "messages", "body_sealed", message.bytes()};
}

std::uint32_t epoch_of(const crypto::Sealed<keys::ShredKey>& key) {
  const auto header = crypto::parse_sealed_header(key.bytes());
  const auto* const named = header ? std::get_if<crypto::PurposeHeader>(&*header) : nullptr;
  return named ? named->epoch : 0;
}

}  // namespace

base::ShredKeyId ShredKeys::create(store::TenantTxn& txn, base::ChannelId channel, base::Timestamp at) {
  const auto key = keys::TenantKeys::new_shred_key();
  const auto length = std::chrono::milliseconds(period_).count();
  const base::Timestamp from{at.ms - at.ms % length};
  txn.exec(sql::insert_shred_key, key.id, channel, from, base::Timestamp{from.ms + length},
           keys_.open(txn.tenant())->wrap(key), base::now());
  return key.id;
}

base::ShredKeyId ShredKeys::of_time(store::TenantTxn& txn, base::ChannelId channel, base::Timestamp at) {
  const auto epoch = keys_.open(txn.tenant())->epoch();
  for (const auto& row : txn.all<sql::ShredKeyRow>(sql::shred_keys_of_time, channel, at)) {
    if (epoch_of(row.key) == epoch) return row.id;
  }
  return create(txn, channel, at);
}

base::ShredKeyId ShredKeys::current(store::TenantTxn& txn, base::ChannelId channel, base::ShredKeyId last,
                                    base::Timestamp at) {
  const auto held = get(txn, last);
  if (held->from <= at && at < held->until && held->epoch == keys_.open(txn.tenant())->epoch()) return last;
  const auto id = of_time(txn, channel, at);
  txn.exec(sql::hang_from, id, channel, last);
  return id;
}

base::ShredKeyId ShredKeys::of_message(store::TenantTxn& txn, base::ChannelId channel, base::Timestamp created_at,
                                       const crypto::Sealed<std::string>& body) {
  const auto id = keys::shred_key_of(body);
  if (!id) throw std::runtime_error("a message's seal is damaged");
  return is_newest(txn, *id) ? *id : of_time(txn, channel, created_at);
}

bool ShredKeys::is_newest(store::TenantTxn& txn, base::ShredKeyId id) {
  return get(txn, id)->epoch == keys_.open(txn.tenant())->epoch();
}

void ShredKeys::destroy(store::TenantTxn& txn, base::ShredKeyId id) {
  txn.exec(sql::delete_shred_key, id);
  txn.on_commit([this, tenant = txn.tenant(), id] { forget(tenant, id); });
}

void ShredKeys::destroy_all(store::TenantTxn& txn, base::ChannelId channel) {
  for (const auto& id : txn.all<base::ShredKeyId>(sql::shred_keys_of_channel, channel)) destroy(txn, id);
}

void ShredKeys::forget(base::TenantId tenant, base::ShredKeyId id) {
  const std::lock_guard lock(mutex_);
  const auto at = kept_.find(id);
  if (at != kept_.end() && at->second->tenant == tenant) kept_.erase(at);
}

void ShredKeys::forget_tenant(base::TenantId tenant) {
  const std::lock_guard lock(mutex_);
  std::erase_if(kept_, [&](const auto& entry) { return entry.second->tenant == tenant; });
}

ShredKeys::Shared ShredKeys::get(store::TenantTxn& txn, base::ShredKeyId id) {
  {
    const std::lock_guard lock(mutex_);
    const auto at = kept_.find(id);
    if (at != kept_.end() && at->second->tenant == txn.tenant()) return at->second;
  }
  const auto row = txn.one<sql::ShredKeyRow>(sql::shred_key, id);
  if (!row) throw std::runtime_error("a message's shred key is gone");
  auto key = keys_.open(txn.tenant())->unwrap(row->key, id);
  if (!key) throw std::runtime_error("a message's shred key does not open");
  auto shared = std::make_shared<const Held>(
      Held{txn.tenant(), row->channel, row->from, row->until, epoch_of(row->key), std::move(*key)});
  const std::lock_guard lock(mutex_);
  if (!keys_.held(txn.tenant())) return shared;  // gone dark meanwhile: not to be found after forget_tenant
  if (kept_.size() >= kept_at_most) kept_.erase(kept_.begin());
  kept_.insert_or_assign(id, shared);
  return shared;
}

crypto::Sealed<std::string> ShredKeys::seal(store::TenantTxn& txn, base::ShredKeyId id, base::MessageId message,
                                            std::string_view text) {
  return keys::seal_message(get(txn, id)->key, body_of(txn.tenant(), message), text);
}

std::string ShredKeys::open(store::TenantTxn& txn, const crypto::Sealed<std::string>& sealed, base::MessageId message) {
  const auto id = keys::shred_key_of(sealed);
  if (!id) throw std::runtime_error("a message's seal is damaged");
  auto text = keys::open_message(get(txn, *id)->key, sealed, body_of(txn.tenant(), message));
  if (!text) throw std::runtime_error("a message does not open");
  return std::move(*text);
}

}  // namespace wardroom::chat
