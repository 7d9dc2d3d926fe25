#include "webhooks/gate.h"
#include "webhooks/operations.h"
#include "webhooks/queries.h"

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

struct CreateIncoming {
  ChannelId channel;
  Name name;
};
BOOST_DESCRIBE_STRUCT(CreateIncoming, (), (channel, name))

struct OneIncoming {
  WebhookId incoming_webhook;
};
BOOST_DESCRIBE_STRUCT(OneIncoming, (), (incoming_webhook))

void may_add(const access::Caller& caller, store::TenantTxn& txn, const CreateIncoming& in) {
  check_may_add(caller, txn, in.channel);
}

void may_change(const access::Caller& caller, store::TenantTxn& txn, const OneIncoming& in) {
  check_may_change(caller, txn, txn.one<ChannelId>(queries::channel_of_incoming, in.incoming_webhook));
}

constexpr Operation<CreateIncoming, CreatedIncoming> create{
    .name = "webhook.incoming.create",
    .method = Method::post,
    .path = "/channels/{channel}/incoming-webhooks",
    .summary = "Let another system post into a channel; the address it posts to is told here and never again",
    .policy = Policy<CreateIncoming>::channel(may_add, "its members", Permission::manage_webhooks).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("webhook.created"),
};

constexpr Operation<OneIncoming, CreatedIncoming> replace{
    .name = "webhook.incoming.rotate",
    .method = Method::post,
    .path = "/incoming-webhooks/{incoming_webhook}/address",
    .summary = "Give an incoming webhook a new address; the one before is void at once",
    .policy = Policy<OneIncoming>::channel(may_change, "members of its channel", Permission::manage_webhooks).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("webhook.secret_replaced"),
};

constexpr Operation<OneIncoming, Empty> remove{
    .name = "webhook.incoming.delete",
    .method = Method::delete_,
    .path = "/incoming-webhooks/{incoming_webhook}",
    .summary = "Delete an incoming webhook; what it posted stays",
    .policy = Policy<OneIncoming>::channel(may_change, "members of its channel", Permission::manage_webhooks).fresh(),
    .rate = Rate::writing,
    .audited = Audited::as("webhook.deleted"),
};

}  // namespace

void declare_incoming(operation::Registry& registry, const Incoming& incoming) {
  registry.writes(create, [&incoming](Call& call, const CreateIncoming& in) {
    access::require(call.caller, Permission::post_messages);  // it posts on their behalf
    auto made = incoming.create(call.txn, call.caller.user, in.channel, in.name.value);
    call.target = made.webhook.id.text();
    call.detail = "incoming, " + in.channel.text();
    return made;
  });
  registry.writes(replace, [&incoming](Call& call, const OneIncoming& in) {
    call.target = in.incoming_webhook.text();
    access::require(call.caller, Permission::post_messages);
    return incoming.replace_token(call.txn, call.caller.user, in.incoming_webhook);
  });
  registry.writes(remove, [&incoming](Call& call, const OneIncoming& in) {
    call.target = in.incoming_webhook.text();
    incoming.remove(call.txn, in.incoming_webhook);
    return Empty{};
  });
}

}  // namespace wardroom::webhooks
