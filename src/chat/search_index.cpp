#include "chat/search_index.h"

#include <stdexcept>

#include "base/json.h"
#include "base/log.h"

namespace wardroom::chat {
namespace {

constexpr std::int64_t taken_out_at_once = 100;  // about half a millisecond each
constexpr std::int64_t upkeep_batch = 50;

std::shared_ptr<const crypto::Key> index_key(const keys::TenantKeys& keys, std::uint32_t epoch) {
  auto key = keys.purpose_key(crypto::Purpose::search, epoch);
  if (!key) return nullptr;
  return std::make_shared<const crypto::Key>(std::move(*key));
}

Generation begin_generation(const IndexParts& parts, store::TenantTxn& txn, std::int64_t number, std::uint32_t epoch,
                            workspace::Language language) {
  txn.exec(sql::insert_generation, number, epoch, std::string(base::enum_name(language)), words_version(), ChannelId{});
  return {number, index_key(*parts.keys.open(txn.tenant()), epoch), language};
}

bool fits(const sql::GenerationRow& generation, const keys::TenantKeys& keys, workspace::Language language) {
  return generation.epoch == keys.epoch() && generation.language == base::enum_name(language) &&
         generation.words_version == words_version();
}

// What is written under; begun when the tenant's epoch, its language or the rules for words have changed.
Generation current_generation(const IndexParts& parts, store::TenantTxn& txn) {
  const auto keys = parts.keys.open(txn.tenant());
  const auto language = parts.workspaces.language(txn);
  const auto newest = txn.one<sql::GenerationRow>(sql::generations);
  if (newest && fits(*newest, *keys, language)) return {newest->number, index_key(*keys, newest->epoch), language};
  return begin_generation(parts, txn, newest ? newest->number + 1 : 1, keys->epoch(), language);
}

// Free places of one millisecond are tried from one that the message's id tells.
std::int64_t insert_row(store::TenantTxn& txn, const Indexable& message, std::int64_t generation,
                        const IndexText& text) {
  constexpr std::int64_t places = 1LL << indexed_id_bits;
  // By the id's counter, so that messages of one millisecond keep their order; what it lacks is chance.
  const auto counter = (message.id.uuid[6] & 0x0f) << 8 | message.id.uuid[7];
  const auto start = counter << (indexed_id_bits - 12) | (message.id.uuid[15] & ((1 << (indexed_id_bits - 12)) - 1));
  for (std::int64_t n = 0; n < places; ++n) {
    const auto id = first_indexed_id(message.created_at) + (start + n) % places;
    if (txn.exec(sql::insert_indexed, id, message.id, message.channel, generation, text.words, text.extras) == 1)
      return id;
  }
  throw std::runtime_error("more messages in one millisecond than the index has places for");
}

void index_under(const Generation& generation, store::TenantTxn& txn, const Indexable& message) {
  if (!generation.key) throw std::runtime_error("the newest epoch has no search key");
  const Tokens tokens(*generation.key, scope_of(message.channel, message.is_public));
  const auto text = index_text(tokens, stemmer_of(generation.language), message.channel, message.author, message.text);
  txn.exec(sql::put_into_index, insert_row(txn, message, generation.number, text), text.words, text.extras);
}

// Answers whether that was all of it.
bool take_out(store::TenantTxn& txn, ChannelId channel, std::int64_t limit) {
  txn.exec(sql::take_channel_out_of_index, channel, limit);
  return txn.exec(sql::delete_indexed_of_channel, channel, limit) < limit;
}

// One that does not open is left out: it must not keep the others from being found.
std::optional<std::string> text_of(const IndexParts& parts, store::TenantTxn& txn, const sql::WalkedRow& row) try {
  return parts.shred_keys.open(txn, *row.body, row.id);
} catch (const std::exception& error) {
  base::log_error("message {} is left out of the search index: {}", row.id.text(), error.what());
  return std::nullopt;
}

void walk_over(const IndexParts& parts, store::TenantTxn& txn, const Generation& current, const sql::WalkedRow& row) {
  if (!row.body || row.generation == current.number) return;
  if (row.generation) unindex_message(txn, row.id, row.created_at);
  const auto text = text_of(parts, txn, row);
  if (text) index_under(current, txn, {row.id, row.channel, row.kind == "public", row.author, row.created_at, *text});
}

}  // namespace

void index_message(const IndexParts& parts, store::TenantTxn& txn, const Indexable& message) {
  index_under(current_generation(parts, txn), txn, message);
}

void index_later(const Parts& parts, store::TenantTxn& txn, MessageId id) {
  txn.exec(sql::insert_pending, id);
  txn.on_commit([&queue = parts.index_queue, tenant = txn.tenant()] { queue.add(tenant); });
}

bool has_pending(store::TenantTxn& txn) { return txn.one<MessageId>(sql::pending, 1).has_value(); }

std::int64_t fold_pending(const IndexParts& parts, store::TenantTxn& txn, std::int64_t limit) {
  const auto ids = txn.all<MessageId>(sql::pending, limit);
  if (ids.empty()) return 0;
  const auto current = current_generation(parts, txn);
  for (const auto& id : ids) {
    const auto row = txn.one<sql::WalkedRow>(sql::message_to_index, id);  // deleted meanwhile with its channel, perhaps
    if (row) walk_over(parts, txn, current, *row);
    txn.exec(sql::delete_pending, id);
  }
  return static_cast<std::int64_t>(ids.size());
}

void unindex_message(store::TenantTxn& txn, MessageId id, Timestamp created_at) {
  txn.exec(sql::delete_pending, id);
  const auto place =
      txn.one<std::int64_t>(sql::indexed_id, first_indexed_id(created_at), first_indexed_id({created_at.ms + 1}), id);
  if (!place) return;
  txn.exec(sql::take_out_of_index, *place);
  txn.exec(sql::delete_indexed, *place);
}

void unindex_channel(store::TenantTxn& txn, ChannelId channel) {
  if (!take_out(txn, channel, taken_out_at_once)) txn.exec(sql::insert_leftover, channel);
}

std::vector<Generation> live_generations(const IndexParts& parts, store::TenantTxn& txn) {
  const auto keys = parts.keys.open(txn.tenant());
  std::vector<Generation> out;
  for (const auto& row : txn.all<sql::GenerationRow>(sql::generations)) {
    auto key = index_key(*keys, row.epoch);
    const auto language = base::enum_from<workspace::Language>(row.language);
    if (key && language) out.push_back({row.number, std::move(key), *language});
  }
  return out;
}

Reindexed reindex_batch(const IndexParts& parts, store::TenantTxn& txn, std::int64_t limit) {
  const auto current = current_generation(parts, txn);
  const auto state = txn.one<sql::GenerationRow>(sql::generations).value();
  if (state.complete) return {true, 0};
  const auto rows = txn.all<sql::WalkedRow>(sql::messages_to_walk, state.walked_channel, state.walked_seq, limit);
  for (const auto& row : rows) walk_over(parts, txn, current, row);
  const bool done = std::cmp_less(rows.size(), limit);
  if (!rows.empty()) txn.exec(sql::walked, current.number, rows.back().channel, rows.back().seq);
  if (done) {
    txn.exec(sql::complete_generation, current.number);
    txn.exec(sql::forget_older_generations, current.number);
  }
  return {done, static_cast<std::int64_t>(rows.size())};
}

bool index_is_complete(store::TenantTxn& txn) {
  if (has_pending(txn)) return false;
  const auto all = txn.all<sql::GenerationRow>(sql::generations);
  return all.empty() || all.size() > 1 || all.front().complete;  // an older one holds what is not moved yet
}

bool index_is_settled(const IndexParts& parts, store::TenantTxn& txn) {
  const auto newest = txn.one<sql::GenerationRow>(sql::generations);
  return newest && newest->complete && fits(*newest, *parts.keys.open(txn.tenant()), parts.workspaces.language(txn)) &&
         !txn.one<ChannelId>(sql::leftover) && !has_pending(txn);
}

bool index_upkeep(const IndexParts& parts, store::TenantTxn& txn) {
  if (const auto channel = txn.one<ChannelId>(sql::leftover)) {
    if (take_out(txn, *channel, upkeep_batch)) txn.exec(sql::delete_leftover, *channel);
    return true;
  }
  if (fold_pending(parts, txn, upkeep_batch) > 0) return true;
  return !reindex_batch(parts, txn, upkeep_batch).done;
}

keys::SealedColumn index_tokens(IndexParts parts) {
  const auto reseal = [parts](store::TenantTxn& txn, const keys::TenantKeys&, base::ByteView, int limit) {
    if (!txn.one<sql::GenerationRow>(sql::generations)) return keys::Walked{.end = true};  // nothing was ever indexed
    const auto step = reindex_batch(parts, txn, limit);
    return keys::Walked{.rows = step.looked_at, .resealed = step.looked_at, .end = step.done};
  };
  const auto check = [](store::TenantTxn&, const keys::TenantKeys&, base::ByteView, int) {
    return keys::Walked{.end = true};  // a token does not open: it is only ever compared
  };
  const auto count = [](store::TenantTxn& txn) {
    keys::HeaderCounts out;
    for (const auto& row : txn.all<sql::IndexedByEpoch>(sql::indexed_by_epoch))
      out[{keys::Purpose::search, static_cast<std::uint32_t>(row.epoch)}] += row.messages;
    return out;
  };
  return {"message_index.words", reseal, check, count, ""};
}

}  // namespace wardroom::chat
