#include "webhooks/maker.h"

namespace wardroom::webhooks {

std::optional<access::Caller> maker(const Parts& parts, store::TenantTxn& txn, base::UserId user) {
  const auto person = parts.chat.directory.find(txn, user);
  if (!person || !person->active) return std::nullopt;
  const auto holding = parts.chat.directory.holding(txn, user);
  return access::Caller{
      .tenant = txn.tenant(), .user = user, .session = {}, .tier = holding.tier, .permissions = holding.permissions};
}

}  // namespace wardroom::webhooks
