#include "webhooks/outgoing.h"

#include <algorithm>
#include <stdexcept>

#include "base/json.h"
#include "base/secret.h"
#include "chat/event_log.h"
#include "chat/gate.h"
#include "webhooks/incoming.h"
#include "webhooks/maker.h"
#include "webhooks/signature.h"
#include "webhooks/tale.h"

namespace wardroom::webhooks {
namespace {

constexpr std::size_t max_of_channel = 20;
constexpr std::chrono::hours both_secrets{24};
constexpr std::chrono::seconds patience{5};
constexpr int looks_at_once = 100;  // events, for one that fits

void wipe(OutgoingConfig& config) {
  base::wipe(config.url);
  base::wipe(config.secret);
  if (config.authorization) base::wipe(*config.authorization);
  if (config.former_secret) base::wipe(*config.former_secret);
}

// No line may be added to the request by it.
void require_printable(std::string_view text, const char* field) {
  const bool fits = std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
  if (!fits) throw base::invalid_field(field, "Use letters, digits and signs of ASCII, and no line breaks.");
}

std::string kinds_of(const std::vector<Told>& events) {
  std::string out;
  for (const auto event : events) {
    std::string kind(base::enum_name(event));
    std::ranges::replace(kind, '_', '.');
    out += (out.empty() ? "" : " ") + kind;
  }
  return out;
}

std::string host_of(const std::string& url) {
  const auto [base, path] = outbound::split_url(url);
  return outbound::Https(base, {}).host();
}

}  // namespace

Next::~Next() { wipe(config); }

keys::Place Outgoing::place(const store::TenantTxn& txn, const char* column, const WebhookId& id) const {
  return {txn.tenant(), "outgoing_webhooks", column, id.bytes()};
}

queries::Sealed Outgoing::sealed(store::TenantTxn& txn, WebhookId id, const OutgoingConfig& config) const {
  auto text = base::to_json_text(config);
  auto out =
      parts_.chat.keys.open(txn.tenant())->seal(keys::Purpose::credential, place(txn, "config_sealed", id), text);
  base::wipe(text);
  return out;
}

queries::Sealed Outgoing::sealed_failure(store::TenantTxn& txn, WebhookId id, const std::string& why) const {
  return parts_.chat.keys.open(txn.tenant())->seal(keys::Purpose::content, place(txn, "failure_sealed", id), why);
}

OutgoingConfig Outgoing::open_config(store::TenantTxn& txn, const queries::OutgoingRow& row) const {
  auto text = parts_.chat.keys.open(txn.tenant())->open(row.config, place(txn, "config_sealed", row.id));
  if (!text) throw std::runtime_error("an outgoing webhook's row is damaged");
  OutgoingConfig out;
  base::read_json(out, base::parse_json(*text), "config");
  base::wipe(*text);
  return out;
}

queries::OutgoingRow Outgoing::row(store::TenantTxn& txn, WebhookId id) const {
  auto row = txn.one<queries::OutgoingRow>(queries::outgoing, id);
  if (!row) throw webhook_not_found();
  return std::move(*row);
}

OutgoingWebhook Outgoing::shown(store::TenantTxn& txn, const queries::OutgoingRow& row, bool with_failure) const {
  auto config = open_config(txn, row);
  OutgoingWebhook out{.id = row.id,
                      .name = config.name,
                      .host = host_of(config.url),
                      .events = config.events,
                      .authorization_set = config.authorization.has_value(),
                      .state = base::enum_from<State>(row.state).value(),
                      .created_by = row.created_by,
                      .created_at = row.created_at,
                      .told_at = row.told_at,
                      .failing_since = row.failing_since,
                      .failure = std::nullopt};
  if (row.failure && with_failure) {
    auto why = parts_.chat.keys.open(txn.tenant())->open(*row.failure, place(txn, "failure_sealed", row.id));
    if (why) out.failure = std::move(*why);
  }
  wipe(config);
  return out;
}

outbound::Https Outgoing::client_for(const OutgoingConfig& config) const {
  outbound::Https::Options options;
  options.ca = config.ca;
  options.reach = parts_.private_addresses ? outbound::Reach::anywhere : outbound::Reach::public_addresses;
  options.timeout = patience;
  return {outbound::split_url(config.url).first, options};
}

OutgoingConfig Outgoing::checked(const Endpoint& endpoint) const {
  OutgoingConfig out{.name = endpoint.name.value,
                     .url = endpoint.url.value,
                     .events = endpoint.events.value_or(std::vector{Told::message_posted}),
                     .authorization = std::nullopt,
                     .ca = std::nullopt,
                     .secret = {},
                     .former_secret = std::nullopt,
                     .former_until = std::nullopt};
  require_printable(out.url, "body.url");
  if (out.url.find(' ') != std::string::npos) throw base::invalid_field("body.url", "An address holds no blanks.");
  if (endpoint.authorization) out.authorization = endpoint.authorization->value;
  if (out.authorization) require_printable(*out.authorization, "body.authorization");
  if (endpoint.ca) out.ca = endpoint.ca->value;
  if (out.ca && out.ca->find("-----BEGIN CERTIFICATE-----") == std::string::npos) {
    throw base::invalid_field("body.ca", "Give certificates as PEM: -----BEGIN CERTIFICATE----- and so on.");
  }
  if (out.events.empty()) throw base::invalid_field("body.events", "Name at least one event.");
  std::ranges::sort(out.events);
  const auto twins = std::ranges::unique(out.events);
  out.events.erase(twins.begin(), twins.end());
  try {
    client_for(out);
  } catch (const outbound::BadUrl& fault) {
    throw base::invalid_field("body.url", std::string("This address will not do: ") + fault.what() + ".");
  }
  return out;
}

CreatedOutgoing Outgoing::create(store::TenantTxn& txn, UserId maker, ChannelId channel,
                                 const Endpoint& endpoint) const {
  auto config = checked(endpoint);
  if (txn.all<queries::OutgoingRow>(queries::outgoing_of_channel, channel).size() >= max_of_channel) {
    throw base::Problem(409, "too_many_webhooks", "A channel has at most 20 outgoing webhooks; delete one.");
  }
  config.secret = new_secret();
  const auto id = WebhookId::make();
  txn.exec(queries::insert_outgoing, id, channel, sealed(txn, id, config), maker, base::now());
  auto secret = config.secret;
  wipe(config);
  return {shown(txn, id), std::move(secret)};
}

std::vector<OutgoingWebhook> Outgoing::list(store::TenantTxn& txn, ChannelId channel, bool with_failures) const {
  std::vector<OutgoingWebhook> out;
  for (const auto& each : txn.all<queries::OutgoingRow>(queries::outgoing_of_channel, channel)) {
    out.push_back(shown(txn, each, with_failures));
  }
  return out;
}

OutgoingWebhook Outgoing::replace(store::TenantTxn& txn, UserId by, WebhookId id, const Endpoint& endpoint) const {
  auto before = open_config(txn, row(txn, id));
  auto config = checked(endpoint);
  config.secret = std::move(before.secret);
  config.former_secret = std::move(before.former_secret);
  config.former_until = before.former_until;
  txn.exec(queries::lead_elsewhere, id, sealed(txn, id, config), by);
  wipe(config);
  wipe(before);
  return shown(txn, id);
}

CreatedOutgoing Outgoing::replace_secret(store::TenantTxn& txn, WebhookId id) const {
  auto config = open_config(txn, row(txn, id));
  config.former_secret = std::exchange(config.secret, new_secret());
  config.former_until = base::now() + both_secrets;
  txn.exec(queries::put_config, id, sealed(txn, id, config));
  auto secret = config.secret;
  wipe(config);
  return {shown(txn, id), std::move(secret)};
}

OutgoingWebhook Outgoing::turn(store::TenantTxn& txn, WebhookId id, bool on) const {
  if (txn.exec(queries::put_state, id, std::string(on ? "on" : "off")) == 0) throw webhook_not_found();
  return shown(txn, id);
}

void Outgoing::remove(store::TenantTxn& txn, WebhookId id) const {
  if (txn.exec(queries::drop_outgoing, id) == 0) throw webhook_not_found();
}

std::vector<queries::OpenRow> Outgoing::open(store::TenantTxn& txn) const {
  return txn.all<queries::OpenRow>(queries::open_outgoing);
}

std::optional<Next> Outgoing::next(store::TenantTxn& txn, WebhookId id) const {
  const auto row = txn.one<queries::OutgoingRow>(queries::outgoing, id);
  if (!row || row->state != "on") return std::nullopt;
  Next out;
  out.channel = row->channel;
  out.from = out.seq = row->told_seq;
  const auto by = maker(parts_, txn, row->created_by);
  if (!by || !chat::may_read(*by, txn, row->channel)) {
    out.must_stop = "whoever made it may not read the channel any more";
    return out;
  }
  out.config = open_config(txn, *row);
  const auto kinds = kinds_of(out.config.events);
  for (int looked = 0; looked < looks_at_once; ++looked) {
    const auto event = chat::next_event(parts_.chat, txn, *by, row->channel, out.seq, kinds);
    if (!event) return out;
    out.seq = event->seq;
    // What programs post is told to none, so that two of them cannot keep each other talking.
    if (event->message && event->message->bot) continue;
    out.id = row->channel.text() + "-" + std::to_string(event->seq);
    out.body = tale_of(parts_, txn, *event);
    return out;
  }
  return out;
}

void Outgoing::passed_over(store::TenantTxn& txn, WebhookId id, const Next& next) const {
  txn.exec(queries::passed_over, id, next.seq);
}

void Outgoing::told(store::TenantTxn& txn, WebhookId id, const Next& next) const {
  txn.exec(queries::told, id, next.seq, base::now());
}

std::optional<queries::FailingRow> Outgoing::not_told(store::TenantTxn& txn, WebhookId id, const Next& next,
                                                      const std::string& why) const {
  return txn.one<queries::FailingRow>(queries::not_told, id, next.seq, base::now(), sealed_failure(txn, id, why));
}

void Outgoing::stop(store::TenantTxn& txn, WebhookId id, const std::string& why) const {
  if (txn.exec(queries::stop, id, sealed_failure(txn, id, why)) == 0) return;
  parts_.audit.append(txn, {.event = "webhook.stopped", .target = id.text(), .outcome = "refused", .detail = why});
}

}  // namespace wardroom::webhooks
