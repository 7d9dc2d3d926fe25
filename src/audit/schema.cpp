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

// There was one log before, which is the security log now. SQLite changes no primary key in place.
constexpr std::string_view two_logs = R"sql(
DROP TRIGGER audit_entries_follow;
DROP TRIGGER audit_entries_stay;
DROP TRIGGER audit_entries_remain;
DROP TRIGGER audit_checkpoints_stay;
DROP TRIGGER audit_checkpoints_remain;
DROP TRIGGER audit_boundaries_follow;
DROP TRIGGER audit_boundaries_stay;
DROP TRIGGER audit_boundaries_remain;
ALTER TABLE audit_entries RENAME TO audit_entries_3;
CREATE TABLE audit_entries (
  tenant_id BLOB NOT NULL,
  log INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  entry TEXT NOT NULL,
  chain BLOB NOT NULL,
  PRIMARY KEY (tenant_id, log, seq)
) WITHOUT ROWID;
INSERT INTO audit_entries (tenant_id, log, seq, entry, chain)
  SELECT tenant_id, 1, seq, entry, chain FROM audit_entries_3;
DROP TABLE audit_entries_3;
ALTER TABLE audit_checkpoints RENAME TO audit_checkpoints_3;
CREATE TABLE audit_checkpoints (
  tenant_id BLOB NOT NULL,
  log INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  chain BLOB NOT NULL,
  subtrees BLOB NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (tenant_id, log, seq)
) WITHOUT ROWID;
INSERT INTO audit_checkpoints (tenant_id, log, seq, chain, subtrees, note)
  SELECT tenant_id, 1, seq, chain, subtrees, note FROM audit_checkpoints_3;
DROP TABLE audit_checkpoints_3;
ALTER TABLE audit_boundaries RENAME TO audit_boundaries_3;
CREATE TABLE audit_boundaries (
  tenant_id BLOB NOT NULL,
  log INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  chain BLOB NOT NULL,
  subtrees BLOB NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (tenant_id, log, seq)
) WITHOUT ROWID;
INSERT INTO audit_boundaries (tenant_id, log, seq, chain, subtrees, note)
  SELECT tenant_id, 1, seq, chain, subtrees, note FROM audit_boundaries_3;
DROP TABLE audit_boundaries_3;
ALTER TABLE audit_nodes RENAME TO audit_nodes_3;
CREATE TABLE audit_nodes (
  tenant_id BLOB NOT NULL,
  log INTEGER NOT NULL,
  level INTEGER NOT NULL,
  position INTEGER NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY (tenant_id, log, level, position)
) WITHOUT ROWID;
INSERT INTO audit_nodes (tenant_id, log, level, position, digest)
  SELECT tenant_id, 1, level, position, digest FROM audit_nodes_3;
DROP TABLE audit_nodes_3;
ALTER TABLE audit_cosignatures RENAME TO audit_cosignatures_3;
CREATE TABLE audit_cosignatures (
  tenant_id BLOB NOT NULL,
  log INTEGER NOT NULL,
  witness TEXT NOT NULL,
  seq INTEGER NOT NULL,
  line TEXT NOT NULL,
  PRIMARY KEY (tenant_id, log, witness)
) WITHOUT ROWID;
INSERT INTO audit_cosignatures (tenant_id, log, witness, seq, line)
  SELECT tenant_id, 1, witness, seq, line FROM audit_cosignatures_3;
DROP TABLE audit_cosignatures_3;
ALTER TABLE audit_settings RENAME TO audit_settings_3;
CREATE TABLE audit_settings (
  tenant_id BLOB NOT NULL,
  log INTEGER NOT NULL,
  keep_days INTEGER,
  withheld INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, log)
) WITHOUT ROWID;
INSERT INTO audit_settings (tenant_id, log, keep_days, withheld)
  SELECT tenant_id, 1, keep_days, 0 FROM audit_settings_3;
DROP TABLE audit_settings_3;
ALTER TABLE audit_followers RENAME TO audit_followers_3;
CREATE TABLE audit_followers (
  tenant_id BLOB NOT NULL,
  log INTEGER NOT NULL,
  follower TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, log, follower)
) WITHOUT ROWID;
INSERT INTO audit_followers (tenant_id, log, follower, seq)
  SELECT tenant_id, 1, follower, seq FROM audit_followers_3;
DROP TABLE audit_followers_3;
CREATE TRIGGER audit_entries_follow BEFORE INSERT ON audit_entries
WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM audit_entries WHERE tenant_id = NEW.tenant_id AND log = NEW.log), 0)
BEGIN
  SELECT RAISE(ABORT, 'the audit log has no gaps');
END;
CREATE TRIGGER audit_entries_stay BEFORE UPDATE ON audit_entries
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_entries_remain BEFORE DELETE ON audit_entries
WHEN OLD.seq > coalesce((SELECT max(seq) FROM audit_boundaries WHERE tenant_id = OLD.tenant_id AND log = OLD.log), 0)
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_checkpoints_stay BEFORE UPDATE ON audit_checkpoints
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_checkpoints_remain BEFORE DELETE ON audit_checkpoints
WHEN OLD.seq >= coalesce((SELECT max(seq) FROM audit_boundaries WHERE tenant_id = OLD.tenant_id AND log = OLD.log), 0)
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_boundaries_follow BEFORE INSERT ON audit_boundaries
WHEN NEW.seq <= coalesce((SELECT max(seq) FROM audit_boundaries WHERE tenant_id = NEW.tenant_id AND log = NEW.log), 0)
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_boundaries_stay BEFORE UPDATE ON audit_boundaries
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_boundaries_remain BEFORE DELETE ON audit_boundaries
BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
)sql";

}  // namespace

store::SchemaPart schema() {
  return {.room = "audit",
          .version = 4,
          .sql =
#include "audit/schema.inc"
              ,
          .migrations = {{2,
                          "CREATE TABLE audit_detail_keys (tenant_id BLOB NOT NULL, id TEXT NOT NULL, "
                          "key_sealed BLOB NOT NULL, PRIMARY KEY (tenant_id, id)) WITHOUT ROWID"},
                         {3, proofs_pruning_alerts},
                         {4, two_logs}}};
}

std::vector<keys::SealedColumn> sealed_columns() {
  return {keys::sealed_column<"audit_detail_keys", "key_sealed", keys::TextKey<"id">>(),
          keys::sealed_column<"audit_alert_settings", "to_sealed">()};
}

}  // namespace wardroom::audit
