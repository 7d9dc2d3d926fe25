#include "chat/gate.h"

namespace wardroom::chat {
namespace {

base::Problem no_channel() { return {404, "channel_not_found", "There is no channel of this id that you can see."}; }

base::Problem no_message() { return {404, "message_not_found", "There is no message of this id that you can see."}; }

bool is_open(access::PermissionSet permissions, std::string_view kind) {
  return kind == "public" && permissions.has(access::Permission::channel_directory);
}

bool is_open_to(const access::Caller& caller, store::TenantTxn& txn, ChannelId channel) {
  const auto rules = txn.one<sql::ChannelRules>(sql::channel_rules, channel);
  return rules && is_open(caller.permissions, rules->kind);
}

// A membership goes with its channel, so there is a channel where there is one.
bool is_member(const access::Caller& caller, store::TenantTxn& txn, ChannelId channel) {
  return txn.one<std::int64_t>(sql::is_member, channel, caller.user).has_value();
}

bool sees_public(const access::Caller& caller) { return caller.may(access::Permission::channel_directory); }

sql::ChannelRow row_of(const access::Caller& caller, store::TenantTxn& txn, ChannelId id) {
  return txn.one<sql::ChannelRow>(sql::readable_channel, id, caller.user, sees_public(caller)).value();
}

}  // namespace

bool is_open_to(access::PermissionSet permissions, const sql::ChannelRow& channel) {
  return is_open(permissions, channel.kind);
}

bool may_read(const access::Caller& caller, store::TenantTxn& txn, ChannelId id) {
  return is_member(caller, txn, id) || is_open_to(caller, txn, id);
}

void check_readable(const access::Caller& caller, store::TenantTxn& txn, ChannelId id) {
  if (!may_read(caller, txn, id)) throw no_channel();
}

void check_member(const access::Caller& caller, store::TenantTxn& txn, ChannelId id) {
  if (is_member(caller, txn, id)) return;
  if (!is_open_to(caller, txn, id)) throw no_channel();
  throw base::Problem(403, "not_a_member", "Join this channel first.");
}

void check_manageable(const access::Caller& caller, store::TenantTxn& txn, ChannelId id,
                      access::Permission permission) {
  check_member(caller, txn, id);
  const auto rules = txn.one<sql::ChannelRules>(sql::channel_rules, id).value();
  if (rules.kind == "direct")
    throw base::Problem(409, "direct_conversation", "A direct conversation has no name or topic and stays.");
  if (rules.created_by != caller.user) access::require(caller, permission);
}

sql::ChannelRow require_readable(const access::Caller& caller, store::TenantTxn& txn, ChannelId id) {
  auto row = txn.one<sql::ChannelRow>(sql::readable_channel, id, caller.user, sees_public(caller));
  if (!row) throw no_channel();
  return std::move(*row);
}

sql::ChannelRow require_member(const access::Caller& caller, store::TenantTxn& txn, ChannelId id) {
  check_member(caller, txn, id);
  return row_of(caller, txn, id);
}

sql::ChannelRow require_manageable(const access::Caller& caller, store::TenantTxn& txn, ChannelId id,
                                   access::Permission permission) {
  check_manageable(caller, txn, id, permission);
  return row_of(caller, txn, id);
}

sql::MessageRow require_message(const access::Caller& caller, store::TenantTxn& txn, MessageId id) {
  auto message = txn.one<sql::MessageRow>(sql::readable_message, id, caller.user, sees_public(caller));
  if (!message) throw no_message();
  return std::move(*message);
}

}  // namespace wardroom::chat
