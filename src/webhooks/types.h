// What the webhooks room's operations take and tell. Addresses, tokens and keys are set and replaced, and told once at
// most, when the server made them.
#pragma once
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/text.h"

namespace wardroom::webhooks {

using base::ChannelId;
using base::Timestamp;
using base::UserId;
using base::WebhookId;

using Name = base::Text<1, 80>;
using Address = base::SecretText<1, 2000>;        // an address may hold a secret, as those of chat products do
using Authorization = base::SecretText<1, 4000>;  // "Bearer …", "Basic …"
using Authorities = base::Text<1, 30000>;         // PEM

struct IncomingWebhook {
  WebhookId id;
  std::string name;   // its messages stand under it
  std::string shown;  // the first eight characters of its token's secret
  UserId created_by;
  Timestamp created_at;
  std::optional<Timestamp> last_used_at;  // to about five minutes
};
BOOST_DESCRIBE_STRUCT(IncomingWebhook, (), (id, name, shown, created_by, created_at, last_used_at))

// Events of a channel's log: "message.posted" and so on.
enum class Told { message_posted, message_edited, message_deleted, member_joined, member_left, channel_updated };
BOOST_DESCRIBE_ENUM(Told, message_posted, message_edited, message_deleted, member_joined, member_left, channel_updated)

// stopped: by the server; `failure` says why.
enum class State { on, off, stopped };
BOOST_DESCRIBE_ENUM(State, on, off, stopped)

struct OutgoingWebhook {
  WebhookId id;
  std::string name;
  std::string host;  // where it leads, without the rest of the address
  std::vector<Told> events;
  bool authorization_set = false;
  State state = State::on;
  UserId created_by;
  Timestamp created_at;
  std::optional<Timestamp> told_at;        // when it was told something last
  std::optional<Timestamp> failing_since;  // since when nobody takes what it tells
  std::optional<std::string> failure;      // why; for those alone who may manage webhooks
};
BOOST_DESCRIBE_STRUCT(OutgoingWebhook, (),
                      (id, name, host, events, authorization_set, state, created_by, created_at, told_at, failing_since,
                       failure))

struct WebhookList {
  std::vector<IncomingWebhook> incoming;
  std::vector<OutgoingWebhook> outgoing;
};
BOOST_DESCRIBE_STRUCT(WebhookList, (), (incoming, outgoing))

struct CreatedIncoming {
  IncomingWebhook webhook;
  std::string url;  // shown once
};
BOOST_DESCRIBE_STRUCT(CreatedIncoming, (), (webhook, url))

struct CreatedOutgoing {
  OutgoingWebhook webhook;
  std::string secret;  // shown once: what its requests are signed with
};
BOOST_DESCRIBE_STRUCT(CreatedOutgoing, (), (webhook, secret))

// What somebody says of an outgoing one. It is replaced as a whole, so that a credential that one person entered is
// never sent to where another one says.
struct Endpoint {
  Name name;
  Address url;
  std::optional<std::vector<Told>> events;  // default: message_posted
  std::optional<Authorization> authorization;
  std::optional<Authorities> ca;  // default: the system's
};
BOOST_DESCRIBE_STRUCT(Endpoint, (), (name, url, events, authorization, ca))

}  // namespace wardroom::webhooks
