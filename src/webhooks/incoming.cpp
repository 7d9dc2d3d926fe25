#include "webhooks/incoming.h"

#include "chat/bots.h"
#include "chat/gate.h"
#include "chat/messages.h"
#include "identity/token_text.h"
#include "webhooks/maker.h"

namespace wardroom::webhooks {
namespace {

using access::Permission;

constexpr std::size_t max_of_channel = 20;
constexpr std::size_t shown_characters = 8;
constexpr std::chrono::minutes use_is_noted_every{5};

std::string new_token(store::TenantTxn& txn) {
  return identity::new_tenant_token(identity::TokenKind::webhook, txn.tenant());
}

std::string shown_part(const std::string& token) {
  return std::string(identity::secret_part(token).substr(0, shown_characters));
}

IncomingWebhook opened(const Parts& parts, store::TenantTxn& txn, const queries::IncomingRow& row) {
  return {row.id,          chat::find_bot(parts.chat, txn, row.bot).name, row.shown, row.created_by, row.created_at,
          row.last_used_at};
}

void require_may_post(const std::optional<access::Caller>& maker, store::TenantTxn& txn, ChannelId channel) {
  const auto refused = [](const char* detail) { return base::Problem(403, "webhook_refused", detail); };
  if (!maker) throw refused("Whoever made this webhook has no account here any more; have somebody make a new one.");
  try {
    access::require(*maker, Permission::post_messages);
    chat::check_member(*maker, txn, channel);
  } catch (const base::Problem&) {
    throw refused("Whoever made this webhook may not post in its channel any more; have somebody make a new one.");
  }
}

}  // namespace

base::Problem webhook_not_found() {
  return {404, "webhook_not_found", "There is no webhook of this id that you can see."};
}

base::Problem unknown_address() {
  return {404, "webhook_not_found", "No webhook has this address (any more); have somebody make a new one."};
}

CreatedIncoming Incoming::create(store::TenantTxn& txn, UserId maker, ChannelId channel,
                                 const std::string& name) const {
  if (txn.all<queries::IncomingRow>(queries::incoming_of_channel, channel).size() >= max_of_channel) {
    throw base::Problem(409, "too_many_webhooks", "A channel has at most 20 incoming webhooks; delete one.");
  }
  const auto token = new_token(txn);
  const IncomingWebhook made{WebhookId::make(), name, shown_part(token), maker, base::now(), std::nullopt};
  txn.exec(queries::insert_incoming, made.id, channel, chat::make_bot(parts_.chat, txn, name),
           identity::token_hash(token), made.shown, maker, made.created_at);
  return {made, url_of(token)};
}

std::vector<IncomingWebhook> Incoming::list(store::TenantTxn& txn, ChannelId channel) const {
  std::vector<IncomingWebhook> out;
  for (const auto& row : txn.all<queries::IncomingRow>(queries::incoming_of_channel, channel)) {
    out.push_back(opened(parts_, txn, row));
  }
  return out;
}

CreatedIncoming Incoming::replace_token(store::TenantTxn& txn, UserId by, WebhookId id) const {
  const auto token = new_token(txn);
  if (txn.exec(queries::replace_token, id, identity::token_hash(token), shown_part(token), by) == 0) {
    throw webhook_not_found();
  }
  return {opened(parts_, txn, txn.one<queries::IncomingRow>(queries::incoming, id).value()), url_of(token)};
}

void Incoming::remove(store::TenantTxn& txn, WebhookId id) const {
  if (txn.exec(queries::drop_incoming, id) == 0) throw webhook_not_found();
}

std::optional<Incoming::Shown> Incoming::read(std::string_view token) const {
  const auto parsed = identity::parse_tenant_token(identity::TokenKind::webhook, token);
  if (!parsed || !parts_.store.exists(parsed->tenant)) return std::nullopt;
  return Shown{parsed->tenant, parsed->hash};
}

std::optional<queries::EntryRow> Incoming::find(store::TenantTxn& txn, const Shown& shown) const {
  return txn.one<queries::EntryRow>(queries::entry, shown.hash);
}

chat::Message Incoming::post(store::TenantTxn& txn, const queries::EntryRow& webhook, std::string text) const {
  const auto by = maker(parts_, txn, webhook.created_by);
  require_may_post(by, txn, webhook.channel);
  const auto now = base::now();
  if (!webhook.last_used_at || now >= *webhook.last_used_at + use_is_noted_every) {
    txn.exec(queries::used_incoming, webhook.id, now);
  }
  return chat::post_as_bot(parts_.chat, txn, *by, webhook.channel, webhook.bot, std::move(text));
}

}  // namespace wardroom::webhooks
