#include "audit/schema.h"

namespace wardroom::audit {
namespace {

constexpr std::string_view proofs_pruning_alerts =
    "CREATE TABLE audit_boundaries (tenant_id BLOB NOT NULL, seq INTEGER NOT NULL, chain BLOB NOT NULL, "
    "subtrees BLOB NOT NULL, note TEXT NOT NULL, PRIMARY KEY (tenant_id, seq)) WITHOUT ROWID; "
    "CREATE TRIGGER audit_boundaries_follow BEFORE INSERT ON audit_boundaries "
    "WHEN NEW.seq <= coalesce((SELECT max(seq) FROM audit_boundaries WHERE tenant_id = NEW.tenant_id), 0) "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END; "
    "CREATE TRIGGER audit_boundaries_stay BEFORE UPDATE ON audit_boundaries "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END; "
    "CREATE TRIGGER audit_boundaries_remain BEFORE DELETE ON audit_boundaries "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END; "
    "DROP TRIGGER audit_entries_remain; "
    "CREATE TRIGGER audit_entries_remain BEFORE DELETE ON audit_entries "
    "WHEN OLD.seq > coalesce((SELECT max(seq) FROM audit_boundaries WHERE tenant_id = OLD.tenant_id), 0) "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END; "
    "DROP TRIGGER audit_checkpoints_remain; "
    "CREATE TRIGGER audit_checkpoints_remain BEFORE DELETE ON audit_checkpoints "
    "WHEN OLD.seq >= coalesce((SELECT max(seq) FROM audit_boundaries WHERE tenant_id = OLD.tenant_id), 0) "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END; "
    "CREATE TABLE audit_nodes (tenant_id BLOB NOT NULL, level INTEGER NOT NULL, position INTEGER NOT NULL, "
    "digest BLOB NOT NULL, PRIMARY KEY (tenant_id, level, position)) WITHOUT ROWID; "
    "CREATE TABLE audit_cosignatures (tenant_id BLOB NOT NULL, witness TEXT NOT NULL, seq INTEGER NOT NULL, "
    "line TEXT NOT NULL, PRIMARY KEY (tenant_id, witness)) WITHOUT ROWID; "
    "CREATE TABLE audit_settings (tenant_id BLOB NOT NULL, keep_days INTEGER, PRIMARY KEY (tenant_id)) WITHOUT ROWID; "
    "CREATE TABLE audit_followers (tenant_id BLOB NOT NULL, follower TEXT NOT NULL, seq INTEGER NOT NULL, "
    "PRIMARY KEY (tenant_id, follower)) WITHOUT ROWID; "
    "CREATE TABLE audit_alert_settings (tenant_id BLOB NOT NULL, off TEXT NOT NULL, to_sealed BLOB NOT NULL, "
    "PRIMARY KEY (tenant_id)) WITHOUT ROWID; "
    "CREATE TABLE audit_alerts (tenant_id BLOB NOT NULL, seq INTEGER NOT NULL, rule TEXT NOT NULL, "
    "at INTEGER NOT NULL, entries INTEGER NOT NULL, PRIMARY KEY (tenant_id, seq, rule)) WITHOUT ROWID";

}  // namespace

store::SchemaPart schema() {
  return {.room = "audit",
          .version = 3,
          .sql =
#include "audit/schema.inc"
              ,
          .migrations = {{2,
                          "CREATE TABLE audit_detail_keys (tenant_id BLOB NOT NULL, id TEXT NOT NULL, "
                          "key_sealed BLOB NOT NULL, PRIMARY KEY (tenant_id, id)) WITHOUT ROWID"},
                         {3, proofs_pruning_alerts}}};
}

std::vector<keys::SealedColumn> sealed_columns() {
  return {keys::sealed_column<"audit_detail_keys", "key_sealed", keys::TextKey<"id">>(),
          keys::sealed_column<"audit_alert_settings", "to_sealed">()};
}

}  // namespace wardroom::audit
