// The blind full-text index over messages. The transactions that post and edit them only note what there is to index;
// fold_pending() does it, in the background and before a search. What is edited or deleted leaves the index at once.
// Any thread, each with its own transaction.
#pragma once
#include <memory>
#include <vector>

#include "chat/parts.h"
#include "chat/search_queries.h"
#include "chat/search_tokens.h"
#include "keys/sealed_column.h"

namespace wardroom::chat {

// What the index needs of the room, so that tools without a hub can keep it too.
struct IndexParts {
  IndexParts(keys::KeyStore& k, ShredKeys& s, const workspace::Workspaces& w) : keys(k), shred_keys(s), workspaces(w) {}
  IndexParts(const Parts& parts) : IndexParts(parts.keys, parts.shred_keys, parts.workspaces) {}  // NOLINT: is one
  keys::KeyStore& keys;
  ShredKeys& shred_keys;
  const workspace::Workspaces& workspaces;
};

// A message as the index takes it.
struct Indexable {
  MessageId id;
  ChannelId channel;
  bool is_public = false;
  UserId author;
  Timestamp created_at;
  std::string_view text;
};

void index_message(const IndexParts& parts, store::TenantTxn& txn, const Indexable& message);
// To be indexed as it is by then. Once the transaction stands, the queue knows of it.
void index_later(const Parts& parts, store::TenantTxn& txn, MessageId id);
bool has_pending(store::TenantTxn& txn);
// The next `limit` of them. Answers how many it looked at.
std::int64_t fold_pending(const IndexParts& parts, store::TenantTxn& txn, std::int64_t limit);
void unindex_message(store::TenantTxn& txn, MessageId id, Timestamp created_at);
// Of a channel with very many messages the oldest now and the rest by index_upkeep; none of them is found from now on.
void unindex_channel(store::TenantTxn& txn, ChannelId channel);

// The key and rules of a part of the index that is still in use; the newest first. During re-indexing there are more
// than one, and a query asks for the tokens of each.
struct Generation {
  std::int64_t number = 0;
  std::shared_ptr<const crypto::Key> key;
  workspace::Language language{};
};
std::vector<Generation> live_generations(const IndexParts& parts, store::TenantTxn& txn);

// Moves the next `limit` messages to the newest key epoch, language and rules, and those that never were in the index
// into it. The place is stored in the same transaction. Call until nothing is left; before an epoch is retired, too.
struct Reindexed {
  bool done = false;
  std::int64_t looked_at = 0;
};
Reindexed reindex_batch(const IndexParts& parts, store::TenantTxn& txn, std::int64_t limit);

// Whether every message is in the index, under whichever generation.
bool index_is_complete(store::TenantTxn& txn);
// Whether index_upkeep has nothing to do.
bool index_is_settled(const IndexParts& parts, store::TenantTxn& txn);
// What is pending, reindex_batch, and what unindex_channel left, in small steps. False: nothing is left to do.
bool index_upkeep(const IndexParts& parts, store::TenantTxn& txn);

// The index as re-encryption sees it: its tokens hang from the search key of an epoch.
keys::SealedColumn index_tokens(IndexParts parts);

// Where a message of this time may stand in the index.
inline constexpr int indexed_id_bits = 14;
constexpr std::int64_t first_indexed_id(Timestamp at) { return at.ms << indexed_id_bits; }

}  // namespace wardroom::chat
