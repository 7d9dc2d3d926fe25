#include "chat/gate.h"
#include "webhooks/gate.h"
#include "webhooks/operations.h"

namespace wardroom::webhooks {
namespace {

using access::Permission;
using operation::Audited;
using operation::Call;
using operation::Empty;
using operation::Method;
using operation::Operation;
using operation::Policy;
using operation::Rate;

struct ListWebhooks {
  ChannelId channel;
};
BOOST_DESCRIBE_STRUCT(ListWebhooks, (), (channel))

struct CreateOutgoing : Endpoint {
  ChannelId channel;
};
BOOST_DESCRIBE_STRUCT(CreateOutgoing, (Endpoint), (channel))

struct OneOutgoing {
  WebhookId outgoing_webhook;
};
BOOST_DESCRIBE_STRUCT(OneOutgoing, (), (outgoing_webhook))

struct ReplaceOutgoing : Endpoint {
  WebhookId outgoing_webhook;
};
BOOST_DESCRIBE_STRUCT(ReplaceOutgoing, (Endpoint), (outgoing_webhook))

struct TurnOutgoing {
  WebhookId outgoing_webhook;
  bool on = true;
};
BOOST_DESCRIBE_STRUCT(TurnOutgoing, (), (outgoing_webhook, on))

void may_add(const access::Caller& caller, store::TenantTxn& txn, const CreateOutgoing& in) {
  check_may_add(caller, txn, in.channel);
}

template <typename In>
void may_change(const access::Caller& caller, store::TenantTxn& txn, const In& in) {
  check_may_change(caller, txn, txn.one<ChannelId>(queries::channel_of_outgoing, in.outgoing_webhook));
}

constexpr std::size_t with_certificates = std::size_t{128} * 1024;
constexpr std::string_view members = "members of its channel";

// For everybody who reads the channel, for they should know who is told what they say.
constexpr Operation<ListWebhooks, WebhookList> list{
    .name = "webhook.list",
    .method = Method::get,
    .path = "/channels/{channel}/webhooks",
    .summary = "Which other systems post into a channel, and which are told what is said there, without their secrets",
    .policy = Policy<ListWebhooks>::channel(chat::channel_reader<ListWebhooks>, "whoever can read it"),
    .rate = Rate::reading,
    .audited = Audited::no("reading"),
};

constexpr Operation<CreateOutgoing, CreatedOutgoing> create{
    .name = "webhook.outgoing.create",
    .method = Method::post,
    .path = "/channels/{channel}/outgoing-webhooks",
    .summary =
        "Have another system told what happens in a channel; the secret that this is signed with is told here "
        "and never again",
    .policy = Policy<CreateOutgoing>::channel(may_add, "its members", Permission::manage_webhooks).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("webhook.created"),
    .body_limit = with_certificates,
};

constexpr Operation<ReplaceOutgoing, OutgoingWebhook> replace{
    .name = "webhook.outgoing.replace",
    .method = Method::put,
    .path = "/outgoing-webhooks/{outgoing_webhook}",
    .summary = "Say anew where an outgoing webhook leads, with what credentials, and what it tells",
    .policy =
        Policy<ReplaceOutgoing>::channel(may_change<ReplaceOutgoing>, members, Permission::manage_webhooks).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("webhook.changed"),
    .body_limit = with_certificates,
};

constexpr Operation<TurnOutgoing, OutgoingWebhook> turn{
    .name = "webhook.outgoing.switch",
    .method = Method::put,
    .path = "/outgoing-webhooks/{outgoing_webhook}/state",
    .summary = "Switch an outgoing webhook off, or on: then it goes on where it was",
    .policy = Policy<TurnOutgoing>::channel(may_change<TurnOutgoing>, members, Permission::manage_webhooks).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("webhook.changed"),
};

constexpr Operation<OneOutgoing, CreatedOutgoing> rotate{
    .name = "webhook.outgoing.rotate",
    .method = Method::post,
    .path = "/outgoing-webhooks/{outgoing_webhook}/secret",
    .summary = "Give an outgoing webhook a new secret; for a day it signs with the one before, too",
    .policy = Policy<OneOutgoing>::channel(may_change<OneOutgoing>, members, Permission::manage_webhooks).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("webhook.secret_replaced"),
};

constexpr Operation<OneOutgoing, Empty> remove{
    .name = "webhook.outgoing.delete",
    .method = Method::delete_,
    .path = "/outgoing-webhooks/{outgoing_webhook}",
    .summary = "Delete an outgoing webhook and its credentials",
    .policy = Policy<OneOutgoing>::channel(may_change<OneOutgoing>, members, Permission::manage_webhooks).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("webhook.deleted"),
};

}  // namespace

void declare_outgoing(operation::Registry& registry, const Incoming& incoming, const Outgoing& outgoing,
                      std::function<void(base::TenantId)> changed) {
  const auto tell = [changed = std::move(changed)](store::TenantTxn& txn) {
    txn.on_commit([changed, tenant = txn.tenant()] { changed(tenant); });
  };
  registry.reads(list, [&incoming, &outgoing](Call& call, const ListWebhooks& in) {
    const bool manages = call.caller.may(Permission::manage_webhooks);
    return WebhookList{incoming.list(call.txn, in.channel), outgoing.list(call.txn, in.channel, manages)};
  });
  registry.writes(create, [&outgoing, tell](Call& call, const CreateOutgoing& in) {
    auto made = outgoing.create(call.txn, call.caller.user, in.channel, in);
    call.target = made.webhook.id.text();
    call.detail = "outgoing, " + in.channel.text() + " to " + made.webhook.host;
    tell(call.txn);
    return made;
  });
  registry.writes(replace, [&outgoing, tell](Call& call, const ReplaceOutgoing& in) {
    call.target = in.outgoing_webhook.text();
    auto changed = outgoing.replace(call.txn, call.caller.user, in.outgoing_webhook, in);
    call.detail = "to " + changed.host;
    tell(call.txn);
    return changed;
  });
  registry.writes(turn, [&outgoing, tell](Call& call, const TurnOutgoing& in) {
    call.target = in.outgoing_webhook.text();
    call.detail = in.on ? "on" : "off";
    tell(call.txn);
    return outgoing.turn(call.txn, in.outgoing_webhook, in.on);
  });
  registry.writes(rotate, [&outgoing](Call& call, const OneOutgoing& in) {
    call.target = in.outgoing_webhook.text();
    return outgoing.replace_secret(call.txn, in.outgoing_webhook);
  });
  registry.writes(remove, [&outgoing, tell](Call& call, const OneOutgoing& in) {
    call.target = in.outgoing_webhook.text();
    outgoing.remove(call.txn, in.outgoing_webhook);
    tell(call.txn);
    return Empty{};
  });
}

}  // namespace wardroom::webhooks
