// The chat room's statements. $1 is the tenant, bound by the transaction.
#pragma once
#include "chat/model.h"
#include "crypto/hash.h"
#include "keys/tenant_keys.h"
#include "store/statement.h"

namespace wardroom::chat::sql {

using store::Statement;

// ---- channels

struct ChannelRow {
  ChannelId id;
  std::string kind;
  crypto::Sealed<std::string> name;
  crypto::Sealed<std::string> topic;
  std::optional<base::Bytes> direct_key;
  base::ShredKeyId shred_key;
  std::int64_t last_seq;
  bool everyone;
  UserId created_by;
  Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(ChannelRow, (),
                      (id, kind, name, topic, direct_key, shred_key, last_seq, everyone, created_by, created_at))

inline constexpr Statement<
    "SELECT id, kind, name_sealed, topic_sealed, direct_key, shred_key_id, last_seq, everyone, "
    "created_by, created_at FROM channels WHERE tenant_id = $1 AND id = $2">
    channel;
// Statements named readable, and those that read pages of messages and events, ask once more whether the reader may: a
// member, or anybody with channel_directory (a flag) of a public channel. What forgot its gate finds nothing.
inline constexpr Statement<
    "SELECT c.id, c.kind, c.name_sealed, c.topic_sealed, c.direct_key, c.shred_key_id, c.last_seq, c.everyone, "
    "c.created_by, c.created_at FROM channels c WHERE c.tenant_id = $1 AND c.id = $2 AND (EXISTS (SELECT 1 FROM "
    "memberships m WHERE m.tenant_id = $1 AND m.channel_id = $2 AND m.user_id = $3) OR ($4 = 1 AND c.kind = 'public'))">
    readable_channel;
inline constexpr Statement<
    "SELECT id, kind, name_sealed, topic_sealed, direct_key, shred_key_id, last_seq, everyone, "
    "created_by, created_at FROM channels WHERE tenant_id = $1 AND direct_key = $2">
    direct_channel;
inline constexpr Statement<
    "SELECT id, kind, name_sealed, topic_sealed, direct_key, shred_key_id, last_seq, everyone, "
    "created_by, created_at FROM channels WHERE tenant_id = $1 AND kind = 'public' AND id > $2 "
    "ORDER BY id LIMIT $3">
    public_channels;
inline constexpr Statement<
    "SELECT c.id, c.kind, c.name_sealed, c.topic_sealed, c.direct_key, c.shred_key_id, c.last_seq, c.everyone, "
    "c.created_by, c.created_at FROM memberships m JOIN channels c ON c.tenant_id = $1 AND c.id = m.channel_id "
    "WHERE m.tenant_id = $1 AND m.user_id = $2 AND m.channel_id > $3 ORDER BY m.channel_id LIMIT $4">
    channels_of_user;
inline constexpr Statement<"SELECT COUNT(*) FROM channels WHERE tenant_id = $1"> channel_count;
inline constexpr Statement<"SELECT id FROM channels WHERE tenant_id = $1 AND kind = 'public' AND everyone = 1">
    channels_for_everyone;
inline constexpr Statement<
    "INSERT INTO channels (tenant_id, id, kind, name_sealed, topic_sealed, direct_key, shred_key_id, last_seq, "
    "everyone, "
    "created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10)">
    insert_channel;
inline constexpr Statement<"UPDATE channels SET name_sealed = $2, topic_sealed = $3 WHERE tenant_id = $1 AND id = $4">
    update_channel;
struct TakenSeq {
  std::int64_t seq;
  base::ShredKeyId shred_key;
};
BOOST_DESCRIBE_STRUCT(TakenSeq, (), (seq, shred_key))

inline constexpr Statement<
    "UPDATE channels SET last_seq = last_seq + 1 WHERE tenant_id = $1 AND id = $2 RETURNING last_seq, shred_key_id">
    take_seq;

inline constexpr Statement<"DELETE FROM channels WHERE tenant_id = $1 AND id = $2"> delete_channel;
inline constexpr Statement<"DELETE FROM memberships WHERE tenant_id = $1 AND channel_id = $2"> delete_memberships;
inline constexpr Statement<"DELETE FROM messages WHERE tenant_id = $1 AND channel_id = $2"> delete_messages;
inline constexpr Statement<"DELETE FROM events WHERE tenant_id = $1 AND channel_id = $2"> delete_events;

// ---- shred keys

struct ShredKeyRow {
  base::ShredKeyId id;
  ChannelId channel;
  Timestamp from, until;
  crypto::Sealed<keys::ShredKey> key;
};
BOOST_DESCRIBE_STRUCT(ShredKeyRow, (), (id, channel, from, until, key))

inline constexpr Statement<
    "INSERT INTO shred_keys (tenant_id, id, channel_id, period_from, period_until, key_sealed, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)">
    insert_shred_key;
inline constexpr Statement<
    "SELECT id, channel_id, period_from, period_until, key_sealed FROM shred_keys WHERE tenant_id = $1 AND id = $2">
    shred_key;
inline constexpr Statement<
    "SELECT id, channel_id, period_from, period_until, key_sealed FROM shred_keys WHERE tenant_id = $1 AND "
    "channel_id = $2 AND period_from <= $3 AND period_until > $3">
    shred_keys_of_time;
inline constexpr Statement<
    "SELECT id, channel_id, period_from, period_until, key_sealed FROM shred_keys WHERE tenant_id = $1 AND id > $2 "
    "ORDER BY id LIMIT $3">
    shred_keys_after;
inline constexpr Statement<"SELECT id FROM shred_keys WHERE tenant_id = $1 AND channel_id = $2"> shred_keys_of_channel;
inline constexpr Statement<
    "UPDATE channels SET shred_key_id = $2 WHERE tenant_id = $1 AND id = $3 AND shred_key_id = $4">
    hang_from;

struct HeaderRow {
  std::optional<base::Bytes> header;  // none: its key is gone
  std::int64_t values;
};
BOOST_DESCRIBE_STRUCT(HeaderRow, (), (header, values))

inline constexpr Statement<
    "SELECT substr(key_sealed, 1, 6), COUNT(*) FROM shred_keys WHERE tenant_id = $1 GROUP BY substr(key_sealed, 1, 6)">
    count_shred_keys;
// A message is of its shred key's epoch.
inline constexpr Statement<
    "SELECT substr(k.key_sealed, 1, 6), COUNT(*) FROM messages m LEFT JOIN shred_keys k ON k.tenant_id = $1 AND "
    "k.id = substr(m.body_sealed, 2, 16) WHERE m.tenant_id = $1 AND m.body_sealed IS NOT NULL AND "
    "m.encryption = 'server' GROUP BY substr(k.key_sealed, 1, 6)">
    count_messages;

struct SealedMessageRow {
  MessageId id;
  ChannelId channel;
  Timestamp created_at;
  std::optional<crypto::Sealed<std::string>> body;
};
BOOST_DESCRIBE_STRUCT(SealedMessageRow, (), (id, channel, created_at, body))

inline constexpr Statement<
    "SELECT id, channel_id, created_at, body_sealed FROM messages WHERE tenant_id = $1 AND encryption = 'server' AND "
    "id > $2 ORDER BY id LIMIT $3">
    sealed_messages_after;
inline constexpr Statement<"UPDATE messages SET body_sealed = $2 WHERE tenant_id = $1 AND id = $3"> reseal_message;
inline constexpr Statement<"DELETE FROM shred_keys WHERE tenant_id = $1 AND id = $2"> delete_shred_key;

// ---- shred keys and messages of a backup

inline constexpr Statement<
    "SELECT id, channel_id, period_from, period_until, key_sealed, created_at FROM shred_keys WHERE tenant_id = $1">
    message_keys;
inline constexpr Statement<"DELETE FROM shred_keys WHERE tenant_id = $1"> delete_shred_keys;
inline constexpr Statement<
    "INSERT INTO shred_keys (tenant_id, id, channel_id, period_from, period_until, key_sealed, created_at) "
    "SELECT $1, $2, c.id, $4, $5, $6, $7 FROM channels c WHERE c.tenant_id = $1 AND c.id = $3 ON CONFLICT DO NOTHING">
    put_back_shred_key;
inline constexpr Statement<
    "UPDATE messages SET body_sealed = NULL, deleted = 1 WHERE tenant_id = $1 AND body_sealed IS NOT NULL AND "
    "encryption = 'server' AND NOT EXISTS (SELECT 1 FROM shred_keys k WHERE k.tenant_id = $1 AND "
    "k.id = substr(messages.body_sealed, 2, 16))">
    erase_messages_without_key;
struct KeylessChannel {
  ChannelId id;
  base::ShredKeyId shred_key;
};
BOOST_DESCRIBE_STRUCT(KeylessChannel, (), (id, shred_key))

inline constexpr Statement<
    "SELECT c.id, c.shred_key_id FROM channels c WHERE c.tenant_id = $1 AND NOT EXISTS (SELECT 1 FROM shred_keys k "
    "WHERE k.tenant_id = $1 AND k.id = c.shred_key_id)">
    channels_without_key;

// ---- memberships

struct MembershipRow {
  Timestamp joined_at;
  std::int64_t last_read_seq;
  bool by_hand;  // not only through groups that the channel mirrors
};
BOOST_DESCRIBE_STRUCT(MembershipRow, (), (joined_at, last_read_seq, by_hand))

struct MemberRow {
  UserId user;
  Timestamp joined_at;
};
BOOST_DESCRIBE_STRUCT(MemberRow, (), (user, joined_at))

inline constexpr Statement<
    "SELECT joined_at, last_read_seq, by_hand FROM memberships WHERE tenant_id = $1 AND channel_id = $2 AND user_id = "
    "$3">
    membership;
// What most decisions are made of: whoever is a member may read, whatever kind of channel it is.
inline constexpr Statement<"SELECT by_hand FROM memberships WHERE tenant_id = $1 AND channel_id = $2 AND user_id = $3">
    is_member;

// A channel without what is sealed.
struct ChannelRules {
  std::string kind;
  UserId created_by;
};
BOOST_DESCRIBE_STRUCT(ChannelRules, (), (kind, created_by))

inline constexpr Statement<"SELECT kind, created_by FROM channels WHERE tenant_id = $1 AND id = $2"> channel_rules;

inline constexpr Statement<
    "SELECT user_id, joined_at FROM memberships WHERE tenant_id = $1 AND channel_id = $2 AND user_id > $3 "
    "ORDER BY user_id LIMIT $4">
    members;
inline constexpr Statement<
    "SELECT p.user_id, p.joined_at FROM memberships p WHERE p.tenant_id = $1 AND p.channel_id = $2 AND p.user_id > $3 "
    "AND (EXISTS (SELECT 1 FROM memberships m WHERE m.tenant_id = $1 AND m.channel_id = $2 AND m.user_id = $5) OR ($6 "
    "= "
    "1 AND EXISTS (SELECT 1 FROM channels c WHERE c.tenant_id = $1 AND c.id = $2 AND c.kind = 'public'))) "
    "ORDER BY p.user_id LIMIT $4">
    readable_members;
inline constexpr Statement<"SELECT channel_id FROM memberships WHERE tenant_id = $1 AND user_id = $2">
    channel_ids_of_user;
inline constexpr Statement<
    "INSERT INTO memberships (tenant_id, channel_id, user_id, joined_at, last_read_seq, by_hand) VALUES ($1, $2, $3, "
    "$4, "
    "$5, $6) ON CONFLICT DO NOTHING">
    insert_membership;
inline constexpr Statement<
    "UPDATE memberships SET by_hand = 1 WHERE tenant_id = $1 AND channel_id = $2 AND user_id = $3 AND by_hand = 0">
    stay_by_hand;
inline constexpr Statement<"DELETE FROM memberships WHERE tenant_id = $1 AND channel_id = $2 AND user_id = $3">
    delete_membership;
inline constexpr Statement<
    "UPDATE memberships SET last_read_seq = $2 WHERE tenant_id = $1 AND channel_id = $3 AND user_id = $4 AND "
    "last_read_seq < $2">
    mark_read;
inline constexpr Statement<
    "SELECT COUNT(*) FROM (SELECT seq FROM messages WHERE tenant_id = $1 AND channel_id = $2 AND seq > $3 AND "
    "(author_id <> $4 OR bot_id IS NOT NULL) AND deleted = 0 LIMIT 1000) unread">
    count_unread;

// ---- groups that channels mirror

struct LinkedGroupRow {
  base::GroupId group;
  UserId by;
  Timestamp at;
};
BOOST_DESCRIBE_STRUCT(LinkedGroupRow, (), (group, by, at))

inline constexpr Statement<
    "SELECT group_id, linked_by, linked_at FROM channel_groups WHERE tenant_id = $1 AND channel_id = $2 ORDER BY "
    "group_id">
    linked_groups;
inline constexpr Statement<"SELECT channel_id FROM channel_groups WHERE tenant_id = $1 AND group_id = $2">
    channels_of_group;
inline constexpr Statement<
    "INSERT INTO channel_groups (tenant_id, channel_id, group_id, linked_by, linked_at) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT DO NOTHING">
    link_group;
inline constexpr Statement<"DELETE FROM channel_groups WHERE tenant_id = $1 AND channel_id = $2 AND group_id = $3">
    unlink_group;
inline constexpr Statement<"DELETE FROM channel_groups WHERE tenant_id = $1 AND channel_id = $2"> unlink_groups;
inline constexpr Statement<"DELETE FROM channel_groups WHERE tenant_id = $1 AND group_id = $2"> unlink_everywhere;
inline constexpr Statement<
    "SELECT COUNT(*) FROM channel_kept_out WHERE tenant_id = $1 AND channel_id = $2 AND user_id = $3">
    is_kept_out;
inline constexpr Statement<
    "INSERT INTO channel_kept_out (tenant_id, channel_id, user_id, decided_by, decided_at) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT DO NOTHING">
    keep_out;
inline constexpr Statement<"DELETE FROM channel_kept_out WHERE tenant_id = $1 AND channel_id = $2 AND user_id = $3">
    readmit;
inline constexpr Statement<"DELETE FROM channel_kept_out WHERE tenant_id = $1 AND channel_id = $2"> readmit_all;

// ---- messages

struct MessageRow {
  MessageId id;
  ChannelId channel;
  std::int64_t seq;
  UserId author;
  std::optional<std::string> nonce;
  std::optional<crypto::Sealed<std::string>> body;
  Timestamp created_at;
  std::optional<Timestamp> edited_at;
  bool deleted;
  std::optional<BotId> bot;
};
BOOST_DESCRIBE_STRUCT(MessageRow, (), (id, channel, seq, author, nonce, body, created_at, edited_at, deleted, bot))

inline constexpr Statement<
    "INSERT INTO messages (tenant_id, channel_id, seq, id, author_id, nonce, encryption, body_sealed, created_at, "
    "deleted, bot_id) VALUES ($1, $2, $3, $4, $5, $6, 'server', $7, $8, 0, $9)">
    insert_message;
inline constexpr Statement<
    "SELECT id, channel_id, seq, author_id, nonce, body_sealed, created_at, edited_at, deleted, bot_id FROM messages "
    "WHERE tenant_id = $1 AND id = $2">
    message;
inline constexpr Statement<
    "SELECT id, channel_id, seq, author_id, nonce, body_sealed, created_at, edited_at, deleted, bot_id FROM messages "
    "WHERE tenant_id = $1 AND author_id = $2 AND nonce = $3">
    message_by_nonce;
inline constexpr Statement<
    "SELECT g.id, g.channel_id, g.seq, g.author_id, g.nonce, g.body_sealed, g.created_at, g.edited_at, g.deleted, "
    "g.bot_id "
    "FROM messages g WHERE g.tenant_id = $1 AND g.id = $2 AND (EXISTS (SELECT 1 FROM memberships m WHERE m.tenant_id = "
    "$1 AND m.channel_id = g.channel_id AND m.user_id = $3) OR ($4 = 1 AND EXISTS (SELECT 1 FROM channels c WHERE "
    "c.tenant_id = $1 AND c.id = g.channel_id AND c.kind = 'public')))">
    readable_message;
inline constexpr Statement<
    "SELECT id, channel_id, seq, author_id, nonce, body_sealed, created_at, edited_at, deleted, bot_id FROM messages "
    "WHERE tenant_id = $1 AND channel_id = $2 AND seq < $3 AND "
    "(EXISTS (SELECT 1 FROM memberships m WHERE m.tenant_id = $1 AND m.channel_id = $2 AND m.user_id = $5) OR ($6 = 1 "
    "AND EXISTS (SELECT 1 FROM channels c WHERE c.tenant_id = $1 AND c.id = $2 AND c.kind = 'public'))) ORDER BY seq "
    "DESC "
    "LIMIT $4">
    messages_before;
inline constexpr Statement<
    "SELECT id, channel_id, seq, author_id, nonce, body_sealed, created_at, edited_at, deleted, bot_id FROM messages "
    "WHERE tenant_id = $1 AND channel_id = $2 AND seq > $3 AND "
    "(EXISTS (SELECT 1 FROM memberships m WHERE m.tenant_id = $1 AND m.channel_id = $2 AND m.user_id = $5) OR ($6 = 1 "
    "AND EXISTS (SELECT 1 FROM channels c WHERE c.tenant_id = $1 AND c.id = $2 AND c.kind = 'public'))) ORDER BY seq "
    "LIMIT "
    "$4">
    messages_after;
inline constexpr Statement<"UPDATE messages SET body_sealed = $2, edited_at = $3 WHERE tenant_id = $1 AND id = $4">
    edit_message;
inline constexpr Statement<"UPDATE messages SET body_sealed = NULL, deleted = 1 WHERE tenant_id = $1 AND id = $2">
    erase_message;

// ---- programs that post

inline constexpr Statement<"INSERT INTO bots (tenant_id, id, name_sealed) VALUES ($1, $2, $3)"> insert_bot;
inline constexpr Statement<"SELECT name_sealed FROM bots WHERE tenant_id = $1 AND id = $2"> bot_name;

// ---- event log

struct EventRow {
  std::int64_t seq;
  std::string kind;
  Timestamp at;
  UserId actor;
  std::optional<MessageId> message;
  std::optional<UserId> user;
};
BOOST_DESCRIBE_STRUCT(EventRow, (), (seq, kind, at, actor, message, user))

inline constexpr Statement<
    "INSERT INTO events (tenant_id, channel_id, seq, kind, at, actor_id, message_id, user_id) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)">
    insert_event;
inline constexpr Statement<
    "SELECT seq, kind, at, actor_id, message_id, user_id FROM events "
    "WHERE tenant_id = $1 AND channel_id = $2 AND seq > $3 AND "
    "(EXISTS (SELECT 1 FROM memberships m WHERE m.tenant_id = $1 AND m.channel_id = $2 AND m.user_id = $5) OR ($6 = 1 "
    "AND EXISTS (SELECT 1 FROM channels c WHERE c.tenant_id = $1 AND c.id = $2 AND c.kind = 'public'))) ORDER BY seq "
    "LIMIT "
    "$4">
    events_after;
// $4: kinds, each between blanks.
inline constexpr Statement<
    "SELECT seq, kind, at, actor_id, message_id, user_id FROM events "
    "WHERE tenant_id = $1 AND channel_id = $2 AND seq > $3 AND $4 LIKE '% ' || kind || ' %' AND "
    "(EXISTS (SELECT 1 FROM memberships m WHERE m.tenant_id = $1 AND m.channel_id = $2 AND m.user_id = $5) OR ($6 = 1 "
    "AND EXISTS (SELECT 1 FROM channels c WHERE c.tenant_id = $1 AND c.id = $2 AND c.kind = 'public'))) ORDER BY seq "
    "LIMIT 1">
    next_event;

}  // namespace wardroom::chat::sql
