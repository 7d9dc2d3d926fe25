#include "chat/bots.h"

#include <stdexcept>

#include "chat/queries.h"

namespace wardroom::chat {
namespace {

keys::Place name_place(const base::TenantId& tenant, const BotId& id) {
  return {tenant, "bots", "name_sealed", id.bytes()};
}

}  // namespace

BotId make_bot(const Parts& parts, store::TenantTxn& txn, const std::string& name) {
  const auto id = BotId::make();
  txn.exec(sql::insert_bot, id,
           parts.keys.open(txn.tenant())->seal(keys::Purpose::content, name_place(txn.tenant(), id), name));
  return id;
}

Bot find_bot(const Parts& parts, store::TenantTxn& txn, BotId id) {
  const auto sealed = txn.one<crypto::Sealed<std::string>>(sql::bot_name, id);
  if (sealed) {
    auto name = parts.keys.open(txn.tenant())->open(*sealed, name_place(txn.tenant(), id));
    if (name) return {id, std::move(*name)};
  }
  throw std::runtime_error("the name under which a program posts is gone or damaged");
}

}  // namespace wardroom::chat
