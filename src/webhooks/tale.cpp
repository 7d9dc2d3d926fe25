#include "webhooks/tale.h"

#include "base/json.h"
#include "chat/channels.h"

namespace wardroom::webhooks {
namespace {

boost::json::value person(const Parts& parts, store::TenantTxn& txn, base::UserId id) {
  const auto user = parts.chat.directory.find(txn, id);
  if (!user) return {{"id", id.text()}};
  return {{"id", id.text()}, {"username", user->username}, {"display_name", user->display_name}};
}

boost::json::value message_of(const chat::Message& message) {
  boost::json::object out{{"id", message.id.text()},
                          {"text", message.text},
                          {"created_at", base::to_rfc3339(message.created_at)},
                          {"deleted", message.deleted}};
  if (message.edited_at) out["edited_at"] = base::to_rfc3339(*message.edited_at);
  return out;
}

}  // namespace

std::string tale_of(const Parts& parts, store::TenantTxn& txn, const chat::Event& event) {
  const auto channel = chat::channel_info(parts.chat, txn, event.channel);
  boost::json::object data{{"workspace", txn.tenant().text()},
                           {"channel", {{"id", event.channel.text()}, {"name", channel ? channel->name : ""}}},
                           {"seq", event.seq},
                           {"actor", person(parts, txn, event.actor)}};
  if (event.message) data["message"] = message_of(*event.message);
  if (event.user) data["user"] = person(parts, txn, *event.user);
  return base::json_text(
      boost::json::object{{"type", event.event}, {"timestamp", base::to_rfc3339(event.at)}, {"data", std::move(data)}});
}

}  // namespace wardroom::webhooks
