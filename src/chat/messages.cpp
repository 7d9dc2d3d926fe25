#include "chat/messages.h"

#include <algorithm>

#include "chat/event_log.h"
#include "chat/gate.h"
#include "chat/mentions.h"
#include "chat/queries.h"
#include "chat/search_index.h"

namespace wardroom::chat {
namespace {

Message opened(const Parts& parts, store::TenantTxn& txn, const sql::MessageRow& row) {
  Message out{row.id, row.channel, row.seq, row.author, "", row.nonce, row.created_at, row.edited_at, row.deleted};
  if (row.body) out.text = parts.shred_keys.open(txn, *row.body, row.id);
  return out;
}

void require_text(const std::string& text) {
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
    throw base::invalid_field("body.text", "A message needs something besides white space.");
  }
}

void record(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, const char* kind, std::int64_t seq,
            base::Timestamp at, const Message& message) {
  append_event(parts, txn, {kind, message.channel, seq, at, caller.user, message, std::nullopt, std::nullopt});
}

}  // namespace

Message post_message(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, ChannelId channel,
                     std::string text, std::optional<std::string> nonce) {
  require_text(text);
  if (nonce) {
    if (const auto first = txn.one<sql::MessageRow>(sql::message_by_nonce, caller.user, *nonce)) {
      if (first->channel == channel) return opened(parts, txn, *first);
      throw base::Problem(409, "nonce_used", "This nonce was used in another channel; take a new one for each message.")
          .at("body.nonce");
    }
  }
  require_mentionable(parts, txn, caller, text);
  const auto taken = take_seq(txn, channel);
  const auto at = base::now();
  Message message{MessageId::make(), channel, taken.seq,    caller.user, std::move(text),
                  std::move(nonce),  at,      std::nullopt, false};
  const auto key = parts.shred_keys.current(txn, channel, taken.shred_key, at);
  const auto body = parts.shred_keys.seal(txn, key, message.id, message.text);
  txn.exec(sql::insert_message, channel, message.seq, message.id, caller.user, message.nonce, body, at);
  index_later(parts, txn, message.id);
  txn.exec(sql::mark_read, message.seq, channel, caller.user);
  record(parts, txn, caller, "message.posted", message.seq, at, message);
  return message;
}

Message edit_message(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, MessageId id,
                     std::string text) {
  require_text(text);
  const auto row = require_message(caller, txn, id);
  check_member(caller, txn, row.channel);
  if (row.author != caller.user) throw base::Problem(403, "not_the_author", "Only its author can edit a message.");
  if (row.deleted) throw base::Problem(409, "message_deleted", "This message was deleted.");
  auto message = opened(parts, txn, row);
  if (message.text == text) return message;
  require_mentionable(parts, txn, caller, text, message.text);
  message.text = std::move(text);
  message.edited_at = base::now();
  const auto key = parts.shred_keys.of_message(txn, row.channel, row.created_at, row.body.value());
  txn.exec(sql::edit_message, parts.shred_keys.seal(txn, key, id, message.text), *message.edited_at, id);
  unindex_message(txn, id, row.created_at);
  index_later(parts, txn, id);
  record(parts, txn, caller, "message.edited", next_seq(txn, row.channel), *message.edited_at, message);
  return message;
}

Message delete_message(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, MessageId id) {
  const auto row = require_message(caller, txn, id);
  check_member(caller, txn, row.channel);
  if (row.author != caller.user) access::require(caller, access::Permission::delete_messages);
  Message message{row.id, row.channel, row.seq, row.author, "", row.nonce, row.created_at, row.edited_at, true};
  if (row.deleted) return message;
  txn.exec(sql::erase_message, id);
  unindex_message(txn, id, row.created_at);
  record(parts, txn, caller, "message.deleted", next_seq(txn, row.channel), base::now(), message);
  return message;
}

std::optional<Message> find_message(const Parts& parts, store::TenantTxn& txn, MessageId id) {
  const auto row = txn.one<sql::MessageRow>(sql::message, id);
  if (!row) return std::nullopt;
  return opened(parts, txn, *row);
}

MessagePage list_messages(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, ChannelId channel,
                          Direction direction, std::int64_t from, std::int64_t limit) {
  const bool directory = caller.may(access::Permission::channel_directory);
  const bool backwards = direction == Direction::before;
  auto rows = backwards
                  ? txn.all<sql::MessageRow>(sql::messages_before, channel, from, limit + 1, caller.user, directory)
                  : txn.all<sql::MessageRow>(sql::messages_after, channel, from, limit + 1, caller.user, directory);
  MessagePage page;
  page.more = std::cmp_greater(rows.size(), limit);
  if (page.more) rows.pop_back();
  for (const auto& row : rows) page.items.push_back(opened(parts, txn, row));
  if (page.more) page.next = std::to_string(page.items.back().seq);
  if (backwards) std::ranges::reverse(page.items);
  return page;
}

}  // namespace wardroom::chat
