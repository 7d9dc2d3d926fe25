// The webhooks room's statements. $1 is the tenant, bound by the transaction.
#pragma once
#include "crypto/sealed.h"
#include "store/statement.h"
#include "store/txn.h"
#include "webhooks/types.h"

namespace wardroom::webhooks::queries {

using store::Statement;
using Sealed = crypto::Sealed<std::string>;

// ---- incoming

struct IncomingRow {
  WebhookId id;
  base::BotId bot;
  std::string shown;
  UserId created_by;
  Timestamp created_at;
  std::optional<Timestamp> last_used_at;
};
BOOST_DESCRIBE_STRUCT(IncomingRow, (), (id, bot, shown, created_by, created_at, last_used_at))

inline constexpr Statement<
    "INSERT INTO incoming_webhooks (tenant_id, id, channel_id, bot_id, hash, shown, created_by, created_at) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)">
    insert_incoming;
inline constexpr Statement<
    "SELECT id, bot_id, shown, created_by, created_at, last_used_at FROM incoming_webhooks "
    "WHERE tenant_id = $1 AND channel_id = $2 ORDER BY id">
    incoming_of_channel;
inline constexpr Statement<
    "SELECT id, bot_id, shown, created_by, created_at, last_used_at FROM incoming_webhooks "
    "WHERE tenant_id = $1 AND id = $2">
    incoming;
inline constexpr Statement<"SELECT channel_id FROM incoming_webhooks WHERE tenant_id = $1 AND id = $2">
    channel_of_incoming;
struct EntryRow {
  WebhookId id;
  ChannelId channel;
  base::BotId bot;
  UserId created_by;
  std::optional<Timestamp> last_used_at;
};
BOOST_DESCRIBE_STRUCT(EntryRow, (), (id, channel, bot, created_by, last_used_at))
inline constexpr Statement<
    "SELECT id, channel_id, bot_id, created_by, last_used_at FROM incoming_webhooks WHERE tenant_id = $1 AND hash = $2">
    entry;
inline constexpr Statement<
    "UPDATE incoming_webhooks SET hash = $3, shown = $4, created_by = $5 WHERE tenant_id = $1 AND id = $2">
    replace_token;
inline constexpr Statement<"UPDATE incoming_webhooks SET last_used_at = $3 WHERE tenant_id = $1 AND id = $2">
    used_incoming;
inline constexpr Statement<"DELETE FROM incoming_webhooks WHERE tenant_id = $1 AND id = $2"> drop_incoming;

// ---- outgoing

struct OutgoingRow {
  WebhookId id;
  ChannelId channel;
  std::string state;
  Sealed config;
  std::int64_t told_seq;
  std::optional<Timestamp> told_at;
  std::int64_t tries;
  std::optional<Timestamp> failing_since;
  std::optional<Sealed> failure;
  UserId created_by;
  Timestamp created_at;
};
BOOST_DESCRIBE_STRUCT(OutgoingRow, (),
                      (id, channel, state, config, told_seq, told_at, tries, failing_since, failure, created_by,
                       created_at))

inline constexpr Statement<
    "INSERT INTO outgoing_webhooks (tenant_id, id, channel_id, state, config_sealed, told_seq, tries, created_by, "
    "created_at) SELECT $1, $2, c.id, 'on', $4, c.last_seq, 0, $5, $6 FROM channels c WHERE c.tenant_id = $1 AND "
    "c.id = $3">
    insert_outgoing;
inline constexpr Statement<
    "SELECT id, channel_id, state, config_sealed, told_seq, told_at, tries, failing_since, failure_sealed, created_by, "
    "created_at FROM outgoing_webhooks WHERE tenant_id = $1 AND channel_id = $2 ORDER BY id">
    outgoing_of_channel;
inline constexpr Statement<
    "SELECT id, channel_id, state, config_sealed, told_seq, told_at, tries, failing_since, failure_sealed, created_by, "
    "created_at FROM outgoing_webhooks WHERE tenant_id = $1 AND id = $2">
    outgoing;
inline constexpr Statement<"SELECT channel_id FROM outgoing_webhooks WHERE tenant_id = $1 AND id = $2">
    channel_of_outgoing;
struct OpenRow {
  WebhookId id;
  ChannelId channel;
};
BOOST_DESCRIBE_STRUCT(OpenRow, (), (id, channel))
inline constexpr Statement<"SELECT id, channel_id FROM outgoing_webhooks WHERE tenant_id = $1 AND state = 'on'">
    open_outgoing;
inline constexpr Statement<"UPDATE outgoing_webhooks SET config_sealed = $3 WHERE tenant_id = $1 AND id = $2">
    put_config;
inline constexpr Statement<
    "UPDATE outgoing_webhooks SET config_sealed = $3, created_by = $4 WHERE tenant_id = $1 AND id = $2">
    lead_elsewhere;
// Tries anew at once, whatever failed before.
inline constexpr Statement<
    "UPDATE outgoing_webhooks SET state = $3, tries = 0, failing_since = NULL, failure_sealed = NULL "
    "WHERE tenant_id = $1 AND id = $2">
    put_state;
inline constexpr Statement<
    "UPDATE outgoing_webhooks SET told_seq = $3 WHERE tenant_id = $1 AND id = $2 AND told_seq < $3">
    passed_over;
inline constexpr Statement<
    "UPDATE outgoing_webhooks SET told_seq = $3, told_at = $4, tries = 0, failing_since = NULL, failure_sealed = NULL "
    "WHERE tenant_id = $1 AND id = $2 AND told_seq < $3">
    told;
// Only of what is still as it was when the try began.
inline constexpr Statement<
    "UPDATE outgoing_webhooks SET tries = tries + 1, failing_since = COALESCE(failing_since, $4), failure_sealed = $5 "
    "WHERE tenant_id = $1 AND id = $2 AND state = 'on' AND told_seq < $3 RETURNING tries, failing_since">
    not_told;
struct FailingRow {
  std::int64_t tries;
  Timestamp since;
};
BOOST_DESCRIBE_STRUCT(FailingRow, (), (tries, since))
inline constexpr Statement<
    "UPDATE outgoing_webhooks SET state = 'stopped', failure_sealed = $3 WHERE tenant_id = $1 AND id = $2 AND "
    "state = 'on'">
    stop;
inline constexpr Statement<"DELETE FROM outgoing_webhooks WHERE tenant_id = $1 AND id = $2"> drop_outgoing;

}  // namespace wardroom::webhooks::queries
