#include "chat/messages.h"

#include <algorithm>

#include "chat/bots.h"
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
  if (row.bot) out.bot = find_bot(parts, txn, *row.bot);
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

// With its place in the log taken, everything but its id and text given.
Message stored(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, Message message) {
  require_mentionable(parts, txn, caller, message.text);
  const auto taken = take_seq(txn, message.channel);
  message.id = MessageId::make();
  message.seq = taken.seq;
  message.author = caller.user;
  message.created_at = base::now();
  const auto key = parts.shred_keys.current(txn, message.channel, taken.shred_key, message.created_at);
  const auto body = parts.shred_keys.seal(txn, key, message.id, message.text);
  const auto bot = message.bot ? std::optional(message.bot->id) : std::nullopt;
  txn.exec(sql::insert_message, message.channel, message.seq, message.id, message.author, message.nonce, body,
           message.created_at, bot);
  index_later(parts, txn, message.id);
  // What a program posts is news to its maker, too.
  if (!bot) txn.exec(sql::mark_read, message.seq, message.channel, message.author);
  record(parts, txn, caller, "message.posted", message.seq, message.created_at, message);
  return message;
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
  Message message;
  message.channel = channel;
  message.text = std::move(text);
  message.nonce = std::move(nonce);
  return stored(parts, txn, caller, std::move(message));
}

Message post_as_bot(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, ChannelId channel,
                    BotId bot, std::string text) {
  require_text(text);
  Message message;
  message.channel = channel;
  message.text = std::move(text);
  message.bot = find_bot(parts, txn, bot);
  return stored(parts, txn, caller, std::move(message));
}

Message edit_message(const Parts& parts, store::TenantTxn& txn, const access::Caller& caller, MessageId id,
                     std::string text) {
  require_text(text);
  const auto row = require_message(caller, txn, id);
  check_member(caller, txn, row.channel);
  if (row.author != caller.user) throw base::Problem(403, "not_the_author", "Only its author can edit a message.");
  if (row.bot) {
    throw base::Problem(403, "posted_by_a_program", "A program said this; delete the message if it should not stay.");
  }
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
  if (row.bot) message.bot = find_bot(parts, txn, *row.bot);
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
