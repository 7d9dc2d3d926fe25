// Outgoing webhooks: another system is told what happens in a channel, in the order of its log, each thing until it
// takes it. Whoever made one answers for it: it tells what they may read. Address and credentials are sealed and told
// to nobody. Inside the caller's transaction.
#pragma once
#include <optional>

#include "access/caller.h"
#include "outbound/https.h"
#include "webhooks/parts.h"
#include "webhooks/queries.h"
#include "webhooks/types.h"

namespace wardroom::webhooks {

// Where and how to tell. Kept sealed, as JSON.
struct OutgoingConfig {
  std::string name, url;
  std::vector<Told> events;
  std::optional<std::string> authorization, ca;
  std::string secret;
  std::optional<std::string> former_secret;  // good beside the other for a day after it was replaced
  std::optional<Timestamp> former_until;
};
BOOST_DESCRIBE_STRUCT(OutgoingConfig, (), (name, url, events, authorization, ca, secret, former_secret, former_until))

// What comes next for one webhook.
struct Next {
  OutgoingConfig config;
  ChannelId channel;
  std::int64_t from = 0;                 // what it was told last
  std::int64_t seq = 0;                  // up to where there is nothing else for it
  std::string body;                      // what to tell; empty: nothing
  std::string id;                        // the same at every try
  std::optional<std::string> must_stop;  // why it may be told nothing any more

  ~Next();  // wipes what is secret
  Next() = default;
  Next(const Next&) = delete;
  Next(Next&&) noexcept = default;
  Next& operator=(const Next&) = delete;
  Next& operator=(Next&&) noexcept = default;
};

class Outgoing {
 public:
  explicit Outgoing(const Parts& parts) : parts_(parts) {}

  // Problem 409 too_many_webhooks, 422.
  CreatedOutgoing create(store::TenantTxn& txn, UserId maker, ChannelId channel, const Endpoint& endpoint) const;
  // with_failures: for who may manage webhooks.
  std::vector<OutgoingWebhook> list(store::TenantTxn& txn, ChannelId channel, bool with_failures) const;
  // Each: Problem 404 webhook_not_found.
  // Whoever says where it leads answers for it from then on: it stops when they leave. Problem 422.
  OutgoingWebhook replace(store::TenantTxn& txn, UserId by, WebhookId id, const Endpoint& endpoint) const;
  CreatedOutgoing replace_secret(store::TenantTxn& txn, WebhookId id) const;
  // On again, it goes on where it was, and tries at once.
  OutgoingWebhook turn(store::TenantTxn& txn, WebhookId id, bool on) const;
  void remove(store::TenantTxn& txn, WebhookId id) const;

  // For whoever delivers (deliverer.h).
  std::vector<queries::OpenRow> open(store::TenantTxn& txn) const;
  std::optional<Next> next(store::TenantTxn& txn, WebhookId id) const;  // nothing: it is gone, or off
  void passed_over(store::TenantTxn& txn, WebhookId id, const Next& next) const;
  void told(store::TenantTxn& txn, WebhookId id, const Next& next) const;
  // What it is now; nothing: it was changed in the meantime.
  std::optional<queries::FailingRow> not_told(store::TenantTxn& txn, WebhookId id, const Next& next,
                                              const std::string& why) const;
  void stop(store::TenantTxn& txn, WebhookId id, const std::string& why) const;  // recorded

  outbound::Https client_for(const OutgoingConfig& config) const;  // outbound::BadUrl

 private:
  keys::Place place(const store::TenantTxn& txn, const char* column, const WebhookId& id) const;
  OutgoingConfig open_config(store::TenantTxn& txn, const queries::OutgoingRow& row) const;
  queries::Sealed sealed(store::TenantTxn& txn, WebhookId id, const OutgoingConfig& config) const;
  queries::Sealed sealed_failure(store::TenantTxn& txn, WebhookId id, const std::string& why) const;
  queries::OutgoingRow row(store::TenantTxn& txn, WebhookId id) const;
  OutgoingWebhook shown(store::TenantTxn& txn, const queries::OutgoingRow& row, bool with_failure) const;
  OutgoingWebhook shown(store::TenantTxn& txn, WebhookId id) const { return shown(txn, row(txn, id), true); }
  OutgoingConfig checked(const Endpoint& endpoint) const;

  const Parts& parts_;
};

}  // namespace wardroom::webhooks
