#include "chat/gate.h"

namespace wardroom::chat {
namespace {

base::Problem no_channel() { return {404, "channel_not_found", "There is no channel of this id that you can see."}; }

base::Problem no_message() { return {404, "message_not_found", "There is no message of this id that you can see."}; }

bool is_member(const access::Caller& caller, store::TenantTxn& txn, ChannelId channel) {
  return txn.one<sql::MembershipRow>(sql::membership, channel, caller.user).has_value();
}

}  // namespace

bool is_open_to(access::PermissionSet permissions, const sql::ChannelRow& channel) {
  return channel.kind == "public" && permissions.has(access::Permission::channel_directory);
}

sql::ChannelRow require_readable(const access::Caller& caller, store::TenantTxn& txn, ChannelId id) {
  auto channel = txn.one<sql::ChannelRow>(sql::channel, id);
  if (!channel || !(is_open_to(caller.permissions, *channel) || is_member(caller, txn, id))) throw no_channel();
  return std::move(*channel);
}

sql::ChannelRow require_member(const access::Caller& caller, store::TenantTxn& txn, ChannelId id) {
  auto channel = txn.one<sql::ChannelRow>(sql::channel, id);
  if (channel && is_member(caller, txn, id)) return std::move(*channel);
  if (!channel || !is_open_to(caller.permissions, *channel)) throw no_channel();
  throw base::Problem(403, "not_a_member", "Join this channel first.");
}

sql::ChannelRow require_manageable(const access::Caller& caller, store::TenantTxn& txn, ChannelId id,
                                   access::Permission permission) {
  auto channel = require_member(caller, txn, id);
  if (channel.kind == "direct")
    throw base::Problem(409, "direct_conversation", "A direct conversation has no name or topic and stays.");
  if (channel.created_by != caller.user) access::require(caller, permission);
  return channel;
}

sql::MessageRow require_message(const access::Caller& caller, store::TenantTxn& txn, MessageId id) {
  auto message = txn.one<sql::MessageRow>(sql::message, id);
  if (!message) throw no_message();
  const auto channel = txn.one<sql::ChannelRow>(sql::channel, message->channel);
  if (!channel || !(is_open_to(caller.permissions, *channel) || is_member(caller, txn, message->channel)))
    throw no_message();
  return std::move(*message);
}

}  // namespace wardroom::chat
