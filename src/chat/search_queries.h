// The search index's statements; those on message_index are in FTS5's dialect and stand together at the end. $1 is the
// tenant, bound by the transaction.
#pragma once
#include "chat/model.h"
#include "crypto/sealed.h"
#include "store/statement.h"

namespace wardroom::chat::sql {

using store::Statement;

// ---- generations

struct GenerationRow {
  std::int64_t number;
  std::uint32_t epoch;
  std::string language;
  std::string words_version;
  ChannelId walked_channel;
  std::int64_t walked_seq;
  bool complete;
};
BOOST_DESCRIBE_STRUCT(GenerationRow, (), (number, epoch, language, words_version, walked_channel, walked_seq, complete))

inline constexpr Statement<
    "SELECT number, epoch, language, words_version, walked_channel, walked_seq, complete FROM search_generations "
    "WHERE tenant_id = $1 ORDER BY number DESC">
    generations;

struct IndexedByEpoch {
  std::int64_t epoch;
  std::int64_t messages;
};
BOOST_DESCRIBE_STRUCT(IndexedByEpoch, (), (epoch, messages))

inline constexpr Statement<
    "SELECT g.epoch, COUNT(*) FROM search_generations g JOIN indexed_messages i ON i.tenant_id = $1 AND "
    "i.generation = g.number WHERE g.tenant_id = $1 GROUP BY g.epoch">
    indexed_by_epoch;
inline constexpr Statement<
    "INSERT INTO search_generations (tenant_id, number, epoch, language, words_version, walked_channel, walked_seq, "
    "complete) VALUES ($1, $2, $3, $4, $5, $6, 0, 0)">
    insert_generation;
inline constexpr Statement<
    "UPDATE search_generations SET walked_channel = $3, walked_seq = $4 WHERE tenant_id = $1 AND number = $2">
    walked;
inline constexpr Statement<"UPDATE search_generations SET complete = 1 WHERE tenant_id = $1 AND number = $2">
    complete_generation;
inline constexpr Statement<"DELETE FROM search_generations WHERE tenant_id = $1 AND number < $2">
    forget_older_generations;

// ---- walking over the messages; 16384 = 1 << indexed_id_bits

struct WalkedRow {
  MessageId id;
  ChannelId channel;
  std::int64_t seq;
  UserId author;
  std::optional<crypto::Sealed<std::string>> body;
  Timestamp created_at;
  std::string kind;
  std::optional<std::int64_t> generation;
};
BOOST_DESCRIBE_STRUCT(WalkedRow, (), (id, channel, seq, author, body, created_at, kind, generation))

inline constexpr Statement<
    "SELECT m.id, m.channel_id, m.seq, m.author_id, m.body_sealed, m.created_at, c.kind, "
    "(SELECT i.generation FROM indexed_messages i WHERE i.tenant_id = $1 AND i.id >= m.created_at * 16384 AND "
    "i.id < (m.created_at + 1) * 16384 AND i.message_id = m.id) "
    "FROM messages m JOIN channels c ON c.tenant_id = $1 AND c.id = m.channel_id "
    "WHERE m.tenant_id = $1 AND (m.channel_id, m.seq) > ($2, $3) AND m.encryption = 'server' "
    "ORDER BY m.channel_id, m.seq LIMIT $4">
    messages_to_walk;

// ---- what waits

inline constexpr Statement<"INSERT INTO search_pending (tenant_id, message_id) VALUES ($1, $2) ON CONFLICT DO NOTHING">
    insert_pending;
inline constexpr Statement<"SELECT message_id FROM search_pending WHERE tenant_id = $1 ORDER BY message_id LIMIT $2">
    pending;
inline constexpr Statement<"DELETE FROM search_pending WHERE tenant_id = $1 AND message_id = $2"> delete_pending;
inline constexpr Statement<
    "SELECT m.id, m.channel_id, m.seq, m.author_id, m.body_sealed, m.created_at, c.kind, "
    "(SELECT i.generation FROM indexed_messages i WHERE i.tenant_id = $1 AND i.id >= m.created_at * 16384 AND "
    "i.id < (m.created_at + 1) * 16384 AND i.message_id = m.id) "
    "FROM messages m JOIN channels c ON c.tenant_id = $1 AND c.id = m.channel_id "
    "WHERE m.tenant_id = $1 AND m.id = $2 AND m.encryption = 'server'">
    message_to_index;

// ---- what was indexed

struct IndexedRow {
  MessageId message;
  ChannelId channel;
};
BOOST_DESCRIBE_STRUCT(IndexedRow, (), (message, channel))

inline constexpr Statement<
    "INSERT INTO indexed_messages (tenant_id, id, message_id, channel_id, generation, words, extras) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING">
    insert_indexed;
inline constexpr Statement<"SELECT message_id, channel_id FROM indexed_messages WHERE tenant_id = $1 AND id = $2">
    indexed;
inline constexpr Statement<
    "SELECT id FROM indexed_messages WHERE tenant_id = $1 AND id >= $2 AND id < $3 AND message_id = $4">
    indexed_id;
inline constexpr Statement<"DELETE FROM indexed_messages WHERE tenant_id = $1 AND id = $2"> delete_indexed;
inline constexpr Statement<
    "DELETE FROM indexed_messages WHERE tenant_id = $1 AND id IN (SELECT i.id FROM indexed_messages i "
    "WHERE i.tenant_id = $1 AND i.channel_id = $2 ORDER BY i.id LIMIT $3)">
    delete_indexed_of_channel;

inline constexpr Statement<
    "INSERT INTO search_leftovers (tenant_id, channel_id) VALUES ($1, $2) ON CONFLICT DO NOTHING">
    insert_leftover;
inline constexpr Statement<"SELECT channel_id FROM search_leftovers WHERE tenant_id = $1 LIMIT 1"> leftover;
inline constexpr Statement<"DELETE FROM search_leftovers WHERE tenant_id = $1 AND channel_id = $2"> delete_leftover;

// ---- where a person may look

struct VisibleChannel {
  ChannelId id;
  std::string kind;
  crypto::Sealed<std::string> name;
};
BOOST_DESCRIBE_STRUCT(VisibleChannel, (), (id, kind, name))

inline constexpr Statement<
    "SELECT m.channel_id, c.kind, c.name_sealed FROM memberships m JOIN channels c ON c.tenant_id = $1 AND "
    "c.id = m.channel_id WHERE m.tenant_id = $1 AND m.user_id = $2 ORDER BY m.channel_id">
    own_channels;
inline constexpr Statement<
    "SELECT id, kind, name_sealed FROM channels WHERE tenant_id = $1 AND kind = 'public' ORDER BY id">
    all_public_channels;

// ---- FTS5

inline constexpr Statement<"INSERT INTO message_index (tenant_id, rowid, words, extras) VALUES ($1, $2, $3, $4)">
    put_into_index;
inline constexpr Statement<
    "INSERT INTO message_index (tenant_id, message_index, rowid, words, extras) "
    "SELECT $1, 'delete', i.id, i.words, i.extras FROM indexed_messages i WHERE i.tenant_id = $1 AND i.id = $2">
    take_out_of_index;
inline constexpr Statement<
    "INSERT INTO message_index (tenant_id, message_index, rowid, words, extras) "
    "SELECT $1, 'delete', i.id, i.words, i.extras FROM indexed_messages i "
    "WHERE i.tenant_id = $1 AND i.channel_id = $2 ORDER BY i.id LIMIT $3">
    take_channel_out_of_index;

struct Match {
  std::int64_t id;
  double rank;
};
BOOST_DESCRIBE_STRUCT(Match, (), (id, rank))

// The newest matches from $3 up to below $4. search_rank: store/full_text_rank.h.
inline constexpr Statement<
    "SELECT rowid, search_rank(message_index) FROM message_index WHERE tenant_id = $1 AND message_index MATCH $2 "
    "AND rowid >= $3 AND rowid < $4 ORDER BY rowid DESC LIMIT $5">
    matches;

}  // namespace wardroom::chat::sql
