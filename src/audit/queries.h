// The audit logs' statements. $1 is the tenant, bound by the transaction; $2 which of its logs, bound by a LogTxn.
#pragma once
#include <boost/describe.hpp>
#include <cstdint>
#include <string>

#include "crypto/hash.h"
#include "crypto/sealed.h"
#include "store/txn.h"

namespace wardroom::audit::queries {

using store::Statement;

struct Head {
  std::int64_t seq;
  crypto::Digest chain;
};
BOOST_DESCRIBE_STRUCT(Head, (), (seq, chain))

inline constexpr Statement<
    "SELECT seq, chain FROM audit_entries WHERE tenant_id = $1 AND log = $2 ORDER BY seq DESC LIMIT 1">
    head;

inline constexpr Statement<"INSERT INTO audit_entries (tenant_id, log, seq, entry, chain) VALUES ($1, $2, $3, $4, $5)">
    append;

struct StoredEntry {
  std::int64_t seq;
  std::string entry;
  crypto::Digest chain;
};
BOOST_DESCRIBE_STRUCT(StoredEntry, (), (seq, entry, chain))

inline constexpr Statement<
    "SELECT seq, entry, chain FROM audit_entries WHERE tenant_id = $1 AND log = $2 AND seq > $3 ORDER BY seq LIMIT $4">
    after;

inline constexpr Statement<
    "SELECT seq, entry, chain FROM audit_entries WHERE tenant_id = $1 AND log = $2 AND seq < $3 ORDER BY seq DESC "
    "LIMIT $4">
    before;

struct StoredCheckpoint {
  std::int64_t seq;
  crypto::Digest chain;
  base::Bytes subtrees;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(StoredCheckpoint, (), (seq, chain, subtrees, note))

inline constexpr Statement<
    "SELECT seq, chain, subtrees, note FROM audit_checkpoints WHERE tenant_id = $1 AND log = $2 ORDER BY seq DESC "
    "LIMIT 1">
    last_checkpoint;

inline constexpr Statement<
    "INSERT INTO audit_checkpoints (tenant_id, log, seq, chain, subtrees, note) VALUES ($1, $2, $3, $4, $5, $6)">
    add_checkpoint;

inline constexpr Statement<
    "SELECT seq, chain, subtrees, note FROM audit_checkpoints WHERE tenant_id = $1 AND log = $2 AND seq = $3">
    checkpoint_at;

inline constexpr Statement<
    "SELECT seq, chain, subtrees, note FROM audit_boundaries WHERE tenant_id = $1 AND log = $2 ORDER BY seq DESC LIMIT "
    "1">
    boundary;
inline constexpr Statement<
    "INSERT INTO audit_boundaries (tenant_id, log, seq, chain, subtrees, note) VALUES ($1, $2, $3, $4, $5, $6)">
    add_boundary;
inline constexpr Statement<"SELECT min(seq) FROM audit_entries WHERE tenant_id = $1 AND log = $2"> first_seq;
inline constexpr Statement<"DELETE FROM audit_entries WHERE tenant_id = $1 AND log = $2 AND seq < $3 AND seq <= $4">
    remove_below;
inline constexpr Statement<"DELETE FROM audit_checkpoints WHERE tenant_id = $1 AND log = $2 AND seq < $3">
    remove_checkpoints_below;

// The texts of the entries $3 < seq <= $4.
inline constexpr Statement<
    "SELECT entry FROM audit_entries WHERE tenant_id = $1 AND log = $2 AND seq > $3 AND seq <= $4 ORDER BY seq">
    texts;

inline constexpr Statement<
    "SELECT digest FROM audit_nodes WHERE tenant_id = $1 AND log = $2 AND level = $3 AND position >= $4 AND position < "
    "$5 "
    "ORDER BY position">
    nodes;
inline constexpr Statement<
    "SELECT position FROM audit_nodes WHERE tenant_id = $1 AND log = $2 AND level = $3 AND position = $4">
    node_at;
inline constexpr Statement<"SELECT count(*) FROM audit_nodes WHERE tenant_id = $1 AND log = $2 AND level = $3">
    node_count;
inline constexpr Statement<
    "INSERT INTO audit_nodes (tenant_id, log, level, position, digest) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (tenant_id, log, level, position) DO NOTHING">
    add_node;

struct Cosignature {
  std::string witness;
  std::int64_t seq;
  std::string line;
};
BOOST_DESCRIBE_STRUCT(Cosignature, (), (witness, seq, line))

inline constexpr Statement<
    "SELECT witness, seq, line FROM audit_cosignatures WHERE tenant_id = $1 AND log = $2 ORDER BY witness">
    cosignatures;
inline constexpr Statement<"SELECT seq FROM audit_cosignatures WHERE tenant_id = $1 AND log = $2 AND witness = $3">
    cosigned_by;
inline constexpr Statement<
    "INSERT INTO audit_cosignatures (tenant_id, log, witness, seq, line) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (tenant_id, log, witness) DO UPDATE SET seq = excluded.seq, line = excluded.line">
    put_cosignature;

inline constexpr Statement<"SELECT keep_days FROM audit_settings WHERE tenant_id = $1 AND log = $2"> keep_days;
inline constexpr Statement<
    "INSERT INTO audit_settings (tenant_id, log, keep_days, withheld) VALUES ($1, $2, $3, 0) "
    "ON CONFLICT (tenant_id, log) DO UPDATE SET keep_days = excluded.keep_days">
    set_keep_days;
inline constexpr Statement<"SELECT withheld FROM audit_settings WHERE tenant_id = $1 AND log = $2"> withheld;
inline constexpr Statement<
    "INSERT INTO audit_settings (tenant_id, log, withheld) VALUES ($1, $2, $3) "
    "ON CONFLICT (tenant_id, log) DO UPDATE SET withheld = excluded.withheld">
    set_withheld;

inline constexpr Statement<"SELECT seq FROM audit_followers WHERE tenant_id = $1 AND log = $2 AND follower = $3">
    read_up_to;
inline constexpr Statement<
    "INSERT INTO audit_followers (tenant_id, log, follower, seq) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (tenant_id, log, follower) DO UPDATE SET seq = excluded.seq">
    set_read_up_to;

struct AlertSettingsRow {
  std::string off;
  crypto::Sealed<std::string> to;
};
BOOST_DESCRIBE_STRUCT(AlertSettingsRow, (), (off, to))

inline constexpr Statement<"SELECT off, to_sealed FROM audit_alert_settings WHERE tenant_id = $1"> alert_settings;
inline constexpr Statement<
    "INSERT INTO audit_alert_settings (tenant_id, off, to_sealed) VALUES ($1, $2, $3) "
    "ON CONFLICT (tenant_id) DO UPDATE SET off = excluded.off, to_sealed = excluded.to_sealed">
    put_alert_settings;

struct AlertRow {
  std::int64_t seq;
  std::string rule;
  base::Timestamp at;
  std::int64_t count;
};
BOOST_DESCRIBE_STRUCT(AlertRow, (), (seq, rule, at, count))

inline constexpr Statement<
    "SELECT seq, rule, at, entries FROM audit_alerts WHERE tenant_id = $1 AND seq < $2 ORDER BY seq DESC, rule LIMIT "
    "$3">
    alerts;
inline constexpr Statement<
    "INSERT INTO audit_alerts (tenant_id, seq, rule, at, entries) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (tenant_id, seq, rule) DO NOTHING">
    add_alert;

inline constexpr Statement<"SELECT key_sealed FROM audit_detail_keys WHERE tenant_id = $1 AND id = $2"> detail_key;
inline constexpr Statement<
    "INSERT INTO audit_detail_keys (tenant_id, id, key_sealed) VALUES ($1, $2, $3) ON CONFLICT (tenant_id, id) "
    "DO UPDATE SET key_sealed = excluded.key_sealed">
    put_detail_key;

}  // namespace wardroom::audit::queries
