#include "chat/shred_keys.h"

#include <stdexcept>

#include "chat/queries.h"

namespace wardroom::chat {
namespace {

constexpr std::size_t kept_at_most = 4096;  // about three pages each

crypto::Place body_of(base::TenantId tenant, const base::MessageId& message) {
  return {tenant, "messages", "body_sealed", message.bytes()};
}

}  // namespace

base::ShredKeyId ShredKeys::create(store::TenantTxn& txn) {
  const auto key = keys::TenantKeys::new_shred_key();
  txn.exec(sql::insert_shred_key, key.id, keys_.open(txn.tenant())->wrap(key), base::now());
  return key.id;
}

void ShredKeys::destroy(store::TenantTxn& txn, base::ShredKeyId id) {
  txn.exec(sql::delete_shred_key, id);
  txn.on_commit([this, tenant = txn.tenant(), id] { forget(tenant, id); });
}

void ShredKeys::forget(base::TenantId tenant, base::ShredKeyId id) {
  const std::lock_guard lock(mutex_);
  const auto at = kept_.find(id);
  if (at != kept_.end() && at->second.tenant == tenant) kept_.erase(at);
}

void ShredKeys::forget_tenant(base::TenantId tenant) {
  const std::lock_guard lock(mutex_);
  std::erase_if(kept_, [&](const auto& entry) { return entry.second.tenant == tenant; });
}

ShredKeys::Shared ShredKeys::get(store::TenantTxn& txn, base::ShredKeyId id) {
  {
    const std::lock_guard lock(mutex_);
    const auto at = kept_.find(id);
    if (at != kept_.end() && at->second.tenant == txn.tenant()) return at->second.key;
  }
  const auto wrapped = txn.one<crypto::Sealed<keys::ShredKey>>(sql::shred_key, id);
  if (!wrapped) throw std::runtime_error("a message's shred key is gone");
  auto key = keys_.open(txn.tenant())->unwrap(*wrapped, id);
  if (!key) throw std::runtime_error("a message's shred key does not open");
  auto shared = std::make_shared<const keys::ShredKey>(std::move(*key));
  const std::lock_guard lock(mutex_);
  if (!keys_.held(txn.tenant())) return shared;  // gone dark meanwhile: not to be found after forget_tenant
  if (kept_.size() >= kept_at_most) kept_.erase(kept_.begin());
  kept_.insert_or_assign(id, Slot{txn.tenant(), shared});
  return shared;
}

crypto::Sealed<std::string> ShredKeys::seal(store::TenantTxn& txn, base::ShredKeyId id, base::MessageId message,
                                            std::string_view text) {
  return keys::seal_message(*get(txn, id), body_of(txn.tenant(), message), text);
}

std::string ShredKeys::open(store::TenantTxn& txn, const crypto::Sealed<std::string>& sealed, base::MessageId message) {
  const auto id = keys::shred_key_of(sealed);
  if (!id) throw std::runtime_error("a message's seal is damaged");
  auto text = keys::open_message(*get(txn, *id), sealed, body_of(txn.tenant(), message));
  if (!text) throw std::runtime_error("a message does not open");
  return std::move(*text);
}

}  // namespace wardroom::chat
