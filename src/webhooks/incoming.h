// Incoming webhooks: another system posts to a secret address, and it stands in the channel under the webhook's name.
// Whoever made it answers for it: it may post while they may. Inside the caller's transaction.
#pragma once
#include <optional>
#include <string_view>

#include "access/caller.h"
#include "chat/model.h"
#include "crypto/hash.h"
#include "webhooks/parts.h"
#include "webhooks/queries.h"
#include "webhooks/types.h"

namespace wardroom::webhooks {

base::Problem webhook_not_found();  // 404
base::Problem unknown_address();    // 404, to whoever posts to it

class Incoming {
 public:
  explicit Incoming(const Parts& parts) : parts_(parts) {}

  // Problem 409 too_many_webhooks.
  CreatedIncoming create(store::TenantTxn& txn, UserId maker, ChannelId channel, const std::string& name) const;
  std::vector<IncomingWebhook> list(store::TenantTxn& txn, ChannelId channel) const;
  // Whoever has the new address made answers for the webhook from then on.
  CreatedIncoming replace_token(store::TenantTxn& txn, UserId by, WebhookId id) const;  // Problem 404
  void remove(store::TenantTxn& txn, WebhookId id) const;                               // Problem 404

  struct Shown {
    base::TenantId tenant;
    crypto::Digest hash{};
  };
  // By its form and workspace alone: empty for what cannot be one.
  std::optional<Shown> read(std::string_view token) const;
  std::optional<queries::EntryRow> find(store::TenantTxn& txn, const Shown& shown) const;
  // Problem 403 when its maker may not post there (any more), and those of posting.
  chat::Message post(store::TenantTxn& txn, const queries::EntryRow& webhook, std::string text) const;

 private:
  std::string url_of(const std::string& token) const { return parts_.public_url + "/hooks/" + token; }

  const Parts& parts_;
};

}  // namespace wardroom::webhooks
